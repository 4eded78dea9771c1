import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RecordType } from '../../src/schema/record-type.ts';
import { readCatalog } from '../../src/store/catalog.ts';
import { createCatalogReader } from '../../src/store/catalog-reader.ts';
import { createTable } from '../../src/store/create-table.ts';
import type { createDynamoClient } from '../../src/store/dynamo-client.ts';
import { createDynamoTable } from '../../src/store/dynamo-client.ts';
import { createDynamoStore } from '../../src/store/dynamo-store.ts';
import { indexChanges } from '../../src/store/index-changes.ts';
import type { RecordStore, Scope } from '../../src/store/record-store.ts';
import { reindex } from '../../src/store/reindex.ts';
import { CHANGES } from './definitions.ts';
import { itemsOf, wrongAnswers } from './truth.ts';

type Client = ReturnType<typeof createDynamoClient>;

export interface Connection {
  readonly client: Client;
  close(): Promise<void>;
}

const MINUTE = 60_000;
/** Small, so that a reindex has several pages. */
const PAGE_ITEMS = 7;
const by = 'tester';

/**
 * Tests each change of a definition on one database.
 * Every answer must match the records before, during and after a reindex, even if the reindex is killed.
 */
export function describeEvolution(connect: () => Promise<Connection>): void {
  let connection: Connection;
  beforeAll(async () => {
    connection = await connect();
  });
  afterAll(async () => await connection.close());

  describe.each(CHANGES)('when %s', (_, before, after) => {
    it(
      'every list, filter, order, count and search is correct before, during and after the reindex',
      async () => {
        const { client } = connection;
        const tableName = `records-${crypto.randomUUID()}`;
        await createTable(client, tableName);
        const old = storeOn(client, tableName);
        await fill(old, before, 'w', 24);
        await fill(old, before, 'another', 3);

        const store = storeOn(client, tableName);
        const scope = { workspace: 'w', type: after };
        const expectCorrect = async (stage: string) => {
          // No catalog changes between these questions, so this store reads it only once.
          const table = createDynamoTable({ client, tableName });
          const reader = createDynamoStore({ table, catalog: createCatalogReader({ table }) });
          expect({ stage, wrong: await wrongAnswers(reader, scope, await itemsOf(client, tableName, scope)) }).toEqual({
            stage,
            wrong: [],
          });
        };
        const writeBoth = async () => {
          await write(old, { workspace: 'w', type: before });
          await write(store, scope);
        };
        await writeBoth();
        await expectCorrect('before');
        const wait = async () => {
          await writeBoth();
          await expectCorrect('during');
        };
        const options = { client, tableName, recordTypes: [after], shared: true, wait, pageItems: PAGE_ITEMS };
        const isNeeded = indexChanges(await readCatalog(createDynamoTable({ client, tableName })), [after]).length > 0;
        expect(await isKilled(reindex({ ...options, onProgress: throwAtPage(2) }))).toBe(isNeeded);
        await writeBoth();
        await expectCorrect('half way');
        await reindex({ ...options, onProgress: () => undefined });
        await writeBoth();
        await expectCorrect('after');
        expect((await reindex({ client, tableName, recordTypes: [after], shared: false, onProgress: () => undefined })).types).toEqual([]);
      },
      2 * MINUTE,
    );
  });
}

/** Returns a progress callback that ends a reindex after a page, when only some records have their new keys. */
function throwAtPage(last: number): (message: string) => void {
  let page = 0;
  return (message) => {
    if (message.includes('of them corrected') && ++page === last) throw new Error('killed');
  };
}

async function isKilled(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return false;
  } catch (error) {
    if (error instanceof Error && error.message === 'killed') return true;
    throw error;
  }
}

/** A store that reads the catalog before each operation, so that it is never outdated. */
export function storeOn(client: Client, tableName: string): RecordStore {
  const table = createDynamoTable({ client, tableName });
  let now = 0;
  return createDynamoStore({ table, catalog: createCatalogReader({ table, now: () => (now += 10 * MINUTE) }) });
}

const TITLES = ['Alpha 1', 'alpha 2', 'Beta', 'beta', 'Straße', 'ÄRGER', 'zeta'];

function valuesOf(type: RecordType, n: number): Record<string, unknown> {
  const values: Record<string, unknown> = {
    title: TITLES[n % TITLES.length],
    company: n % 3 === 0 ? undefined : ['12', 'Beta Ltd', 'ada@example.com', '7 '][n % 4],
    contact: n % 4 === 0 ? 'Ada@Example.com' : n % 4 === 1 ? undefined : `b${n}@example.com`,
    status: ['open', 'blocked', 'done'][n % 3],
    priority: ['low', 'normal', 'high', undefined][n % 4],
    amount: [5, -2.5, 1e6, undefined, 0][n % 5],
    due: ['2026-01-15', '2025-12-31', undefined, '2026-02-01'][n % 4],
    tags: [['red', 'blue'], undefined, ['green; no', 'red'].slice(1)][n % 3],
  };
  const fitting = Object.entries(values).filter(([name, value]) => value !== undefined && type.fields[name]?.parse(value).ok);
  return Object.fromEntries(fitting);
}

export async function fill(store: RecordStore, type: RecordType, workspace: string, count: number): Promise<void> {
  const scope = { workspace, type };
  for (let n = 0; n < count; n++) {
    const { id } = await store.create(scope, valuesOf(type, n), { by });
    if (n % 6 === 5) await store.trash(scope, id, { by });
  }
}

/** Writes once in each way, like a version of the code with this definition. */
export async function write(store: RecordStore, scope: Scope): Promise<void> {
  const { records } = await store.list(scope, newestFirst(false), { limit: 6 });
  const [patched, replaced, trashed, destroyed] = records;
  const trash = await store.list(scope, newestFirst(true), { limit: 1 });
  const seed = records.length + Number.parseInt((records[0]?.id ?? '0').slice(-2), 16);
  await store.create(scope, valuesOf(scope.type, seed), { by });
  if (patched !== undefined) {
    const { status, due, title } = valuesOf(scope.type, seed + 1);
    const set = Object.fromEntries(Object.entries({ status, due, title }).filter(([, value]) => value !== undefined));
    await store.patch(scope, patched.id, { set, unset: scope.type.fields['amount'] === undefined ? [] : ['amount'] }, { by });
  }
  if (replaced !== undefined) await store.replace(scope, replaced.id, valuesOf(scope.type, seed + 2), { by });
  if (trashed !== undefined) await store.trash(scope, trashed.id, { by });
  if (destroyed !== undefined) await store.destroy(scope, destroyed.id, { by });
  for (const { id } of trash.records) await store.restore(scope, id, { by });
}

function newestFirst(trashed: boolean) {
  return { sort: { field: 'createdAt', descending: true }, filters: [], words: [], trashed };
}
