import { afterAll, describe, expect, it } from '@jest/globals';
import { customers } from '../../src/records/customers.ts';
import { tasks } from '../../src/records/tasks.ts';
import { LEASE_MS, PENDING_LEASE_MS, readCatalog } from '../../src/store/catalog.ts';
import { createCatalogReader } from '../../src/store/catalog-reader.ts';
import { createTable } from '../../src/store/create-table.ts';
import { signatureEntry } from '../../src/store/derived-signature.ts';
import { createDynamoTable, type DynamoTable, type Usage } from '../../src/store/dynamo-client.ts';
import { createDynamoStore } from '../../src/store/dynamo-store.ts';
import { firstPlacement } from '../../src/store/index-spec.ts';
import { createCheckedTable, LAYOUT_KEY } from '../../src/store/layout.ts';
import { reindex } from '../../src/store/reindex.ts';
import { openEmbeddedClient } from '../support/embedded-client.ts';

const { client, close } = await openEmbeddedClient();
afterAll(close);

async function newTable(onUsage?: (usage: Usage) => void): Promise<{ table: DynamoTable; tableName: string }> {
  const tableName = `records-${crypto.randomUUID()}`;
  await createTable(client, tableName);
  return { table: createDynamoTable({ client, tableName, onUsage }), tableName };
}

const scope = { workspace: 'w', type: tasks };
const query = { sort: { field: 'title', descending: false }, filters: [], words: [], trashed: false };
const by = 'tester';

describe('the catalog of a new table', () => {
  it('gets a type with its first record, all indexes complete, also with many writers at once', async () => {
    const { table } = await newTable();
    const stores = [1, 2, 3].map(() => createDynamoStore({ table }));
    await Promise.all(
      Array.from({ length: 30 }, async (_, n) => await stores[n % 3]?.create(scope, { title: `Task ${n}`, status: 'open' }, { by })),
    );
    expect((await readCatalog(table)).types).toEqual({ tasks: { indexes: firstPlacement(tasks), ...signatureEntry(tasks) } });
    const { records } = await createDynamoStore({ table }).list(scope, query, { limit: 100 });
    expect(records).toHaveLength(30);
  });

  it('does not change with a read', async () => {
    const { table } = await newTable();
    const store = createDynamoStore({ table });
    expect(await store.list(scope, query, { limit: 1 })).toEqual({ records: [] });
    expect(await store.count(scope, query)).toEqual({ count: 0, groups: {}, complete: true });
    expect((await readCatalog(table)).types).toEqual({});
  });

  it('keeps the slots of a type when another one comes', async () => {
    const { table } = await newTable();
    const store = createDynamoStore({ table });
    await store.create(scope, { title: 'x' }, { by });
    await store.create({ workspace: 'w', type: customers }, { name: 'x' }, { by });
    expect(Object.keys((await readCatalog(table)).types)).toEqual(['tasks', 'customers']);
  });
});

describe('a process', () => {
  it('reads the catalog once, together with the layout, and nothing more for its requests', async () => {
    const used: Usage[] = [];
    const { table, tableName } = await newTable((usage) => used.push(usage));
    await reindex({ client, tableName, recordTypes: [tasks], shared: false, onProgress: () => undefined });
    const catalog = createCatalogReader({ table });
    const store = createDynamoStore({ table: createCheckedTable(table, catalog.check), catalog });
    used.length = 0;
    await Promise.all([1, 2, 3].map(async () => await store.list(scope, query, { limit: 1 })));
    for (let n = 0; n < 5; n++) await store.list(scope, query, { limit: 1 });
    expect(used.length - 8).toBe(1);
    expect(used[0]?.units).toBeLessThanOrEqual(1);
  });

  it('reads it again when its lease is over, sooner while an index is not complete', async () => {
    const { table } = await newTable();
    let reads = 0;
    const counting: DynamoTable = {
      ...table,
      async get(key) {
        reads++;
        return await table.get(key);
      },
    };
    let now = 0;
    const catalog = createCatalogReader({ table: counting, now: () => now });
    await catalog.forReading(tasks);
    now += PENDING_LEASE_MS - 1;
    await catalog.forReading(tasks);
    expect(reads).toBe(1);
    now += 1;
    await catalog.forReading(tasks);
    expect(reads).toBe(2);
    await catalog.forWriting(tasks);
    const before = reads;
    now += LEASE_MS - 1;
    await catalog.forReading(tasks);
    expect(reads).toBe(before);
    now += 1;
    await catalog.forReading(tasks);
    expect(reads).toBe(before + 1);
  });

  it('refuses a catalog that it cannot read rather than guess', async () => {
    const { table } = await newTable();
    const types = { tasks: { indexes: [{ slot: 0, complete: true, by: { field: 'title', format: 'text-99' } }] } };
    const update = {
      update: 'SET #types = :types',
      condition: 'attribute_exists(#types)',
      names: { '#types': 'types' },
      values: { ':types': types },
    };
    await table.update(LAYOUT_KEY, update);
    await expect(createDynamoStore({ table }).list(scope, query, { limit: 1 })).rejects.toThrow(/tasks is damaged, or of a later version/);
  });
});
