import { etagOf } from './etag.ts';
import type { ApiRequest, RequestOptions } from './send.ts';

/** A request that changes something. */
export interface Write extends Omit<ApiRequest, 'headers' | 'body'>, RequestOptions {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON; a text is sent as CSV. */
  readonly body?: unknown;
  /** The service applies requests with the same key once. */
  readonly idempotencyKey?: string | undefined;
  /** The version that the record must have. */
  readonly version?: number | undefined;
  /** The change set that the request continues. */
  readonly continues?: string | undefined;
}

/** Returns the request of a write. It may arrive twice if it has a key or a version. */
export function writeOf({ body, idempotencyKey, version, continues, ...request }: Write): ApiRequest & RequestOptions {
  const headers = {
    'Content-Type': body === undefined ? body : typeof body === 'string' ? 'text/csv' : 'application/json',
    'Idempotency-Key': idempotencyKey,
    'If-Match': version === undefined ? version : etagOf(version),
    'Change-Set': continues,
  };
  const given = Object.entries(headers).filter((header): header is [string, string] => header[1] !== undefined);
  return {
    isRepeatable: (idempotencyKey ?? version) !== undefined,
    ...request,
    headers: Object.fromEntries(given),
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}
