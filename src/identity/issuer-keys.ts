import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey, type LocalJWKSet } from 'jose';
import { IssuerUnavailable } from './caller.ts';

export interface IssuerKeysOptions {
  readonly issuer: string;
  readonly fetch: typeof fetch;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds to fetch the discovery document and the keys together. */
  readonly timeout: number;
  /** Called for every failed fetch, even while cached keys still work. */
  readonly onFailure: (failure: IssuerUnavailable) => void;
}

type FindKey = (...parameters: Parameters<JWTVerifyGetKey>) => ReturnType<LocalJWKSet>;

const MINUTE = 60_000;
const FRESH_FOR = 10 * MINUTE;
/** How long cached keys are used while the issuer is unreachable. By then, all tokens signed with them have expired. */
const KEPT_FOR = 24 * 60 * MINUTE;
/** Limits fetches, because every token with an invented key id would cause a fetch. A real key rotation needs a single fetch. */
const FETCH_LIMIT = { count: 3, windowMs: 10_000 };

/**
 * Finds the issuer's public keys through its discovery document (OpenID Connect Discovery 1.0, section 4) and caches them.
 * Fetches the keys again when they are ten minutes old, or when a token has an unknown key id.
 * While the issuer is unreachable, uses cached keys for up to 24 hours.
 *
 * Does not use jose's `createRemoteJWKSet`:
 * - At its age limit, it rejects every token until a fetch succeeds.
 * - Its cooldown starts at the last successful fetch, so it does not protect an issuer that is down.
 * - It does not support discovery. A `customFetch` can add discovery and a limit, but cannot change the age limit.
 *
 * @throws {IssuerUnavailable} {errors.JOSEError}
 * @throws {RangeError} immediately, if the issuer is neither https nor http on loopback
 */
export function createIssuerKeys({ issuer, fetch, now, timeout, onFailure }: IssuerKeysOptions): FindKey {
  const documentUrl = secureUrl(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  let cached: { readonly find: LocalJWKSet; readonly at: number } | undefined;
  let failure: IssuerUnavailable | undefined;
  let fetching: Promise<void> | undefined;
  let fetches: readonly number[] = [];

  const keysYoungerThan = (age: number) => (cached !== undefined && now() - cached.at < age ? cached : undefined);

  async function fetchJson(url: URL, signal: AbortSignal): Promise<unknown> {
    const response = await fetch(url, { signal, redirect: 'error', headers: { accept: 'application/json' } });
    if (!response.ok) throw new Error(`${url.pathname} answered ${response.status}`);
    return response.json();
  }

  async function fetchKeys(): Promise<void> {
    const signal = AbortSignal.timeout(timeout);
    try {
      const keys = await fetchJson(keysUrl(await fetchJson(documentUrl, signal), issuer), signal);
      if (!isKeySet(keys)) throw new Error('the document at jwks_uri is not a key set');
      cached = { find: createLocalJWKSet(keys), at: now() };
      failure = undefined;
    } catch (cause) {
      failure = new IssuerUnavailable('cannot fetch the keys of the issuer', { cause });
      onFailure(failure);
    }
  }

  /** Fetches the keys, at most up to the limit. Concurrent callers share one fetch. Never rejects. */
  function refresh(): Promise<void> {
    if (fetching !== undefined) return fetching;
    fetches = fetches.filter((at) => now() - at < FETCH_LIMIT.windowMs);
    if (fetches.length >= FETCH_LIMIT.count) return Promise.resolve();
    fetches = [...fetches, now()];
    fetching = fetchKeys().finally(() => {
      fetching = undefined;
    });
    return fetching;
  }

  /** Returns whether it waited for a fetch. Does not wait if the last fetch failed and cached keys still work. */
  async function refreshIfOld(): Promise<boolean> {
    if (keysYoungerThan(FRESH_FOR) !== undefined) return false;
    const refreshed = refresh();
    if (failure !== undefined && keysYoungerThan(KEPT_FOR) !== undefined) return false;
    await refreshed;
    return true;
  }

  async function findCached(...token: Parameters<FindKey>): Promise<Awaited<ReturnType<FindKey>> | undefined> {
    try {
      return await keysYoungerThan(KEPT_FOR)?.find(...token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) return undefined;
      throw error;
    }
  }

  return async function findKey(...token) {
    const justRefreshed = await refreshIfOld();
    const known = await findCached(...token);
    if (known !== undefined) return known;
    if (!justRefreshed) await refresh();
    const found = await findCached(...token);
    if (found !== undefined) return found;
    throw failure ?? new errors.JWKSNoMatchingKey();
  };
}

/** Returns the URL of the keys. Throws if the document names another issuer (OpenID Connect Discovery 1.0, section 4.3). */
function keysUrl(document: unknown, issuer: string): URL {
  if (typeof document !== 'object' || document === null) throw new Error('the discovery document is not an object');
  const { issuer: named, jwks_uri: url }: { issuer?: unknown; jwks_uri?: unknown } = document;
  if (named !== issuer) throw new Error('the discovery document names another issuer');
  if (typeof url !== 'string') throw new Error('the discovery document has no jwks_uri');
  return secureUrl(url);
}

/** Throws unless the URL is https or on loopback. Without TLS, an attacker on the network could send other keys. */
function secureUrl(text: string): URL {
  const url = new URL(text);
  const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && loopback)) return url;
  throw new RangeError(`${text} is neither https nor http on loopback`);
}

function isKeySet(value: unknown): value is JSONWebKeySet {
  return typeof value === 'object' && value !== null && 'keys' in value && Array.isArray(value.keys);
}
