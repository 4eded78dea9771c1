import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createDynamoStore } from '../../src/store/dynamo-store.ts';
import { NotUnique, type RecordStore, type Scope, StoreUnavailable } from '../../src/store/record-store.ts';
import { members } from '../support/members.ts';
import { type InProcess, startInProcess } from '../support/target.ts';
import { type BreakableTable, createBreakableTable } from './support/breakable-table.ts';

jest.setTimeout(60_000);

const by = 'tester';
let target: InProcess;
let store: RecordStore;
let table: BreakableTable;
let scope: Scope;
let count = 0;

beforeAll(async () => {
  target = await startInProcess({
    recordTypes: [members],
    wrapTable(whole) {
      table = createBreakableTable(whole);
      return table;
    },
  });
  store = target.services.store;
});
afterAll(async () => await target.close());

/** A workspace of its own for each test. */
function fresh(): Scope {
  scope = { workspace: `w${count++}`, type: members };
  return scope;
}

const create = async (email: string, more: object = {}) => await store.create(scope, { name: 'One', email, ...more }, { by });

/** The record that refuses a write for its value. */
async function refuser(run: Promise<unknown>): Promise<unknown> {
  const error = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof NotUnique)) throw new Error(`not refused: ${String(error)}`);
  return error.taken.map(({ field, id, trashed }) => ({ field, id, trashed }));
}

describe('a value of a unique field', () => {
  it('is refused to a second record in the form that eq compares, in its workspace and type only', async () => {
    fresh();
    const { id } = await create('Ada@Example.com', { code: 'A' });
    expect(await refuser(create('ada@example.com'))).toEqual([{ field: 'email', id, trashed: false }]);
    expect(await refuser(create('ADA@example.com', { code: 'A' }))).toEqual([
      { field: 'email', id, trashed: false },
      { field: 'code', id, trashed: false },
    ]);
    // Text is compared exactly.
    await create('b@example.com', { code: 'a' });
    fresh();
    await create('ada@example.com');
  });

  it('can be longer than a key', async () => {
    fresh();
    const long = 'é'.repeat(2000);
    const { id } = await create('a@example.com', { code: long });
    expect(await refuser(create('b@example.com', { code: long }))).toEqual([{ field: 'code', id, trashed: false }]);
    await create('b@example.com', { code: `${long.slice(1)}e` });
  });

  it('is free at once after a refusal for another field', async () => {
    fresh();
    await create('a@example.com', { code: 'taken' });
    await refuser(create('b@example.com', { code: 'taken' }));
    const start = performance.now();
    await create('b@example.com', { code: 'free' });
    expect(performance.now() - start).toBeLessThan(900);
  });

  it('can change, and is free afterwards; a change of case, and repeating it, are no conflict', async () => {
    fresh();
    const { id } = await create('a@example.com');
    const other = await create('b@example.com');
    const set = async (one: string, email: string) => await store.patch(scope, one, { set: { email }, unset: [] }, { by });
    expect(await refuser(set(other.id, 'A@example.com'))).toEqual([{ field: 'email', id, trashed: false }]);
    expect((await set(id, 'A@example.com')).record).toMatchObject({ email: 'A@example.com', version: 2 });
    expect((await set(id, 'A@example.com')).changed).toBe(false);
    expect((await store.replace(scope, id, { name: 'Two', email: 'A@example.com' }, { by })).record.version).toBe(3);
    await set(id, 'c@example.com');
    await set(other.id, 'a@example.com');
    await store.patch(scope, id, { set: {}, unset: ['email'] }, { by });
    await create('c@example.com');
  });

  it('stays with a record in the trash, and is free after a permanent delete', async () => {
    fresh();
    const { id } = await create('a@example.com');
    await store.trash(scope, id, { by });
    expect(await refuser(create('a@example.com'))).toEqual([{ field: 'email', id, trashed: true }]);
    await store.restore(scope, id, { by });
    expect(await refuser(create('a@example.com'))).toEqual([{ field: 'email', id, trashed: false }]);
    await store.destroy(scope, id, { by });
    const start = performance.now();
    await create('a@example.com');
    expect(performance.now() - start).toBeLessThan(900);
  });

  it('goes to one of 50 writers, whether they create or change', async () => {
    fresh();
    const others = await Promise.all(Array.from({ length: 10 }, async (_, n) => await create(`other-${n}@example.com`)));
    const writes = [
      ...Array.from({ length: 40 }, async () => await create('one@example.com')),
      ...others.map(async ({ id }) => (await store.patch(scope, id, { set: { email: 'one@example.com' }, unset: [] }, { by })).record),
    ];
    const outcomes = await Promise.allSettled(writes);
    const reasons = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(reasons.filter((reason) => !(reason instanceof NotUnique))).toEqual([]);
    expect(reasons).toHaveLength(49);
  });

  it('does not go back and forth wrongly between changes of the same record', async () => {
    fresh();
    const { id } = await create('a@example.com');
    const values = ['a', 'b', 'c'].map((name) => `${name}@example.com`);
    await Promise.all(
      Array.from({ length: 12 }, async (_, n) => await store.patch(scope, id, { set: { email: values[n % 3] }, unset: [] }, { by })),
    );
    const { email } = await store.get(scope, id);
    expect(await refuser(create(String(email)))).toEqual([{ field: 'email', id, trashed: false }]);
    for (const value of values) if (value !== email) await create(value);
  });
});

