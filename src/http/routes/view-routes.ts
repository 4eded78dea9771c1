import type { Caller } from '../../identity/caller.ts';
import type { RecordType } from '../../schema/record-type.ts';
import { sameValue } from '../../schema/same-value.ts';
import { savedViews } from '../../schema/saved-views.ts';
import { createRecordValidator, type Validated } from '../../schema/validation.ts';
import type { Claim, Idempotency } from '../../store/idempotency.ts';
import type { Patch, RecordStore, StoredRecord, Values } from '../../store/record-store.ts';
import { malformed } from '../problem.ts';
import { invalidRecord, notAnObject, resolved } from '../record-operations.ts';
import { isFault } from '../request/fault-collector.ts';
import { authorUnder, claimHeaders, claimKey } from '../request/idempotency-key.ts';
import { isObject } from '../request/json-body.ts';
import { etagOf } from '../request/preconditions.ts';
import { fault, singleValue } from '../request/query-parameters.ts';
import type { Answer, ApiRequest, Route } from '../route.ts';
import { createSavedViews, mayWrite, viewScope, visible } from '../saved-views.ts';
import { viewFaults } from '../view-faults.ts';

export interface ViewRoutesOptions {
  readonly recordTypes: readonly RecordType[];
  readonly store: RecordStore;
  readonly idempotency: Idempotency;
}

const MAX_BODY_BYTES = 16 * 1024;
const VIEWS = '/api/v1/views';
const VIEW = `${VIEWS}/:id`;
const JSON_BODY = { types: ['application/json'], limit: MAX_BODY_BYTES } as const;
const PATCH_BODY = { types: ['application/merge-patch+json', 'application/json'], limit: MAX_BODY_BYTES } as const;

/** Creates the routes of saved views. Put them before the routes of record types, whose paths match theirs. */
export function viewRoutes({ recordTypes, store, idempotency }: ViewRoutesOptions): Route[] {
  const validator = createRecordValidator(savedViews);
  const views = createSavedViews({ store });

  async function list({ caller, query: { parameters } }: ApiRequest): Promise<Answer> {
    const type = singleValue(parameters, 'type');
    if (isFault(type)) throw malformed([type]);
    const known = recordTypes.map(({ name }) => name);
    if (type !== undefined && !known.includes(type)) throw malformed([fault('type', 'unknown-type', `must be one of ${known.join(', ')}`)]);
    const items = (await views.list(caller)).filter((view) => type === undefined || view['type'] === type);
    return { status: 200, body: { items, nextCursor: null } };
  }

  async function read({ caller, id, ifNoneMatch }: ApiRequest): Promise<Answer> {
    const view = await views.find(caller, id);
    return ifNoneMatch?.(etagOf(view)) ? { status: 304, headers: { ETag: etagOf(view) } } : withView(200, view);
  }

  async function create(request: ApiRequest): Promise<Answer> {
    const { caller, json } = request;
    const { set: values } = await check('whole', caller, json);
    mayWrite(caller, values['owner']);
    const claim = await claimOrRefuse(request, values['owner']);
    const created = await store.create(viewScope(caller), values, { ...authorUnder(claim, request), id: claim?.id });
    const view = visible(caller, created);
    return withView(201, view, { Location: `${VIEWS}/${view.id}`, ...claimHeaders(claim) });
  }

  /** Refuses a view above the limit, but not the repetition of a request that has created its view. */
  async function claimOrRefuse(request: ApiRequest, owner: unknown): Promise<Claim | undefined> {
    const { caller } = request;
    const refusal = await views.refusalIfFull(caller, owner);
    const claim = await claimKey(idempotency, request);
    if (refusal === undefined) return claim;
    const isRepeated = claim?.repeated && (await store.getMany(viewScope(caller), [claim.id])).has(claim.id);
    if (isRepeated) return claim;
    if (claim !== undefined) await idempotency.release(claim);
    throw refusal;
  }

  async function patch({ caller, id, author, ifMatch, json }: ApiRequest): Promise<Answer> {
    const view = await views.change({ caller, id, ifMatch }, async (stored) => {
      const changes = await check('patch', caller, json, stored);
      const { owner } = merged(stored, changes);
      mayWrite(caller, owner);
      const refusal = owner === stored['owner'] ? undefined : await views.refusalIfFull(caller, owner);
      if (refusal !== undefined) throw refusal;
      return (await store.patch(viewScope(caller), id, changes, { ...author, ifMatch: [stored.version] })).record;
    });
    return withView(200, view);
  }

  async function remove({ caller, id, author, ifMatch }: ApiRequest): Promise<Answer> {
    await views.change({ caller, id, ifMatch }, async ({ version }) => {
      await store.destroy(viewScope(caller), id, { ...author, ifMatch: [version] });
    });
    return { status: 204 };
  }

  /** Checks first the members, then what they name. @throws {Problem} `invalid-record` */
  async function check(kind: 'whole' | 'patch', caller: Caller, json: unknown, stored?: StoredRecord): Promise<Patch> {
    const input = isObject(json) ? resolved(savedViews.fields, json, caller.sub) : undefined;
    const checked: Validated = input === undefined ? notAnObject : await validator[kind](input, stored);
    if (!checked.ok) throw invalidRecord(checked.faults);
    const changes = { set: checked.values, unset: checked.unset };
    const view = merged(stored, changes);
    const changed = new Set([...Object.keys(changes.set), ...changes.unset].filter((name) => !sameValue(view[name], stored?.[name])));
    const isOthers = changed.has('owner') && view['owner'] !== undefined && view['owner'] !== caller.sub;
    const faults = [
      ...viewFaults(recordTypes, view, changed, caller.sub),
      ...(isOthers ? [{ pointer: '/owner', code: 'not-the-caller', detail: 'must be me; leave it out to share the view' }] : []),
    ];
    if (faults.length > 0) throw invalidRecord(faults);
    return changes;
  }

  const find = views.find;
  return [
    { name: 'listViews', method: 'get', path: VIEWS, role: 'viewer', parameters: [], textParameters: ['type'], handle: list },
    {
      name: 'createView',
      method: 'post',
      path: VIEWS,
      role: 'viewer',
      readsHeaders: ['idempotency-key'],
      body: JSON_BODY,
      handle: create,
    },
    { name: 'readView', method: 'get', path: VIEW, role: 'viewer', readsHeaders: ['if-none-match'], find, handle: read },
    { name: 'patchView', method: 'patch', path: VIEW, role: 'viewer', readsHeaders: ['if-match'], body: PATCH_BODY, find, handle: patch },
    { name: 'deleteView', method: 'delete', path: VIEW, role: 'viewer', readsHeaders: ['if-match'], find, handle: remove },
  ];
}

function merged(stored: StoredRecord | undefined, { set, unset }: Patch): Values {
  return Object.fromEntries(Object.entries({ ...stored, ...set }).filter(([name]) => !unset.includes(name)));
}

function withView(status: number, view: StoredRecord, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { ETag: etagOf(view), ...headers }, body: view };
}
