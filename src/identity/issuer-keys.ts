import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey, type LocalJWKSet } from 'jose';
import { IssuerUnavailable } from './caller.ts';

export interface IssuerKeysOptions {
  readonly issuer: string;
  readonly fetch: typeof fetch;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds for the discovery document and the keys together. */
  readonly timeout: number;
  /** Called whenever keys cannot be fetched, also when no caller notices because kept ones still serve. */
  readonly onFailure: (failure: IssuerUnavailable) => void;
}

type FindKey = (...parameters: Parameters<JWTVerifyGetKey>) => ReturnType<LocalJWKSet>;

const MINUTE = 60_000;
const FRESH_FOR = 10 * MINUTE;
/** How long keys serve without being confirmed. An issuer that is away longer has not signed anything that is still good. */
const KEPT_FOR = 24 * 60 * MINUTE;
/** Tokens with made-up key ids can cause no more fetches than this; a real rotation needs one. */
const FETCHES = { most: 3, within: 10_000 };

/**
 * The issuer's public keys, found through its discovery document (OpenID Connect Discovery 1.0, section 4) and kept. A
 * key that is not known makes them be fetched again; so does age, and then an issuer that is away does not matter to
 * those whose key is known. jose's own remote set is not used: its pause counts from the last fetch that succeeded, so
 * it asks a dead issuer for every request, and at the age limit it refuses everybody.
 * @throws {IssuerUnavailable} {errors.JOSEError}
 * @throws {RangeError} at once, if the issuer is no https URL, nor http on loopback.
 */
export function createIssuerKeys({ issuer, fetch, now, timeout, onFailure }: IssuerKeysOptions): FindKey {
  const documentUrl = secureUrl(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  let kept: { readonly find: LocalJWKSet; readonly at: number } | undefined;
  let failure: IssuerUnavailable | undefined;
  let fetching: Promise<void> | undefined;
  let fetches: readonly number[] = [];

  const keysYoungerThan = (age: number) => (kept !== undefined && now() - kept.at < age ? kept : undefined);

  async function fetchJson(url: URL, signal: AbortSignal): Promise<unknown> {
    const response = await fetch(url, { signal, redirect: 'error', headers: { accept: 'application/json' } });
    if (!response.ok) throw new Error(`${url.pathname} answered ${response.status}`);
    return response.json();
  }

  async function fetchKeys(): Promise<void> {
    const signal = AbortSignal.timeout(timeout);
    try {
      const keys = await fetchJson(keysUrl(await fetchJson(documentUrl, signal), issuer), signal);
      if (!isKeySet(keys)) throw new Error('the document at jwks_uri is no key set');
      kept = { find: createLocalJWKSet(keys), at: now() };
      failure = undefined;
    } catch (cause) {
      failure = new IssuerUnavailable('the keys of the issuer cannot be fetched', { cause });
      onFailure(failure);
    }
  }

  /** One fetch at a time, shared by all who wait, and none if there were enough of late. Never rejects. */
  function refresh(): Promise<void> {
    if (fetching !== undefined) return fetching;
    fetches = fetches.filter((at) => now() - at < FETCHES.within);
    if (fetches.length >= FETCHES.most) return Promise.resolve();
    fetches = [...fetches, now()];
    fetching = fetchKeys().finally(() => {
      fetching = undefined;
    });
    return fetching;
  }

  /** Whether the keys were waited for. Nobody waits for an issuer that is known to be away, as long as there are keys. */
  async function refreshIfOld(): Promise<boolean> {
    if (keysYoungerThan(FRESH_FOR) !== undefined) return false;
    const refreshed = refresh();
    if (failure !== undefined && keysYoungerThan(KEPT_FOR) !== undefined) return false;
    await refreshed;
    return true;
  }

  async function findKept(...token: Parameters<FindKey>): Promise<Awaited<ReturnType<FindKey>> | undefined> {
    try {
      return await keysYoungerThan(KEPT_FOR)?.find(...token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) return undefined;
      throw error;
    }
  }

  return async function findKey(...token) {
    const justRefreshed = await refreshIfOld();
    const known = await findKept(...token);
    if (known !== undefined) return known;
    if (!justRefreshed) await refresh();
    const found = await findKept(...token);
    if (found !== undefined) return found;
    throw failure ?? new errors.JWKSNoMatchingKey();
  };
}

/** The discovery document must name the very issuer that was asked (section 4.3 there). */
function keysUrl(document: unknown, issuer: string): URL {
  if (typeof document !== 'object' || document === null) throw new Error('the discovery document is no object');
  const { issuer: named, jwks_uri: url }: { issuer?: unknown; jwks_uri?: unknown } = document;
  if (named !== issuer) throw new Error('the discovery document names another issuer');
  if (typeof url !== 'string') throw new Error('the discovery document names no jwks_uri');
  return secureUrl(url);
}

/** Keys that came over a network without TLS are anybody's. */
function secureUrl(text: string): URL {
  const url = new URL(text);
  const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && loopback)) return url;
  throw new RangeError(`${text} is neither https nor http on loopback`);
}

function isKeySet(value: unknown): value is JSONWebKeySet {
  return typeof value === 'object' && value !== null && 'keys' in value && Array.isArray(value.keys);
}