describe('a process that dies between a claim and its record', () => {
  /** Loses a write and everything after it, as a process does that is killed. */
  const dies = async (run: () => Promise<unknown>, write: number) => {
    table.breakWrite(write, 'lost before');
    await expect(run()).rejects.toBeInstanceOf(StoreUnavailable);
  };

  it('does not keep a value from a create', async () => {
    fresh();
    await dies(async () => await create('a@example.com'), 1);
    const { id } = await create('a@example.com');
    expect(await refuser(create('a@example.com'))).toEqual([{ field: 'email', id, trashed: false }]);
  });

  it('does not keep a value from a change, and the record can have it later', async () => {
    fresh();
    const { id } = await create('a@example.com');
    const set = async (one: string, email: string) => await store.patch(scope, one, { set: { email }, unset: [] }, { by });
    await dies(async () => await set(id, 'b@example.com'), 1);
    const other = await create('c@example.com');
    await set(other.id, 'b@example.com');
    expect(await refuser(set(id, 'b@example.com'))).toEqual([{ field: 'email', id: other.id, trashed: false }]);
    await set(other.id, 'd@example.com');
    expect((await set(id, 'b@example.com')).record.email).toBe('b@example.com');
  });

  it('does not keep the id of a create from its repetition', async () => {
    fresh();
    const { id } = await create('x@example.com');
    await store.destroy(scope, id, { by });
    const again = '0190b5a8-7b2c-7000-8000-000000000001';
    const once = async () => await store.create(scope, { name: 'One', email: 'a@example.com' }, { by, id: again });
    await dies(once, 1);
    const rival = await create('a@example.com');
    expect(await refuser(once())).toEqual([{ field: 'email', id: rival.id, trashed: false }]);
    await store.destroy(scope, rival.id, { by });
    expect(await once()).toMatchObject({ id: again, email: 'a@example.com' });
    expect(await once()).toMatchObject({ id: again, version: 1 });
  });

  it.each(['lost after', 'applied, then retried'] as const)('meets an answer that is %s', async (how) => {
    for (const write of [0, 1]) {
      fresh();
      table.breakWrite(write, how);
      const { id } = await create('a@example.com');
      expect(await refuser(create('a@example.com'))).toEqual([{ field: 'email', id, trashed: false }]);
      for (const step of [0, 1, 2]) {
        const next = `b${step}@example.com`;
        table.breakWrite(step, how);
        const { record } = await store.patch(scope, id, { set: { email: next }, unset: [] }, { by });
        expect(record).toMatchObject({ email: next, version: step + 2 });
        expect(await refuser(create(next))).toEqual([{ field: 'email', id, trashed: false }]);
      }
      await create('a@example.com');
    }
  });
});

describe('a writer that is only slow', () => {
  it('is stopped by the one that took its value over', async () => {
    fresh();
    const slow = createSlowStore();
    const first = slow.store.create(scope, { name: 'Slow', email: 'a@example.com' }, { by });
    await slow.isWaiting;
    const { id } = await create('a@example.com');
    slow.goOn();
    expect(await refuser(first)).toEqual([{ field: 'email', id, trashed: false }]);
  });

  it('is stopped in a change, too', async () => {
    fresh();
    const { id } = await create('x@example.com');
    const slow = createSlowStore();
    const change = slow.store.patch(scope, id, { set: { email: 'a@example.com' }, unset: [] }, { by });
    await slow.isWaiting;
    const other = await create('a@example.com');
    slow.goOn();
    expect(await refuser(change)).toEqual([{ field: 'email', id: other.id, trashed: false }]);
    expect(await store.get(scope, id)).toMatchObject({ email: 'x@example.com', version: 1 });
  });

  /** A store that waits before its first write to a record. */
  function createSlowStore() {
    const [waiting, going] = [createSignal(), createSignal()];
    const pause = async (pk: unknown) => {
      if (!String(pk).startsWith('records#')) return;
      waiting.send();
      await going.sent;
    };
    const slowTable = {
      ...table,
      put: async (...[item, condition]: Parameters<typeof table.put>) => {
        await pause(item['pk']);
        await table.put(item, condition);
      },
      update: async (...[key, update]: Parameters<typeof table.update>) => {
        await pause(key.pk);
        return await table.update(key, update);
      },
    };
    return { store: createDynamoStore({ table: slowTable }), isWaiting: waiting.sent, goOn: going.send };
  }
});

function createSignal() {
  let send = (): void => undefined;
  const sent = new Promise<void>((resolve) => {
    send = resolve;
  });
  return { sent, send };
}
