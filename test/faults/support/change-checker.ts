import { isDeepStrictEqual } from 'node:util';
import pMap from 'p-map';
import { eventually } from '../../support/eventually.ts';
import { type Ask, isTask, type Journal, TASKS, type TaskRecord, type Values, valuesOf } from './change-writer.ts';

export interface Change {
  readonly id: string;
  readonly version: number;
  readonly action: string;
  readonly changes: Readonly<Record<string, { readonly from?: unknown; readonly to?: unknown }>>;
  readonly changeSet: string;
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
  readonly more?: boolean;
}

/** The stored records and their history, read through the API. */
export interface Found {
  readonly records: ReadonlyMap<string, TaskRecord>;
  /** All changes in the order of the feed, including repeated ones. */
  readonly feed: readonly Change[];
}

async function read<Item>(ask: Ask, path: string): Promise<Page<Item>> {
  const answer = await ask('GET', path);
  if (answer?.status !== 200 || !isPage<Item>(answer.body)) throw new Error(`${path} was answered ${JSON.stringify(answer)}`);
  return answer.body;
}

function isPage<Item>(body: unknown): body is Page<Item> {
  return typeof body === 'object' && body !== null && 'items' in body && 'nextCursor' in body;
}

async function readRecords(ask: Ask): Promise<Map<string, TaskRecord>> {
  const records = new Map<string, TaskRecord>();
  for (const trashed of [false, true]) {
    for (let cursor: string | null = ''; cursor !== null; ) {
      const path = `${TASKS}?limit=100&sort=createdAt&trashed=${trashed}${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const page: Page<TaskRecord> = await read(ask, path);
      for (const record of page.items) records.set(record.id, record);
      cursor = page.nextCursor;
    }
  }
  return records;
}

async function readFeed(ask: Ask): Promise<Change[]> {
  const feed: Change[] = [];
  for (let since = '', more = true; more; ) {
    const page: Page<Change> = await read(ask, `/api/v1/changes?limit=100${since}`);
    feed.push(...page.items);
    since = `&since=${page.nextCursor}`;
    more = page.more === true;
  }
  return feed;
}

/** Waits until the history is complete, then reads everything. No other process may write at the same time. */
export async function readAll(ask: Ask): Promise<Found> {
  const records = await readRecords(ask);
  const feed = await eventually(async () => {
    const changes = await readFeed(ask);
    const latest = new Map(changes.map(({ id, version }) => [id, version]));
    const missing = [...records.values()].filter(({ id, version }) => (latest.get(id) ?? 0) < version);
    if (missing.length > 0) throw new Error(`${missing.length} records have no entry for their last version`);
    return changes;
  }, 10_000);
  return { records, feed };
}

/** Returns the changes of each record in the order in which they first appeared. */
function byRecord(feed: readonly Change[]): Map<string, Change[]> {
  const changes = new Map<string, Change[]>();
  for (const change of feed) {
    const known = changes.get(change.id) ?? [];
    if (!known.some(({ version }) => version === change.version)) known.push(change);
    changes.set(change.id, known);
  }
  return changes;
}

function applied(before: Values, { changes }: Change): Values {
  const after: Record<string, unknown> = { ...before };
  for (const [name, { to }] of Object.entries(changes)) {
    if (to === undefined) delete after[name];
    else after[name] = to;
  }
  return after;
}

/** The values of each version of a record. Version 0 is empty. */
function statesOf(changes: readonly Change[]): Map<number, Values> {
  const states = new Map<number, Values>([[0, {}]]);
  let last: Values = {};
  for (const change of changes) {
    last = applied(last, change);
    states.set(change.version, last);
  }
  return states;
}

const same = (a: unknown, b: unknown) => isDeepStrictEqual(a, b);

/** The number of records whose own history is read. Each takes a request. */
const SAMPLE = 300;

/** Returns the faults of the history: versions without exactly one entry, out of order, or with other values than the acknowledged ones. */
export async function historyFaults(ask: Ask, { versions, deleted }: Journal, { records, feed }: Found): Promise<string[]> {
  const changes = byRecord(feed);
  const faults: string[] = [];

  for (const [id, record] of records) {
    const of = changes.get(id) ?? [];
    const expected = Array.from({ length: record.version }, (_, n) => n + 1);
    const found = of.map(({ version }) => version);
    if (!same(found, expected)) faults.push(`the feed has the versions ${found} of ${id}, which has ${record.version}`);
    const states = statesOf(of);
    for (const { version, changes: parts } of of) {
      const former = states.get(version - 1) ?? {};
      if (Object.entries(parts).some(([name, { from }]) => !same(from, former[name]))) faults.push(`${id} ${version} starts from others`);
    }
    if (!same(states.get(record.version), valuesOf(record))) faults.push(`the changes of ${id} do not lead to its values`);
    for (const [version, { changeSet, values }] of versions.get(id) ?? []) {
      const entry = of.find((change) => change.version === version);
      if (entry?.changeSet !== changeSet) faults.push(`${id} ${version} is in the change set ${entry?.changeSet} instead of ${changeSet}`);
      if (!same(states.get(version), values)) faults.push(`${id} ${version} has other values than were acknowledged`);
    }
  }
  for (const id of versions.keys()) if (!records.has(id)) faults.push(`${id} is gone`);
  for (const id of deleted) if (records.has(id)) faults.push(`${id} is back`);
  for (const [id, of] of changes) {
    const isErased = of.length === 1 && of[0]?.action === 'delete';
    if (!records.has(id) && !isErased) faults.push(`${id} is gone and its history has ${of.map(({ action }) => action)}`);
  }
  const sample = [...records.values()].filter(() => Math.random() < SAMPLE / records.size);
  const own = await pMap(sample, async (record) => await ownHistoryFaults(ask, record, changes.get(record.id) ?? []), {
    concurrency: 16,
  });
  return [...faults, ...own.flat()];
}

/** Compares the history of one record with the feed. */
async function ownHistoryFaults(ask: Ask, { id }: TaskRecord, expected: readonly Change[]): Promise<string[]> {
  const entries: Omit<Change, 'id'>[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Page<Change> = await read(ask, `${TASKS}/${id}/history?limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`);
    entries.push(...page.items);
    cursor = page.nextCursor;
  }
  const wanted = expected.map(({ id: _, ...change }) => Object.fromEntries(Object.entries(change).filter(([name]) => name !== 'type')));
  return same(entries.reverse(), wanted) ? [] : [`the history of ${id} differs from the feed`];
}

interface Known {
  version: number;
  isTrashed: boolean;
  /** The values of each version, and whether it was in the trash. */
  readonly states: Map<number, { readonly values: Values; readonly isTrashed: boolean }>;
}

interface UndoOptions {
  readonly found: Found;
  /** The number of change sets to undo. */
  readonly rounds: number;
}

const IN_TRASH = new Map([
  ['trash', true],
  ['restore', false],
]);

/**
 * Undoes random change sets, including undos, each first in a dry run. A record without later changes must get back its earlier values
 * and be live or in the trash as before. All other records must stay the same.
 */
export async function undoFaults(ask: Ask, { goneOf }: Journal, { found: { records, feed }, rounds }: UndoOptions): Promise<string[]> {
  const known = new Map<string, Known>();
  const sets = new Map<string, { readonly id: string; readonly version: number }[]>();
  for (const [id, changes] of byRecord(feed)) {
    const record = records.get(id);
    if (record === undefined) continue;
    const values = statesOf(changes);
    let isTrashed = false;
    const states: Known['states'] = new Map([[0, { values: {}, isTrashed: true }]]);
    for (const { version, action, changeSet } of changes) {
      isTrashed = IN_TRASH.get(action) ?? isTrashed;
      states.set(version, { values: values.get(version) ?? {}, isTrashed });
      sets.set(changeSet, [...(sets.get(changeSet) ?? []), { id, version }]);
    }
    known.set(id, { version: record.version, isTrashed: record['deletedAt'] !== undefined, states });
  }

  const faults: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const ids = [...sets.keys()];
    const changeSet = ids[Math.floor(Math.random() * ids.length)] ?? '';
    const writes = sets.get(changeSet) ?? [];
    const touched = [...new Set(writes.map(({ id }) => id))].map((id) => {
      const versions = writes.filter((write) => write.id === id).map(({ version }) => version);
      const [first = 0, last = 0] = [Math.min(...versions), Math.max(...versions)];
      const isUntouched = known.get(id)?.version === last && last - first === versions.length - 1;
      return { id, first, last, isUntouched };
    });
    const expected = { undone: touched.filter(({ isUntouched }) => isUntouched).length, gone: goneOf.get(changeSet) ?? 0, taken: 0 };
    const counts = { ...expected, notKept: 0, changedSince: touched.length - expected.undone };
    const dry = await undo(ask, changeSet, '?dryRun=true');
    const real = await undo(ask, changeSet, '');
    for (const { body } of [dry, real]) {
      const { records: _, ...found }: { records?: unknown } = typeof body === 'object' && body !== null ? body : {};
      if (!same(found, counts)) faults.push(`undo of ${changeSet} says ${JSON.stringify(found)} instead of ${JSON.stringify(counts)}`);
    }
    const next = await pMap(touched, async ({ id }) => ({ id, now: await stateOf(ask, id) }), { concurrency: 16 });
    for (const [n, { id, now }] of next.entries()) {
      const { first = 0, last = 0, isUntouched = false } = touched[n] ?? {};
      const record = known.get(id);
      if (record === undefined) throw new Error(`${id} is in no feed`);
      const kept = record.states.get(last);
      const former = first === 1 ? { values: kept?.values ?? {}, isTrashed: true } : record.states.get(first - 1);
      if (isUntouched && !same({ values: now.values, isTrashed: now.isTrashed }, former))
        faults.push(`${id} is not as before ${changeSet}`);
      if (!isUntouched && now.version !== record.version) faults.push(`${id} changed since ${changeSet} and was undone`);
      for (let version = record.version + 1; version <= now.version; version++) {
        sets.set(real.changeSet, [...(sets.get(real.changeSet) ?? []), { id, version }]);
      }
      record.states.set(now.version, { values: now.values, isTrashed: now.isTrashed });
      record.version = now.version;
    }
  }
  return faults;
}

async function undo(ask: Ask, changeSet: string, query: string) {
  return await eventually(async () => {
    const answer = await ask('POST', `/api/v1/change-sets/${changeSet}/undo${query}`);
    if (answer?.status !== 200) throw new Error(`undo of ${changeSet} was answered ${JSON.stringify(answer)}`);
    return answer;
  });
}

/** Returns the current state of a record, live or in the trash. */
async function stateOf(ask: Ask, id: string): Promise<{ version: number; values: Values; isTrashed: boolean }> {
  const live = await ask('GET', `${TASKS}/${id}`);
  if (live?.status === 200 && isTask(live.body)) return { version: live.body.version, values: valuesOf(live.body), isTrashed: false };
  return await eventually(async () => {
    const [entry] = (await read<Change>(ask, `${TASKS}/${id}/history?limit=1`)).items;
    const last = await ask('GET', `${TASKS}/${id}/history/${entry?.version}`);
    if (!isTask(last?.body) || last.body['deletedAt'] === undefined) throw new Error(`${id} is neither live nor in the trash`);
    return { version: last.body.version, values: valuesOf(last.body), isTrashed: true };
  });
}
