import { attributesBefore, type Entry, fieldChanges, titleAfter, valuesAfter } from '../../history/entry.ts';
import type { History } from '../../history/history.ts';
import type { RecentChangeSet } from '../../history/recent-change-sets.ts';
import { type UndoOutcome, undoChangeSet } from '../../history/undo.ts';
import { inputFields, type RecordType } from '../../schema/record-type.ts';
import type { RecordStore, StoredRecord } from '../../store/record-store.ts';
import { Problem } from '../problem.ts';
import type { RecordOperations } from '../record-operations.ts';
import { openFeedKey, readFeedRequest, SINCE_NOW, sealFeedKey, sealFeedPosition } from '../request/feed-query.ts';
import { readPageRequest } from '../request/page-query.ts';
import { etagOf } from '../request/preconditions.ts';
import type { Answer, ApiRequest, Route } from '../route.ts';
import type { ReportFault } from '../to-problem.ts';
import { closeChangeSet } from './run-writes.ts';

export interface HistoryRoutesOptions {
  readonly recordTypes: readonly RecordType[];
  readonly store: RecordStore;
  readonly operations: RecordOperations;
  readonly history: History;
  readonly reportFault: ReportFault;
}

/** The changes of a change set that a list of change sets contains. */
export const SHOWN_RECORDS = 3;
const VERSION = /^[1-9]\d{0,9}$/;
const PATH = '/api/v1/:type/:id/history';

/** The routes for the history of a record, the changes of a workspace, and undo. */
export function historyRoutes({ recordTypes, store, operations, history, reportFault }: HistoryRoutesOptions): Route[] {
  const { reader, recent } = history;

  async function list({ scope, id, query }: ApiRequest): Promise<Answer> {
    const { limit, after } = readPageRequest(query, (cursor) => (VERSION.test(cursor) ? cursor : undefined));
    await store.get(scope, id, { trashed: true });
    const { entries, next } = await reader.list(nameOf({ scope, id }), { limit, ...(after === undefined ? {} : { below: Number(after) }) });
    return {
      status: 200,
      body: { items: entries.map((entry) => entryBody(scope.type, entry)), nextCursor: next === undefined ? null : String(next) },
    };
  }

  /** The record as a version left it. The current version may not have arrived in the history yet. */
  async function recordAt({ scope, id, version }: ApiRequest): Promise<StoredRecord> {
    const current = await store.get(scope, id, { trashed: true });
    if (current.version === version) return current;
    const entry = await reader.find(nameOf({ scope, id }), version);
    if (entry === undefined) throw new Problem('not-found', { detail: `The history has no version ${version} of the record.` });
    if (entry.isOmitted) throw new Problem('not-found', { detail: `Version ${version} of the record was too large for the history.` });
    return recordOf(scope.type, current, entry);
  }

  async function read(request: ApiRequest): Promise<Answer> {
    return { status: 200, body: await recordAt(request) };
  }

  async function restore(request: ApiRequest): Promise<Answer> {
    const { scope, id, author, ifMatch } = request;
    const { type } = scope;
    const [former, current] = await Promise.all([recordAt(request), store.get(scope, id)]);
    const changes = Object.entries(fieldChanges({ fields: inputFields(type) }, current, former)).map(([name, { to }]) => [
      name,
      to ?? null,
    ]);
    const patch: unknown = Object.fromEntries(changes);
    const { record } = await operations.patch(scope, id, patch, { ...author, action: 'restore', ifMatch: ifMatch ?? [current.version] });
    return { status: 200, headers: { ETag: etagOf(record) }, body: record };
  }

  async function feed({ caller: { workspace }, query }: ApiRequest): Promise<Answer> {
    const { from, limit, typeName } = readFeedRequest(query, recordTypes);
    if (from === SINCE_NOW) return { status: 200, body: { items: [], nextCursor: sealFeedPosition(reader.endOfFeed()), more: false } };
    const { entries, next, more } = await reader.feed(workspace, { from, limit });
    const items = entries.flatMap((entry) => {
      const type = recordTypes.find(({ name }) => name === entry.typeName);
      const isAsked = type !== undefined && (typeName === undefined || typeName === entry.typeName);
      return isAsked ? [{ type: entry.typeName, id: entry.id, ...entryBody(type, entry) }] : [];
    });
    return { status: 200, body: { items, nextCursor: sealFeedPosition(next), more } };
  }

  async function listChangeSets({ caller: { workspace }, query }: ApiRequest): Promise<Answer> {
    const { limit, after } = readPageRequest(query, openFeedKey);
    const page = await recent(workspace, { limit, before: after });
    const items = page.changeSets.map((changeSet) => changeSetBody(recordTypes, changeSet));
    return { status: 200, body: { items, nextCursor: page.next === undefined ? null : sealFeedKey(page.next) } };
  }

  async function undo(request: ApiRequest): Promise<Answer> {
    const { caller, changeSet, author, flags } = request;
    const { workspace } = caller;
    const { entries, gone } = await history.changeSets.contentOf(workspace, changeSet);
    if (entries.length + gone.length === 0) throw new Problem('not-found', { detail: 'There is no such change set.' });
    const dryRun = flags.has('dryRun');
    const undone = await undoChangeSet(entries, { store, recordTypes, author: { ...author, action: 'undo' }, dryRun });
    const written = undone.flatMap(({ typeName, id, writes }) => Array.from({ length: writes }, () => ({ typeName, id })));
    await closeChangeSet({ history, request, changeSet: author.changeSet, writes: written, reportFault });
    const unreachable = gone.map((record) => ({ ...record, outcome: 'gone' as const }));
    const records = [...undone, ...unreachable].map(({ typeName: type, id, outcome }) => ({ type, id, outcome }));
    const count = (wanted: UndoOutcome) => records.filter(({ outcome }) => outcome === wanted).length;
    const counts = {
      undone: count('undone'),
      changedSince: count('changed-since'),
      gone: count('gone'),
      taken: count('taken'),
      notKept: count('not-kept'),
    };
    return { status: 200, body: { ...counts, records } };
  }

  return [
    { name: 'listRecordHistory', method: 'get', path: PATH, role: 'viewer', includesTrashed: true, parameters: 'page', handle: list },
    { name: 'readRecordVersion', method: 'get', path: `${PATH}/:version`, role: 'viewer', includesTrashed: true, handle: read },
    {
      name: 'restoreRecordVersion',
      method: 'post',
      path: `${PATH}/:version/restore`,
      role: 'editor',
      readsHeaders: ['if-match'],
      handle: restore,
    },
    { name: 'listChanges', method: 'get', path: '/api/v1/changes', role: 'viewer', parameters: 'changes', handle: feed },
    { name: 'listChangeSets', method: 'get', path: '/api/v1/change-sets', role: 'viewer', parameters: 'page', handle: listChangeSets },
    {
      name: 'undoChangeSet',
      method: 'post',
      path: '/api/v1/change-sets/:changeSet/undo',
      role: 'editor',
      parameters: ['dryRun'],
      readsHeaders: ['change-set'],
      handle: undo,
    },
  ];
}

