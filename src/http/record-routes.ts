import type { Idempotency } from '../store/idempotency.ts';
import { GoneForGood, NotFound, type RecordStore, type Scope, type StoredRecord } from '../store/record-store.ts';
import { claimKey, readIdempotencyKey, replayHeaders } from './idempotent.ts';
import { parseJson } from './json-body.ts';
import { etagOf, readIfMatch, readIfNoneMatch } from './preconditions.ts';
import { malformed } from './problem.ts';
import { fault } from './query-parameters.ts';
import type { RecordOperations } from './record-operations.ts';
import type { Answer, ApiRequest, MediaType, Route } from './route.ts';

export interface RecordRoutesOptions {
  readonly store: RecordStore;
  readonly operations: RecordOperations;
  readonly idempotency: Idempotency;
}

const MAX_BODY_BYTES = 256 * 1024;
const PATH = '/api/v1/:type/:id';
const JSON_BODY = { types: ['application/json'], limit: MAX_BODY_BYTES } as const;
const PATCH_TYPES: readonly MediaType[] = ['application/merge-patch+json', 'application/json'];

/** What can be done with one record. */
export function recordRoutes({ store, operations, idempotency }: RecordRoutesOptions): Route[] {
  async function create(request: ApiRequest): Promise<Answer> {
    const { scope, caller, body } = request;
    const key = readIdempotencyKey(request.headers);
    const values = await operations.check(scope, parseJson(body));
    const claim = await claimKey(idempotency, request, key);
    const record = await store.create(scope, values, { by: caller.sub, id: claim?.id });
    return withRecord(201, record, { Location: `${request.path}/${record.id}`, ...replayHeaders(claim) });
  }

  async function read({ scope, id, headers }: ApiRequest): Promise<Answer> {
    const isKnown = readIfNoneMatch(headers);
    const record = await store.get(scope, id);
    return isKnown(record) ? { status: 304, headers: { ETag: etagOf(record) } } : withRecord(200, record);
  }

  async function replace({ scope, id, caller, headers, body }: ApiRequest): Promise<Answer> {
    const options = { by: caller.sub, ifMatch: readIfMatch(headers) };
    const { record } = await operations.replace(scope, id, parseJson(body), options);
    return withRecord(200, record);
  }

  async function patch({ scope, id, caller, headers, body }: ApiRequest): Promise<Answer> {
    const options = { by: caller.sub, ifMatch: readIfMatch(headers) };
    const { record } = await operations.patch(scope, id, parseJson(body), options);
    return withRecord(200, record);
  }

  async function remove({ scope, id, caller, headers, query }: ApiRequest): Promise<Answer> {
    const permanent = query.get('permanent') ?? 'false';
    if (permanent !== 'true' && permanent !== 'false') throw malformed([fault('permanent', 'not-a-choice', 'must be true or false')]);
    const options = { by: caller.sub, ifMatch: readIfMatch(headers) };
    if (permanent === 'true') await store.destroy(scope, id, options);
    else await store.trash(scope, id, options);
    return { status: 204 };
  }

  async function restore(request: ApiRequest): Promise<Answer> {
    const { scope, id, caller, headers } = request;
    const ifMatch = readIfMatch(headers);
    const claim = await claimKey(idempotency, request, readIdempotencyKey(headers));
    if (claim?.applied.includes(0)) return withRecord(200, await asItIsNow(store, scope, id), replayHeaders(claim));
    const record = await store.restore(scope, id, { by: caller.sub, ifMatch, writeId: claim?.id });
    if (claim !== undefined) await idempotency.settle(claim, [0]);
    return withRecord(200, record, replayHeaders(claim));
  }

  return [
    { name: 'createRecord', method: 'post', path: '/api/v1/:type', role: 'editor', body: JSON_BODY, handle: create },
    { name: 'readRecord', method: 'get', path: PATH, role: 'viewer', handle: read },
    { name: 'replaceRecord', method: 'put', path: PATH, role: 'editor', body: JSON_BODY, handle: replace },
    { name: 'patchRecord', method: 'patch', path: PATH, role: 'editor', body: { types: PATCH_TYPES, limit: MAX_BODY_BYTES }, handle: patch },
    {
      name: 'deleteRecord',
      method: 'delete',
      path: PATH,
      role: 'editor',
      elevated: { parameter: 'permanent', role: 'admin' },
      findsTrashed: 'elevated',
      parameters: ['permanent'],
      handle: remove,
    },
    { name: 'restoreRecord', method: 'post', path: `${PATH}/restore`, role: 'editor', findsTrashed: true, handle: restore },
  ];
}

/** What a repeated request is answered with: the record as it is now, be it in the trash. @throws {GoneForGood} */
export async function asItIsNow(store: RecordStore, scope: Scope, id: string): Promise<StoredRecord> {
  try {
    return await store.get(scope, id, { trashed: true });
  } catch (error) {
    throw error instanceof NotFound ? new GoneForGood() : error;
  }
}

function withRecord(status: number, record: StoredRecord, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { ETag: etagOf(record), ...headers }, body: record };
}
