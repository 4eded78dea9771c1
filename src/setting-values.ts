import { isIP } from 'node:net';

// Each parser returns `undefined` for a text that the setting does not allow.

/** Express's setting "trust proxy": the number or the addresses of the proxies in front of the server; `false` if there are none. */
export type TrustProxy = false | number | readonly string[];

export const MAX_HISTORY_DAYS = 3650;
export const TRUST_PROXY_VALUES =
  'the number of proxies in front of the server, or their addresses: IP addresses, CIDR ranges, loopback, linklocal or uniquelocal, separated by commas';
/** Express's names for private address ranges. */
const PROXY_RANGES = ['loopback', 'linklocal', 'uniquelocal'];
const MAX_PROXIES = 32;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

export function oneOf<const Choice extends string>(choices: readonly Choice[]): (text: string) => Choice | undefined {
  return (text) => choices.find((choice) => choice === text);
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

export function daysOf(text: string): number | undefined {
  const days = wholeNumber(text);
  return days !== undefined && days >= 1 && days <= MAX_HISTORY_DAYS ? days : undefined;
}

export function portOf(text: string): number | undefined {
  const port = wholeNumber(text);
  return port !== undefined && port <= 65_535 ? port : undefined;
}

export function rateOf(text: string): number | 'off' | undefined {
  if (text === 'off') return text;
  const limit = wholeNumber(text);
  return limit === 0 ? undefined : limit;
}

/** Refuses `true`, which Express accepts: it would trust any address that a client writes into `X-Forwarded-For`. */
export function trustProxyOf(text: string): TrustProxy | undefined {
  if (text === 'false') return false;
  const hops = wholeNumber(text);
  if (hops !== undefined) return hops <= MAX_PROXIES ? hops : undefined;
  const proxies = listOf(text);
  return proxies?.every((proxy) => PROXY_RANGES.includes(proxy) || isAddressOrRange(proxy)) ? proxies : undefined;
}

function isAddressOrRange(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const bits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  if (bits === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^[1-9]\d{0,2}$/.test(prefix) && Number(prefix) <= bits);
}

export function wordOf(text: string): string | undefined {
  return /\s/.test(text) ? undefined : text;
}

export function tableNameOf(text: string): string | undefined {
  return /^[\w.-]{3,255}$/.test(text) ? text : undefined;
}

export function urlOf(text: string): string | undefined {
  return URL.canParse(text) && /^https?:/i.test(text) ? text : undefined;
}

export function issuerOf(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname } = new URL(text);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname.replace(/^\[(.*)\]$/, '$1')));
  return isSafe ? text : undefined;
}

export function listOf(text: string): readonly string[] | undefined {
  const items = text.split(',').map((item) => item.trim());
  return items.some((item) => item === '' || /\s/.test(item)) ? undefined : items;
}

export function originsOf(text: string): readonly string[] | undefined {
  const origins = listOf(text);
  return origins?.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin) ? origins : undefined;
}

/** Checks whether only programs on this machine can reach the host. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}