function nameOf({ scope: { workspace, type }, id }: Pick<ApiRequest, 'scope' | 'id'>) {
  return { workspace, typeName: type.name, id };
}

function entryBody(type: RecordType, entry: Entry): object {
  const { version, at, by, action, changeSet = null } = entry;
  return { version, at, by, action, changes: fieldChanges(type, attributesBefore(entry), entry.values), changeSet };
}

function changeSetBody(recordTypes: readonly RecordType[], { id, entries, size, continues }: RecentChangeSet): object {
  const [{ at, by } = { at: '', by: '' }] = entries;
  const records = entries.slice(0, SHOWN_RECORDS).flatMap((entry) => {
    const type = recordTypes.find(({ name }) => name === entry.typeName);
    if (type === undefined) return [];
    return [{ type: type.name, id: entry.id, ...titleAfter(type, entry), ...entryBody(type, entry) }];
  });
  return {
    id: id ?? null,
    continues: continues ?? null,
    at,
    by,
    changes: size,
    types: valuesOf(entries, 'typeName'),
    actions: valuesOf(entries, 'action'),
    records,
  };
}

function valuesOf(entries: readonly Entry[], name: 'typeName' | 'action'): string[] {
  return [...new Set(entries.map((entry) => entry[name]))].sort();
}

function recordOf(type: RecordType, { id, createdAt, createdBy }: StoredRecord, entry: Entry): StoredRecord {
  const { version, at, by, trashed } = entry;
  // A record in the trash does not change, so the entry is that of the write that moved it there.
  return {
    id,
    ...valuesAfter(type, entry),
    createdAt,
    updatedAt: at,
    createdBy,
    updatedBy: by,
    version,
    ...(trashed.after ? { deletedAt: at } : {}),
  };
}
