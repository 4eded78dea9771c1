import { existsSync } from 'node:fs';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { readConfig } from '../../src/config.ts';
import { openDataDirectory } from '../../src/local/data-directory.ts';
import { prepareEmbeddedTable } from '../../src/local/prepare-embedded-table.ts';
import { tasks } from '../../src/records/tasks.ts';
import { type RunningServer, runServer } from '../../src/server/run-server.ts';
import { createDynamoClient, createDynamoTable } from '../../src/store/dynamo-client.ts';
import { createDynamoStore } from '../../src/store/dynamo-store.ts';
import { fixedCatalog } from '../support/fixed-catalog.ts';
import { differencesFrom, recordsOfLayout1, unpackLayout1 } from '../support/layout-1.ts';
import { temporaryFolder } from '../support/server-process.ts';

jest.setTimeout(60_000);

const tableName = 'records';
let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let folder: string;

beforeEach(async () => {
  temporary = await temporaryFolder();
  folder = await unpackLayout1(temporary.folder);
});
afterEach(async () => await temporary.remove());

async function withServer<Result>(use: (server: RunningServer) => Promise<Result>): Promise<Result> {
  const config = readConfig({ DATABASE: 'embedded', TABLE_NAME: tableName, DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'error' });
  const server = await runServer({ config, env: {}, forPeople: false });
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}

type Items = readonly Readonly<Record<string, unknown>>[];

/** Opens the folder and prepares its table, with a client that fails from its nth update on. @returns the fault, if any, and all items */
async function prepareFailing(updates: number): Promise<{ fault: unknown; items: Items }> {
  const database = await openDataDirectory({ folder, owner: 'a test', onWriteFault: () => undefined });
  const client = createDynamoClient(database.clientConfig);
  let sent = 0;
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (request) => {
        if (commandName === 'UpdateItemCommand' && sent++ >= updates) throw Object.assign(new Error('cut off'), { code: 'ECONNREFUSED' });
        return await next(request);
      },
    { step: 'initialize' },
  );
  const healthy = createDynamoClient(database.clientConfig);
  try {
    const fault = await prepareEmbeddedTable({ database, client, tableName, folder, onProgress: () => undefined }).catch((error) => error);
    const { Items: items = [] } = await healthy.send(new ScanCommand({ TableName: tableName }));
    return { fault, items };
  } finally {
    client.destroy();
    healthy.destroy();
    await database.close();
  }
}

describe('a data folder with layout 1', () => {
  it('is upgraded at the start; every list, sort, filter, count, search and the trash are complete', async () => {
    expect(await withServer(async ({ url }) => await differencesFrom(url))).toEqual([]);
    expect(existsSync(`${folder}/records-layout-1`)).toBe(false);
  });

  it('is upgraded once: the next start finds nothing to do', async () => {
    await withServer(async () => undefined);
    const notes: string[] = [];
    const database = await openDataDirectory({ folder, owner: 'a test', onWriteFault: () => undefined });
    const client = createDynamoClient(database.clientConfig);
    await prepareEmbeddedTable({ database, client, tableName, folder, onProgress: (message) => notes.push(message) });
    client.destroy();
    await database.close();
    expect(notes).toEqual([]);
    expect(await withServer(async ({ url }) => await differencesFrom(url, { sortsOnly: true }))).toEqual([]);
  });

  it('keeps idempotency keys and the traces of records that were deleted permanently', async () => {
    const { items } = await prepareFailing(Number.POSITIVE_INFINITY);
    const markers = items.filter(({ pk }) => String(pk).startsWith('idempotency#'));
    expect(markers).toHaveLength(10);
    for (const marker of markers) expect(marker).toMatchObject({ id: expect.any(String), bodyHash: expect.any(String) });
    expect(items.filter(({ pk, expiresAt }) => String(pk).startsWith('records#') && expiresAt !== undefined)).toHaveLength(2);
  });

  it.each([0, 1, 7, 20, 28, 29])(
    'is complete at the next start when the upgrade ends after %i changes; the copy stays until then',
    async (count) => {
      const { fault } = await prepareFailing(count);
      expect(String(fault)).toMatch(/^UsageError: The table records in \S+ cannot be used: /);
      expect(existsSync(`${folder}/records-layout-1/CURRENT`)).toBe(true);
      expect(await withServer(async ({ url }) => await differencesFrom(url, { sortsOnly: true }))).toEqual([]);
      expect(existsSync(`${folder}/records-layout-1`)).toBe(false);
    },
  );

  it('is upgraded with what a newer version wrote into it before layouts were checked', async () => {
    const [task] = (await recordsOfLayout1()).tasks.filter(({ deletedAt }) => deletedAt === undefined);
    const id = task?.id ?? '';
    const database = await openDataDirectory({ folder, owner: 'a test', onWriteFault: () => undefined });
    const client = createDynamoClient(database.clientConfig);
    const store = createDynamoStore({ table: createDynamoTable({ client, tableName }), catalog: fixedCatalog });
    await store.patch({ workspace: 'local', type: tasks }, id, { set: { status: 'done', title: 'Patched' }, unset: [] }, { by: 'ed' });
    client.destroy();
    await database.close();
    await withServer(async ({ url }) => {
      const titles = async (query: string): Promise<string[]> => {
        const { items }: { items: { title: string }[] } = await (await fetch(`${url}/api/v1/tasks?limit=100&${query}`)).json();
        return items.map(({ title }) => title).sort();
      };
      const all = await titles('');
      expect(all).toHaveLength(15);
      expect(all).toContain('Patched');
      for (const query of ['sort=title', 'sort=-dueDate', 'status=open,in-progress,done']) expect(await titles(query)).toEqual(all);
      expect(await titles('status=done&sort=dueDate')).toContain('Patched');
    });
  });
});
