import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tasks } from '../../src/records/tasks.ts';
import {
  NotFound,
  type RecordStore,
  type Scope,
  type StoredRecord,
  StoreUnavailable,
  VersionConflict,
} from '../../src/store/record-store.ts';
import { type InProcess, startInProcess } from '../support/target.ts';
import { type BreakableTable, createBreakableTable } from './support/breakable-table.ts';

let target: InProcess;
let table: BreakableTable;
let store: RecordStore;
let scope: Scope;

beforeAll(async () => {
  target = await startInProcess({
    wrapTable: (plain) => {
      table = createBreakableTable(plain);
      return table;
    },
  });
  store = target.services.store;
  scope = { workspace: 'lost-answers', type: tasks };
});
afterAll(async () => {
  await target.close();
});

const by = 'tester';
const values = { title: 'A task', status: 'open', priority: 'normal' };

type Write = (id: string) => Promise<unknown>;
const WRITES: [name: string, write: Write][] = [
  ['patch', async (id) => await store.patch(scope, id, { set: { title: 'changed' }, unset: [] }, { by })],
  ['patch with If-Match', async (id) => await store.patch(scope, id, { set: { title: 'changed' }, unset: [] }, { by, ifMatch: [1] })],
  ['replace', async (id) => await store.replace(scope, id, { ...values, title: 'changed' }, { by })],
  ['trash', async (id) => await store.trash(scope, id, { by })],
];

async function find(id: string): Promise<StoredRecord> {
  return await store.get(scope, id, { trashed: true });
}

describe.each(WRITES)('%s', (_, write) => {
  it.each(['lost after', 'applied, then retried'] as const)('is applied once and succeeds when its answer is %s', async (how) => {
    const { id } = await store.create(scope, values, { by });
    table.breakWrite(0, how);
    await write(id);
    expect(await find(id)).toMatchObject({ version: 2 });
  });

  it('says that the outcome is unknown when it may be lost, and changes nothing', async () => {
    const { id } = await store.create(scope, values, { by });
    table.breakWrite(0, 'lost before');
    await expect(write(id)).rejects.toMatchObject({ name: 'StoreUnavailable', outcomeUnknown: true });
    expect(await find(id)).toMatchObject({ ...values, version: 1 });
  });
});

describe('create', () => {
  it.each(['lost after', 'applied, then retried'] as const)('makes one record when its answer is %s', async (how) => {
    const own = { ...scope, workspace: `create ${how}`.replaceAll(/\W/g, '-') };
    table.breakWrite(0, how);
    const record = await store.create(own, values, { by });
    expect((await store.list(own, everything, { limit: 10 })).records).toEqual([record]);
  });

  it('throws and makes none when it is lost', async () => {
    const own = { ...scope, workspace: 'create-lost' };
    table.breakWrite(0, 'lost before');
    await expect(store.create(own, values, { by })).rejects.toBeInstanceOf(StoreUnavailable);
    expect((await store.list(own, everything, { limit: 10 })).records).toEqual([]);
  });
});

describe('destroy', () => {
  it.each(['lost after', 'applied, then retried'] as const)('succeeds when its answer is %s', async (how) => {
    const { id } = await store.create(scope, values, { by });
    table.breakWrite(0, how);
    await store.destroy(scope, id, { by });
    await expect(find(id)).rejects.toBeInstanceOf(NotFound);
  });
});

describe('restore', () => {
  it.each(['lost after', 'applied, then retried'] as const)('is applied once and succeeds when its answer is %s', async (how) => {
    const { id } = await store.create(scope, values, { by });
    await store.trash(scope, id, { by });
    table.breakWrite(0, how);
    expect(await store.restore(scope, id, { by })).toMatchObject({ version: 3 });
    expect(await store.get(scope, id)).toMatchObject({ version: 3 });
  });
});

describe('a lost answer and another writer in between', () => {
  it('never becomes a false conflict: the outcome is called unknown', async () => {
    const { id } = await store.create(scope, values, { by });
    let other: Promise<unknown> | undefined;
    table.breakWrite(0, 'applied, then retried');
    const get = table.get;
    // Whoever looks into the refusal finds that another writer has built upon the change.
    table.get = async (key) => {
      table.get = get;
      other = store.patch(scope, id, { set: { notes: 'by another' }, unset: [] }, { by: 'another' });
      await other;
      return await get(key);
    };
    const refusal = await store
      .patch(scope, id, { set: { title: 'mine' }, unset: [] }, { by, ifMatch: [1] })
      .catch((error: unknown) => error);
    expect(refusal).not.toBeInstanceOf(VersionConflict);
    expect(refusal).toMatchObject({ name: 'StoreUnavailable', outcomeUnknown: true });
    expect(await find(id)).toMatchObject({ title: 'mine', notes: 'by another', version: 3 });
  });
});

describe('writers at once', () => {
  it('lets exactly one of them win with the same If-Match', async () => {
    for (let round = 0; round < 20; round++) {
      const { id } = await store.create(scope, values, { by });
      const attempts = Array.from(
        { length: 8 },
        async (_, n) => await store.patch(scope, id, { set: { title: `by ${n}` }, unset: [] }, { by, ifMatch: [1] }),
      );
      const outcomes = await Promise.allSettled(attempts);
      expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBe(1);
      expect(outcomes.filter((outcome) => outcome.status === 'rejected' && outcome.reason instanceof VersionConflict).length).toBe(7);
      expect((await find(id)).version).toBe(2);
    }
  });

  it('keeps the indexes of a record right when it is trashed, restored and patched at once', async () => {
    const own = { ...scope, workspace: 'indexes' };
    const { id } = await store.create(own, values, { by });
    const steps = [
      async () => await store.trash(own, id, { by }),
      async () => await store.restore(own, id, { by }),
      async () => await store.patch(own, id, { set: { status: 'done' }, unset: [] }, { by }),
      async () => await store.patch(own, id, { set: { status: 'open', dueDate: '2026-01-01' }, unset: [] }, { by }),
    ];
    for (let round = 0; round < 30; round++) await Promise.allSettled(steps.map(async (step) => await step()));
    const record = await store.get(own, id, { trashed: true });
    const trashed = record.deletedAt !== undefined;
    for (const field of ['createdAt', 'dueDate', 'title']) {
      for (const status of ['open', 'done']) {
        for (const side of [true, false]) {
          const filters = [{ field: 'status', operator: 'eq', values: [status] }] as const;
          const page = await store.list(own, { ...everything, filters, trashed: side, sort: { field, descending: false } }, { limit: 10 });
          expect(page.records.map((found) => found.id)).toEqual(side === trashed && status === record['status'] ? [id] : []);
        }
      }
    }
  });
});

const everything = { sort: { field: 'createdAt', descending: true }, filters: [], words: [], trashed: false } as const;
