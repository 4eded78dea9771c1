import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createEmbeddedDatabase } from '../../src/local/embedded-database.ts';
import { samplesFor } from '../../src/local/samples.ts';
import { seedSamples } from '../../src/local/seed-samples.ts';
import { createPeople, type People } from '../../src/people/people.ts';
import { customers } from '../../src/records/customers.ts';
import { tasks } from '../../src/records/tasks.ts';
import { createTable } from '../../src/store/create-table.ts';
import { createDynamoClient, createDynamoTable } from '../../src/store/dynamo-client.ts';
import { createDynamoStore } from '../../src/store/dynamo-store.ts';
import type { RecordStore } from '../../src/store/record-store.ts';
import { temporaryFolder } from '../support/server-process.ts';

const today = new Date('2026-03-10T09:00:00Z');
const all = { sort: { field: 'createdAt', descending: true }, filters: [], words: [], trashed: false };

describe('samplesFor', () => {
  it('gives 30 tasks and 20 customers that the rules of their types allow', () => {
    const samples = samplesFor(today);
    for (const { type, values } of samples) {
      for (const [name, value] of Object.entries(values)) {
        expect([type.name, name, type.fields[name]?.parse(value)]).toEqual([type.name, name, { ok: true, value }]);
      }
    }
    const counts = ['tasks', 'customers'].map((name) => samples.filter(({ type }) => type.name === name).length);
    expect(counts).toEqual([30, 20]);
  });

  it('names only customers that are among them', () => {
    const samples = samplesFor(today);
    const names = samples.flatMap(({ type, values }) => (type === customers ? [values['name']] : []));
    const referred = samples.flatMap(({ customer }) => customer ?? []);
    expect(referred.length).toBeGreaterThan(5);
    expect(names).toEqual(expect.arrayContaining(referred));
  });

  it('puts due dates around the day, some overdue and some today', () => {
    const dates = samplesFor(today).flatMap(({ values }) => (typeof values['dueDate'] === 'string' ? [values['dueDate']] : []));
    expect(dates).toContain('2026-03-10');
    expect(dates.some((date) => date < '2026-03-10')).toBe(true);
    expect(dates.some((date) => date > '2026-03-10')).toBe(true);
  });
});

describe('seedSamples', () => {
  let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
  let store: RecordStore;
  let people: People;
  let close: () => Promise<void>;
  const team = [
    { id: 'vera', name: 'Vera', role: 'viewer' },
    { id: 'ed', name: 'Ed', email: 'ed@example.com', role: 'editor' },
    { id: 'ada', name: 'Ada', role: 'admin' },
  ] as const;
  const scope = { workspace: 'demo', type: tasks };
  const seed = (workspace = 'demo') => seedSamples({ store, people, workspace, team, folder: temporary.folder, now: () => today });

  beforeEach(async () => {
    temporary = await temporaryFolder();
    const database = await createEmbeddedDatabase();
    const client = createDynamoClient(database.clientConfig);
    await createTable(client, 'records');
    const table = createDynamoTable({ client, tableName: 'records' });
    store = createDynamoStore({ table });
    people = createPeople({ table });
    close = async () => {
      client.destroy();
      await database.close();
      await temporary.remove();
    };
  });
  afterEach(async () => {
    await close();
  });

  it('adds the team, of whom those that may write are the authors', async () => {
    await seed();
    const { people: found } = await people.list('demo', { limit: 100 });
    expect(found).toMatchObject([team[2], team[1], team[0]]);
    const { records } = await store.list(scope, all, { limit: 100 });
    expect([...new Set(records.map(({ createdBy }) => createdBy))].sort()).toEqual(['ada', 'ed']);
    await people.erase('demo', 'vera');
    await seed();
    expect(await people.get('demo', 'vera')).toBeUndefined();
  });

  it('adds them once, also after all of them were deleted', async () => {
    expect(await seed()).toBe(50);
    const { records } = await store.list(scope, all, { limit: 100 });
    expect(records).toHaveLength(30);
    for (const { id } of records) await store.destroy(scope, id, { by: 'me' });

    expect(await seed()).toBeUndefined();
    expect((await store.list(scope, all, { limit: 100 })).records).toEqual([]);
  });

  it('links tasks to their customers', async () => {
    await seed();
    const { records } = await store.list(scope, all, { limit: 100 });
    const found = records.find(({ title }) => title === 'Send the offer for the café counter');
    const customer = await store.get({ workspace: 'demo', type: customers }, String(found?.['customer']));
    expect(customer).toMatchObject({ name: 'Kenji Mori' });
  });

  it('spreads their creation over the time before', async () => {
    await seed();
    const { records } = await store.list(scope, all, { limit: 100 });
    expect(records[0]?.createdAt).toBe('2026-03-10T04:12:00.000Z');
    expect(records.at(-1)?.createdAt).toBe('2026-01-08T09:00:00.000Z');
  });

  it('completes what was cut short, and doubles nothing', async () => {
    let created = 0;
    const failing: RecordStore = {
      ...store,
      create: async (...creation) => {
        if (created++ === 20) throw new Error('the power went');
        return await store.create(...creation);
      },
    };
    await expect(
      seedSamples({ store: failing, people, workspace: 'demo', team, folder: temporary.folder, now: () => today }),
    ).rejects.toThrow('the power went');
    expect(await seed()).toBe(50);
    expect((await store.list(scope, all, { limit: 100 })).records).toHaveLength(30);
  });

  it('gives each workspace its own', async () => {
    await seed();
    expect(await seed('other')).toBe(50);
    expect((await store.list({ ...scope, workspace: 'other' }, all, { limit: 100 })).records).toHaveLength(30);
  });
});
