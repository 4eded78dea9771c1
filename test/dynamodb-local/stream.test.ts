import { UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHandler } from '../../src/changes.ts';
import { createHistoryReader } from '../../src/history/history-reader.ts';
import { recordTypes } from '../../src/records/index.ts';
import { createTable } from '../../src/store/create-table.ts';
import { createDynamoClient, createDynamoTable, type DynamoTable } from '../../src/store/dynamo-client.ts';
import { createDynamoStore } from '../../src/store/dynamo-store.ts';
import { enableStream, hasStream } from '../../src/store/enable-stream.ts';
import type { RecordStore, Scope } from '../../src/store/record-store.ts';
import { followStream, keepingLast } from '../../src/stream/follow-stream.ts';
import { keepHistoryFromStream } from '../../src/stream/stream-history.ts';
import type { StreamRecord } from '../../src/stream/stream-record.ts';
import { type DynamoDbLocal, settingsOf, startDynamoDbLocal } from '../support/dynamodb-local.ts';
import { eventually } from '../support/eventually.ts';
import { fixedCatalog } from '../support/fixed-catalog.ts';

const PAUSE_MS = 50;
const [tasks] = recordTypes;
if (tasks === undefined) throw new Error('there are no record types');
const scope: Scope = { workspace: 'blue', type: tasks };
const by = { by: 'ed' };

let database: DynamoDbLocal;
let client: ReturnType<typeof createDynamoClient>;
let table: DynamoTable;
let store: RecordStore;

beforeAll(async () => {
  database = await startDynamoDbLocal();
  client = createDynamoClient(database.clientConfig);
  table = createDynamoTable({ client, tableName: database.tableName });
  store = createDynamoStore({ table, catalog: fixedCatalog });
}, 120_000);

afterAll(async () => {
  client.destroy();
  await database.close();
});

async function change(times: number): Promise<string> {
  const { id } = await store.create(scope, { title: 'v1' }, by);
  for (let n = 2; n <= times; n++) await store.patch(scope, id, { set: { title: `v${n}` }, unset: [] }, by);
  return id;
}

async function versionsOf(id: string): Promise<number[]> {
  const reader = createHistoryReader({ table, settleMs: 0 });
  const { entries } = await reader.list({ workspace: 'blue', typeName: tasks?.name ?? '', id }, { limit: 100 });
  return entries.map(({ version }) => version).reverse();
}

const idsOf = (records: readonly StreamRecord[]) => records.map(({ dynamodb }) => dynamodb?.Keys?.['sk']?.S);

function follow(handle: (records: readonly StreamRecord[]) => Promise<void>) {
  const errors: unknown[] = [];
  const { tableName } = database;
  return {
    errors,
    ...followStream({ client, tableName, handlerOf: keepingLast(handle), onError: (error) => errors.push(error), pauseMs: PAUSE_MS }),
  };
}

describe('several servers that read the stream', () => {
  it('write each entry once, in the order of the versions', async () => {
    const options = { client, tableName: database.tableName, days: 1, pauseMs: PAUSE_MS };
    const errors: unknown[] = [];
    const servers = Array.from({ length: 3 }, () => keepHistoryFromStream({ ...options, onError: (error) => errors.push(error) }));
    const ids = await Promise.all([change(5), change(5), change(5)]);
    for (const id of ids) await eventually(async () => expect(await versionsOf(id)).toEqual([1, 2, 3, 4, 5]));
    await Promise.all(servers.map(async (server) => await server.stop()));
    expect(errors).toEqual([]);
  });
});

describe('a reader of the stream', () => {
  it('passes changes again if its handler failed, and keeps their order', async () => {
    const id = await change(3);
    const titles: (string | undefined)[] = [];
    let failures = 3;
    const reader = follow(async (records) => {
      const own = records.filter(({ dynamodb }) => dynamodb?.Keys?.['sk']?.S === id);
      if (own.length > 0 && failures-- > 0) throw new Error('the handler fails');
      titles.push(...own.map(({ dynamodb }) => dynamodb?.NewImage?.['title']?.S));
    });
    await eventually(async () => expect(titles).toEqual(['v1', 'v2', 'v3']));
    await reader.stop();
    expect(reader.errors.map(String)).toEqual(Array(3).fill('Error: the handler fails'));
  });

  it('continues after a restart where it stopped, with the changes in between', async () => {
    const before = await change(1);
    const first: unknown[] = [];
    const reader = follow(async (records) => void first.push(...idsOf(records)));
    await eventually(async () => expect(first).toContain(before));
    await reader.stop();
    const between = await change(1);
    const second: unknown[] = [];
    const restarted = follow(async (records) => void second.push(...idsOf(records)));
    await eventually(async () => expect(second).toContain(between));
    await restarted.stop();
    expect(second).not.toContain(before);
  });

  it('does not handle the writes of its own position for ever', async () => {
    await change(1);
    let batches = 0;
    const reader = follow(async () => void batches++);
    await eventually(async () => expect(batches).toBeGreaterThan(0));
    await new Promise((resolve) => setTimeout(resolve, 10 * PAUSE_MS));
    const settled = batches;
    await new Promise((resolve) => setTimeout(resolve, 10 * PAUSE_MS));
    await reader.stop();
    expect(batches).toBe(settled);
  });
});

describe('the function behind the stream', () => {
  const context = { awsRequestId: '00000000-0000-4000-8000-000000000000', getRemainingTimeInMillis: () => 30_000 };

  /** Waits until the stream has this many changes of these records. */
  async function recordsOf(ids: readonly string[], count: number): Promise<StreamRecord[]> {
    const found: StreamRecord[] = [];
    const isOne = ({ dynamodb }: StreamRecord) => ids.includes(dynamodb?.Keys?.['sk']?.S ?? '');
    const reader = follow(async (records) => void found.push(...records.filter(isOne)));
    await eventually(async () => expect(found).toHaveLength(count));
    await reader.stop();
    return found;
  }

  it('reports the first change that it cannot write, and writes the changes of other records', async () => {
    const [bad, good] = [await change(2), await change(1)];
    const [first, second, goodRecord] = await recordsOf([bad, good], 3);
    if (goodRecord === undefined || first === undefined || second === undefined) throw new Error('the stream has them');
    // DynamoDB refuses an entry of more than 400 KB. An entry can omit values, but not its author.
    const NewImage = { ...second.dynamodb?.NewImage, updatedBy: { S: 'x'.repeat(500_000) } };
    const tooLarge = { ...second, dynamodb: { ...second.dynamodb, NewImage } };
    const env = { ...settingsOf(database), HISTORY_DAYS: '1', LOG_LEVEL: 'error' };
    Object.assign(process.env, env);
    const handler = createHandler(env);
    const { batchItemFailures } = await handler({ Records: [first, tooLarge, goodRecord] }, context);
    expect(batchItemFailures).toEqual([{ itemIdentifier: second.dynamodb?.SequenceNumber }]);
    expect([await versionsOf(good), await versionsOf(bad)]).toEqual([[1], [1]]);
    expect(await handler({ Records: [first, second, goodRecord] }, context)).toEqual({ batchItemFailures: [] });
    expect(await versionsOf(bad)).toEqual([1, 2]);
  });
});

describe('a table without a stream', () => {
  it('gets a stream without a new table', async () => {
    const tableName = `${database.tableName}-old`;
    await createTable(client, tableName);
    await client.send(new UpdateTableCommand({ TableName: tableName, StreamSpecification: { StreamEnabled: false } }));
    expect(await hasStream(client, tableName)).toBe(false);
    await enableStream(client, tableName);
    expect(await hasStream(client, tableName)).toBe(true);
  });
});
