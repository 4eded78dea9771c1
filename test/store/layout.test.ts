import { DeleteCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { openDataDirectory } from '../../src/local/data-directory.ts';
import type { EmbeddedDatabase } from '../../src/local/embedded-database.ts';
import { tasks } from '../../src/records/tasks.ts';
import { text } from '../../src/schema/fields/text.ts';
import { defineRecordType } from '../../src/schema/record-type.ts';
import { readCatalog } from '../../src/store/catalog.ts';
import { createCatalogReader } from '../../src/store/catalog-reader.ts';
import { createTable } from '../../src/store/create-table.ts';
import { createDynamoClient, createDynamoTable, type Usage } from '../../src/store/dynamo-client.ts';
import { createDynamoStore } from '../../src/store/dynamo-store.ts';
import { createCheckedTable, LAYOUT_KEY } from '../../src/store/layout.ts';
import { LAYOUT } from '../../src/store/layout-version.ts';
import { prepareLayout, raiseLayout } from '../../src/store/prepare-layout.ts';
import { reindex } from '../../src/store/reindex.ts';
import { addMissingIndexes } from '../../src/store/table-indexes.ts';
import { upgradeTable } from '../../src/store/upgrade-table.ts';
import { createClient } from '../support/client.ts';
import { createFirstTable } from '../support/first-table.ts';
import { fixedCatalog } from '../support/fixed-catalog.ts';
import { unpackLayout1 } from '../support/layout-1.ts';
import { refusedStart, temporaryFolder } from '../support/server-process.ts';
import { startInProcess } from '../support/target.ts';

jest.setTimeout(60_000);

const tableName = 'records';
const scope = { workspace: 'local', type: tasks };
const query = { sort: { field: 'title', descending: false }, filters: [], words: [], trashed: false };
let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let database: EmbeddedDatabase;
let client: ReturnType<typeof createDynamoClient>;

/** A table at an endpoint, for a service that does not know that it is embedded: with layout 1, as commit 98d7bab left it. */
beforeEach(async () => {
  temporary = await temporaryFolder();
  const folder = await unpackLayout1(temporary.folder);
  database = await openDataDirectory({ folder, owner: 'a test', onWriteFault: () => undefined });
  client = createDynamoClient(database.clientConfig);
});
afterEach(async () => {
  client.destroy();
  await database.close();
  await temporary.remove();
});

async function scan(name = tableName) {
  return (await client.send(new ScanCommand({ TableName: name }))).Items ?? [];
}

function checkedStore(onUsage?: (usage: Usage) => void, name = tableName) {
  const table = createDynamoTable({ client, tableName: name, onUsage });
  const catalog = createCatalogReader({ table, prepare: async () => await prepareLayout(client, name) });
  return createDynamoStore({ table: createCheckedTable(table, catalog.check), catalog });
}

describe('a table with an older layout', () => {
  it('is neither read nor written; the error names the command', async () => {
    const before = await scan();
    const store = checkedStore();
    const named = { name: 'WrongLayout', message: expect.stringContaining('npm run upgrade-table') };
    await expect(store.list(scope, query, { limit: 10 })).rejects.toMatchObject(named);
    await expect(store.count(scope, query)).rejects.toMatchObject(named);
    await expect(store.create(scope, { title: 'new' }, { by: 'ed' })).rejects.toMatchObject(named);
    await expect(store.ready()).rejects.toMatchObject(named);
    expect(await scan()).toEqual(before);
  });

  it('is 503 in the API, with the sentence that names the command, until it is upgraded', async () => {
    const target = await startInProcess({ services: { store: checkedStore() } });
    const caller = createClient(target, await target.tokenFor({ sub: 'ed', groups: ['editor'], workspace: 'local' }));
    for (const path of ['/api/v1/tasks?sort=title', '/api/v1/tasks/count', '/api/health/ready']) {
      const { status, body, headers } = await caller.get(path);
      expect([path, status, body.detail]).toEqual([path, 503, expect.stringContaining('Run: npm run upgrade-table.')]);
      expect(headers['retry-after']).toMatch(/^\d+$/);
    }
    await upgradeTable(client, tableName);
    expect((await caller.get('/api/v1/tasks?sort=title&limit=100')).body.items).toHaveLength(15);
    expect((await caller.get('/api/health/ready')).status).toBe(200);
    await target.close();
  });

  it('ends the start of a server, which changes nothing', async () => {
    const before = await scan();
    const { endpoint, region, credentials } = (await database.openEndpoint()).clientConfig;
    const env = {
      DATABASE: 'dynamodb',
      TABLE_NAME: tableName,
      AWS_REGION: region,
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      PORT: '0',
    };
    for (const CREATE_TABLE of ['true', 'false']) {
      const { code, output } = await refusedStart({ entry: 'src/server.ts', env: { ...env, CREATE_TABLE } });
      expect([code, output.trim()]).toEqual([
        1,
        'The table has layout 1, this version needs layout 3. Run: npm run upgrade-table. (records)',
      ]);
    }
    expect(await scan()).toEqual(before);
  });

  it('can be upgraded while its records change, and by two at once', async () => {
    const store = createDynamoStore({ table: createDynamoTable({ client, tableName }), catalog: fixedCatalog });
    const { records } = await store.list(scope, { ...query, sort: { field: 'createdAt', descending: false } }, { limit: 100 });
    const changes = records.map(async ({ id }) => await store.patch(scope, id, { set: { notes: 'changed' }, unset: [] }, { by: 'ed' }));
    await Promise.all([upgradeTable(client, tableName), upgradeTable(client, tableName), ...changes]);
    const upgraded = await checkedStore().list(scope, query, { limit: 100 });
    expect(upgraded.records).toHaveLength(records.length);
    expect(new Set(upgraded.records.map((record) => record['notes']))).toEqual(new Set(['changed']));
  });

  it('says with a dry run what an upgrade would change, and changes nothing', async () => {
    const before = await scan();
    expect(await upgradeTable(client, tableName, { dryRun: true })).toEqual({
      items: before.length,
      changed: 29,
      indexes: ['index-6', 'index-7', 'index-8', 'index-9'],
    });
    expect(await scan()).toEqual(before);
  });
});

describe('a table with layout 2, which has five indexes', () => {
  const five = 'five';
  const wide = defineRecordType({
    ...{ name: 'wide', title: 'Wide', singular: 'wide', filterable: ['a', 'b', 'c', 'd', 'e'], example: { a: 'x' } },
    fields: Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, text({ max: 50 })])),
    indexes: ['a', 'b', 'c', 'd', 'e'].map((by) => ({ by })),
  });
  const wideScope = { workspace: 'local', type: wide };
  const byE = { sort: { field: 'e', descending: false }, filters: [], words: [], trashed: false };

  async function namesBy(store: ReturnType<typeof checkedStore>): Promise<unknown[]> {
    return (await store.list(wideScope, byE, { limit: 10 })).records.map((record) => record['e']);
  }

  async function catalogOf() {
    return await readCatalog(createDynamoTable({ client, tableName: five }));
  }

  beforeEach(async () => await createFirstTable(client, five));

  it('is used with four indexes for a type; every order is complete', async () => {
    const store = checkedStore(undefined, five);
    for (const e of ['y', 'z', 'x']) await store.create(wideScope, { a: 'a', e }, { by: 'ed' });
    expect(await namesBy(store)).toEqual(['x', 'y', 'z']);
    expect(await catalogOf()).toMatchObject({ layout: 2, types: { wide: { indexes: [0, 1, 2, 3].map((slot) => ({ slot })) } } });
  });

  it('is marked as such if it is empty, and as one of today if it has all indexes', async () => {
    await client.send(new DeleteCommand({ TableName: five, Key: LAYOUT_KEY }));
    expect(await prepareLayout(client, five)).toBe(2);
    await expect(raiseLayout(client, five)).rejects.toThrow('this version needs layout 3. Run: npm run upgrade-table.');
    await addMissingIndexes(client, five);
    expect(await prepareLayout(client, five)).toBe(2);
    await raiseLayout(client, five);
    expect(await prepareLayout(client, five)).toBe(LAYOUT);
  });

  it('gets the other indexes by an upgrade, also by several at once, without a scan; then a type uses them', async () => {
    const store = checkedStore(undefined, five);
    for (const e of ['y', 'z', 'x']) await store.create(wideScope, { a: 'a', e }, { by: 'ed' });
    const before = await scan(five);
    const [first] = await Promise.all([1, 2, 3].map(async () => await upgradeTable(client, five)));
    expect(first).toEqual({ items: 0, changed: 0, indexes: ['index-6', 'index-7', 'index-8', 'index-9'] });
    expect((await scan(five)).filter(({ pk }) => pk !== LAYOUT_KEY.pk)).toEqual(before.filter(({ pk }) => pk !== LAYOUT_KEY.pk));
    expect(await upgradeTable(client, five)).toEqual({ items: 0, changed: 0, indexes: [] });

    await reindex({ client, tableName: five, recordTypes: [wide], shared: false, onProgress: () => undefined });
    const slots = (await catalogOf()).types['wide']?.indexes.map(({ slot, complete }) => [slot, complete]);
    expect(slots).toEqual([0, 1, 2, 3, 5].map((slot) => [slot, true]));
    expect(await namesBy(checkedStore(undefined, five))).toEqual(['x', 'y', 'z']);
  });
});

