import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createHandler, type HooksHandler } from '../../src/hooks.ts';
import { createEmbeddedDatabase, type EmbeddedDatabase } from '../../src/local/embedded-database.ts';
import { isRecordItem } from '../../src/local/embedded-history.ts';
import { createTable } from '../../src/store/create-table.ts';
import { createDynamoClient, createDynamoTable } from '../../src/store/dynamo-client.ts';
import { createDynamoStore } from '../../src/store/dynamo-store.ts';
import type { RecordStore } from '../../src/store/record-store.ts';
import type { StreamRecord } from '../../src/stream/stream-record.ts';
import { fixedCatalog } from '../support/fixed-catalog.ts';
import { type After, hookedType } from '../support/hooked-type.ts';

const tableName = 'orders';
const by = { by: 'ada' };
const type = hookedType(() => undefined);
const scope = { workspace: 'blue', type };
let database: EmbeddedDatabase;
let client: ReturnType<typeof createDynamoClient>;
let store: RecordStore;

beforeAll(async () => {
  database = await createEmbeddedDatabase({ logsChangesOf: isRecordItem });
  client = createDynamoClient(database.clientConfig);
  await createTable(client, tableName);
  store = createDynamoStore({ table: createDynamoTable({ client, tableName }), catalog: fixedCatalog });
});
afterAll(async () => {
  client.destroy();
  await database.close();
});
let lines: string;
beforeEach(() => {
  lines = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines += text;
    return true;
  });
});
afterEach(() => void jest.restoreAllMocks());

/** Makes changes, and returns them as the stream of the table reports them. */
async function recordsOf(change: () => Promise<unknown>): Promise<StreamRecord[]> {
  await change();
  const changes = await database.changes.read(1_000);
  await database.changes.remove(changes.map(({ key }) => key));
  return changes.map(({ key, change: { before, after } }) => {
    const { pk, sk } = after ?? before ?? {};
    return { dynamodb: { Keys: { ...(pk && { pk }), ...(sk && { sk }) }, OldImage: before, NewImage: after, SequenceNumber: key } };
  });
}

function start(after: After): { handler: HooksHandler; run(Records: readonly StreamRecord[], ms?: number): Promise<unknown> } {
  const handler = createHandler({ LOG_LEVEL: 'info', COLOR: 'red' }, [hookedType(after)]);
  const run = async (Records: readonly StreamRecord[], ms = 30_000) => {
    const { batchItemFailures } = await handler({ Records }, { awsRequestId: 'x', getRemainingTimeInMillis: () => ms });
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  return { handler, run };
}

const create = async (label: string) => (await store.create(scope, { label }, by)).id;
const patch = async (id: string, label: string) => await store.patch(scope, id, { set: { label }, unset: [] }, by);
const logged = () =>
  lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('the function that runs hooks', () => {
  it('runs those of a record in order, and reports the first change that failed', async () => {
    const records = await recordsOf(async () => {
      const id = await create('bad');
      await patch(id, 'after');
      await create('good');
    });
    const seen: string[] = [];
    const ids: string[] = [];
    let isDown = true;
    const { run } = start(({ id, record }, { env }) => {
      if (record?.['label'] === 'bad') ids.push(id);
      if (isDown && record?.['label'] === 'bad') throw new Error('down');
      seen.push(`${record?.['label']} ${env['COLOR']}`);
    });
    const [first] = records;
    expect(await run(records)).toEqual([first?.dynamodb?.SequenceNumber]);
    expect(seen).toEqual(['good red']);
    expect(logged()).toContainEqual(
      expect.objectContaining({
        level: 'error',
        message: 'a hook failed',
        type: 'orders',
        record: first?.dynamodb?.Keys?.['sk']?.S,
        sequenceNumber: first?.dynamodb?.SequenceNumber,
        reason: 'Error: down',
      }),
    );
    isDown = false;
    expect(await run(records)).toEqual([]);
    // The same process does not repeat what has run.
    expect(seen).toEqual(['good red', 'bad red', 'after red']);
    expect(new Set(ids).size).toBe(1);
  });

  it('repeats a change in another process with the same id', async () => {
    const records = await recordsOf(async () => await create('a'));
    const ids: string[] = [];
    for (let n = 0; n < 2; n++) await start(({ id }) => void ids.push(id)).run(records);
    expect(ids).toEqual([ids[0], ids[0]]);
  });

  it('aborts a hook before the invocation ends, and starts none without time', async () => {
    const [slow, next] = await recordsOf(async () => {
      await create('slow');
      await create('next');
    });
    const reasons: string[] = [];
    const { run } = start(async (_, { signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      reasons.push(String(signal.reason));
    });
    if (slow === undefined || next === undefined) throw new Error('there are two changes');
    expect(await run([slow], 1_050)).toEqual([slow.dynamodb?.SequenceNumber]);
    expect(reasons).toEqual([expect.stringContaining('TimeoutError')]);
    expect(await run([next], 900)).toEqual([next.dynamodb?.SequenceNumber]);
    expect(reasons).toHaveLength(1);
  });

  it('runs none for items that are no records, rewrites, and tombstones that expire', async () => {
    const seen: string[] = [];
    const { run } = start(({ change }) => void seen.push(change));
    let id = '';
    const [created, deleted] = await recordsOf(async () => {
      id = await create('a');
      await store.destroy(scope, id, by);
    });
    const tombstone = deleted?.dynamodb?.NewImage;
    const image = created?.dynamodb?.NewImage;
    const Keys = created?.dynamodb?.Keys;
    const others = [
      { OldImage: tombstone, Keys },
      { OldImage: image, NewImage: { ...image, i1pk: { S: 'another key' } }, Keys },
      { NewImage: { ...image, pk: { S: `history#blue#orders#${id}` } }, Keys: { ...Keys, pk: { S: `history#blue#orders#${id}` } } },
      { NewImage: { ...image, pk: { S: 'records#blue#others' } }, Keys: { ...Keys, pk: { S: 'records#blue#others' } } },
    ];
    expect(await run(others.map((dynamodb) => ({ dynamodb })))).toEqual([]);
    expect(seen).toEqual([]);
    // Someone deletes the item itself.
    await run([{ dynamodb: { OldImage: image, Keys } }]);
    expect(seen).toEqual(['deleted']);
  });

  it('gives a record that was deleted and imported again another id', async () => {
    const [created] = await recordsOf(async () => await create('a'));
    const image = created?.dynamodb?.NewImage;
    const ids: string[] = [];
    const { run } = start(({ id }) => void ids.push(id));
    const again = { ...image, updatedAt: { S: '2030-01-01T00:00:00.000Z' } };
    await run([created ?? {}, { dynamodb: { ...created?.dynamodb, NewImage: again } }]);
    expect(new Set(ids).size).toBe(2);
  });
});
