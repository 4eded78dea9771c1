import type { IncomingHttpHeaders } from 'node:http';
import type { Claim, Idempotency } from '../../store/idempotency.ts';
import { malformed } from '../problem.ts';
import type { ApiRequest } from '../route.ts';

const KEY = /^[\x20-\x7e]{1,255}$/;

/**
 * The `Idempotency-Key` of a request. Claim it after all checks, because refused requests are not remembered.
 * @throws {Problem} `malformed-request`
 */
export function readIdempotencyKey(headers: IncomingHttpHeaders): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined || (typeof key === 'string' && KEY.test(key))) return key;
  throw malformed([{ in: 'header', name: 'Idempotency-Key', code: 'bad-format', detail: 'must be 1 to 255 printable ASCII characters' }]);
}

/**
 * Claims the key for this caller, method and path; `undefined` without a key.
 * @param query the part of the query that makes it a different request
 */
export async function claimKey(
  idempotency: Idempotency,
  { caller, method, path, body, idempotencyKey: key }: ApiRequest,
  query = '',
): Promise<Claim | undefined> {
  if (key === undefined) return undefined;
  return await idempotency.claim({ workspace: caller.workspace, sub: caller.sub, method, path: path + query, key, body });
}

/** Marks the response to a repeated request. */
export function replayHeaders(claim: Claim | undefined): Record<string, string> {
  return claim?.repeated ? { 'Idempotency-Replayed': 'true' } : {};
}