describe('a table with a newer layout', () => {
  it('is refused, and is not marked with an older one', async () => {
    await client.send(new PutCommand({ TableName: tableName, Item: { ...LAYOUT_KEY, layout: LAYOUT + 1 } }));
    await expect(checkedStore().ready()).rejects.toThrow(
      /^The table has layout 4, this version knows layouts up to 3\. Run a newer version\.$/,
    );
    await expect(upgradeTable(client, tableName)).rejects.toMatchObject({ name: 'ConditionFailed' });
  });
});

describe('an empty table', () => {
  it('is marked as one of today, also by several at once', async () => {
    await createTable(client, 'empty');
    await client.send(new DeleteCommand({ TableName: 'empty', Key: LAYOUT_KEY }));
    await Promise.all([1, 2, 3, 4, 5].map(async () => await prepareLayout(client, 'empty')));
    expect(await scan('empty')).toEqual([{ ...LAYOUT_KEY, layout: LAYOUT, revision: 1, types: {} }]);
  });

  it('is marked with the first request of a service that may scan', async () => {
    await createTable(client, 'empty');
    await client.send(new DeleteCommand({ TableName: 'empty', Key: LAYOUT_KEY }));
    const store = checkedStore(undefined, 'empty');
    await Promise.all([store.create(scope, { title: 'new' }, { by: 'ed' }), store.ready()]);
    expect((await store.list(scope, query, { limit: 10 })).records).toHaveLength(1);
    expect(await scan('empty')).toContainEqual(expect.objectContaining({ ...LAYOUT_KEY, layout: LAYOUT }));
  });
});

describe('the check of the layout', () => {
  it('costs one read of a process, and nothing after it', async () => {
    await upgradeTable(client, tableName);
    const used: Usage[] = [];
    const store = checkedStore((usage) => used.push(usage));
    await Promise.all([1, 2, 3].map(async () => await store.list(scope, query, { limit: 1 })));
    expect(used).toHaveLength(4);
    await store.list(scope, query, { limit: 1 });
    expect(used).toHaveLength(5);
  });
});
