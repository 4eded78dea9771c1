import type { IncomingHttpHeaders } from 'node:http';
import type { Claim, Idempotency } from '../../store/idempotency.ts';
import { malformed } from '../problem.ts';
import type { ApiRequest } from '../route.ts';
import { toProblem } from '../to-problem.ts';

const KEY = /^[\x20-\x7e]{1,255}$/;

/**
 * Reads the `Idempotency-Key`. Claim it only after all checks, because the service does not remember refused requests.
 * @throws {Problem} `malformed-request`
 */
export function readIdempotencyKey(headers: IncomingHttpHeaders): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined || (typeof key === 'string' && KEY.test(key))) return key;
  throw malformed([{ in: 'header', name: 'Idempotency-Key', code: 'bad-format', detail: 'must be 1 to 255 printable ASCII characters' }]);
}

/**
 * Claims the key for this caller, method and path. Returns `undefined` if the request has no key.
 * @param query the query parameters that are part of the claim: the same key with other values is another claim
 */
export async function claimKey(
  idempotency: Idempotency,
  { caller, method, path, body, idempotencyKey: key }: ApiRequest,
  query = '',
): Promise<Claim | undefined> {
  if (key === undefined) return undefined;
  return await idempotency.claim({ workspace: caller.workspace, sub: caller.sub, method, path: path + query, key, body });
}

/** Runs a request under its claim. Releases the key if the request is refused, because the service does not remember refused requests. */
export async function underClaim<Result>(idempotency: Idempotency, claim: Claim | undefined, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (claim !== undefined && toProblem(error).status < 500) await idempotency.release(claim);
    throw error;
  }
}

/** Returns the author of the writes under a claim. A repeated request belongs to the change set of the first one. */
export function authorUnder(claim: Claim | undefined, { author }: ApiRequest): ApiRequest['author'] {
  return claim === undefined ? author : { ...author, changeSet: claim.id };
}

/** Returns the headers of a response under a claim. */
export function claimHeaders(claim: Claim | undefined): Record<string, string> {
  if (claim === undefined) return {};
  return { 'Change-Set': claim.id, ...(claim.repeated ? { 'Idempotency-Replayed': 'true' } : {}) };
}
