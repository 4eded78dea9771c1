import { computedFields } from '../../schema/computed.ts';
import type { Idempotency } from '../../store/idempotency.ts';
import { GoneForGood, NotFound, type RecordStore, type Scope, type StoredRecord } from '../../store/record-store.ts';
import type { Expand } from '../expand.ts';
import type { RecordOperations } from '../record-operations.ts';
import type { Referrers } from '../referrers.ts';
import { authorUnder, claimHeaders, claimKey, underClaim } from '../request/idempotency-key.ts';
import { readRecordRequest } from '../request/list-query.ts';
import { etagOf } from '../request/preconditions.ts';
import type { Answer, ApiRequest, Route } from '../route.ts';

export interface RecordRoutesOptions {
  readonly store: RecordStore;
  readonly operations: RecordOperations;
  readonly idempotency: Idempotency;
  readonly expand: Expand;
  readonly referrers: Referrers;
}

const MAX_BODY_BYTES = 256 * 1024;
const PATH = '/api/v1/:type/:id';
export const JSON_BODY = { types: ['application/json'], limit: MAX_BODY_BYTES } as const;
const PATCH_BODY = { types: ['application/merge-patch+json', 'application/json'], limit: MAX_BODY_BYTES } as const;

/** Creates the routes for single records. */
export function recordRoutes({ store, operations, idempotency, expand, referrers }: RecordRoutesOptions): Route[] {
  async function create(request: ApiRequest): Promise<Answer> {
    const { scope, caller, json } = request;
    const values = await operations.check(scope, json, caller.sub);
    const claim = await claimKey(idempotency, request);
    const options = { ...authorUnder(claim, request), id: claim?.id };
    const record = await underClaim(idempotency, claim, async () => await store.create(scope, values, options));
    return withRecord(201, record, { Location: `${request.path}/${record.id}`, ...claimHeaders(claim) });
  }

  async function read({ scope, id, query, ifNoneMatch }: ApiRequest): Promise<Answer> {
    const { expand: fields } = readRecordRequest(scope.type, query);
    const record = await store.get(scope, id);
    if (fields.length > 0) {
      const [values] = await expand(scope, fields, [record]);
      // Do not answer 304: the entity tag covers only the record, not the records that it refers to.
      return { status: 200, headers: { ETag: etagOf(record) }, body: { ...record, expand: values } };
    }
    // A reindex changes computed values, but not the version.
    const isCurrent = computedFields(scope.type).length === 0 && ifNoneMatch?.(etagOf(record));
    return isCurrent ? { status: 304, headers: { ETag: etagOf(record) } } : withRecord(200, record);
  }

  async function replace({ scope, id, author, ifMatch, json }: ApiRequest): Promise<Answer> {
    const { record } = await operations.replace(scope, id, json, { ...author, ifMatch });
    return withRecord(200, record);
  }

  async function patch({ scope, id, author, ifMatch, json }: ApiRequest): Promise<Answer> {
    const { record } = await operations.patch(scope, id, json, { ...author, ifMatch });
    return withRecord(200, record);
  }

  async function remove({ scope, id, author, ifMatch, flags }: ApiRequest): Promise<Answer> {
    const options = { ...author, ifMatch };
    if (flags.has('permanent')) {
      if (flags.has('detach')) await referrers.detach(scope, id, options);
      await referrers.refuseIfAny(scope, id, options);
      await store.destroy(scope, id, options);
    } else await store.trash(scope, id, options);
    return { status: 204 };
  }

  async function restore(request: ApiRequest): Promise<Answer> {
    const { scope, id, ifMatch } = request;
    const claim = await claimKey(idempotency, request);
    if (claim?.applied.includes(0)) return withRecord(200, await readCurrent(store, scope, id), claimHeaders(claim));
    const options = { ...authorUnder(claim, request), ifMatch, writeId: claim?.id };
    const record = await underClaim(idempotency, claim, async () => await store.restore(scope, id, options));
    if (claim !== undefined) await idempotency.settle(claim, { applied: [0], unchanged: [] });
    return withRecord(200, record, claimHeaders(claim));
  }

  return [
    {
      name: 'createRecord',
      method: 'post',
      path: '/api/v1/:type',
      role: 'editor',
      readsHeaders: ['idempotency-key'],
      body: JSON_BODY,
      handle: create,
    },
    {
      name: 'readRecord',
      method: 'get',
      path: PATH,
      role: 'viewer',
      parameters: 'record',
      readsHeaders: ['if-none-match'],
      handle: read,
    },
    { name: 'replaceRecord', method: 'put', path: PATH, role: 'editor', readsHeaders: ['if-match'], body: JSON_BODY, handle: replace },
    { name: 'patchRecord', method: 'patch', path: PATH, role: 'editor', readsHeaders: ['if-match'], body: PATCH_BODY, handle: patch },
    {
      name: 'deleteRecord',
      method: 'delete',
      path: PATH,
      role: 'editor',
      elevatedBy: { parameter: 'permanent', role: 'admin' },
      includesTrashed: 'elevated',
      parameters: ['permanent', 'detach'],
      readsHeaders: ['if-match'],
      handle: remove,
    },
    {
      name: 'restoreRecord',
      method: 'post',
      path: `${PATH}/restore`,
      role: 'editor',
      includesTrashed: true,
      readsHeaders: ['if-match', 'idempotency-key'],
      handle: restore,
    },
  ];
}

/** Returns the current record, even from the trash, as the response to a repeated request. @throws {GoneForGood} */
export async function readCurrent(store: RecordStore, scope: Scope, id: string): Promise<StoredRecord> {
  try {
    return await store.get(scope, id, { trashed: true });
  } catch (error) {
    throw error instanceof NotFound ? new GoneForGood() : error;
  }
}

export function withRecord(status: number, record: StoredRecord, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { ETag: etagOf(record), ...headers }, body: record };
}
