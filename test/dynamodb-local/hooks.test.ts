import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger } from '../../src/observability/logger.ts';
import { runHooks } from '../../src/server/run-hooks.ts';
import { createDynamoClient, createDynamoTable } from '../../src/store/dynamo-client.ts';
import { createDynamoStore } from '../../src/store/dynamo-store.ts';
import type { RecordStore } from '../../src/store/record-store.ts';
import { type DynamoDbLocal, startDynamoDbLocal } from '../support/dynamodb-local.ts';
import { eventually } from '../support/eventually.ts';
import { fixedCatalog } from '../support/fixed-catalog.ts';
import { type After, hookedType } from '../support/hooked-type.ts';

const by = { by: 'ed' };
const scope = { workspace: 'blue', type: hookedType(() => undefined) };
let database: DynamoDbLocal;
let client: ReturnType<typeof createDynamoClient>;
let store: RecordStore;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  database = await startDynamoDbLocal();
  client = createDynamoClient(database.clientConfig);
  store = createDynamoStore({ table: createDynamoTable({ client, tableName: database.tableName }), catalog: fixedCatalog });
}, 120_000);
afterEach(async () => void (await Promise.all(stops.splice(0).map(async (stop) => await stop()))));
afterAll(async () => {
  client.destroy();
  await database.close();
});

const create = async (label: string) => (await store.create(scope, { label }, by)).id;

/** Starts the hooks of a server. */
async function start(after: After) {
  const errors: unknown[] = [];
  const logger = createLogger({ level: 'error', write: (line) => errors.push(line) });
  const hooks = await runHooks(
    { historyDays: 1, runsHooks: true, tableName: database.tableName, database: { kind: 'dynamodb', createTable: false } },
    {
      recordTypes: [hookedType(after)],
      client,
      database: undefined,
      logger,
      env: {},
      timing: { pauseMs: 50, firstPauseMs: 20, graceMs: 0 },
    },
  );
  let isStopped = false;
  const stop = async () => {
    if (!isStopped) await hooks?.stop();
    isStopped = true;
  };
  stops.push(stop);
  return { errors, stop };
}

describe('the hooks of a server on DynamoDB', () => {
  it('are retried if they fail, also after a restart, and delay only the changes of their own record', async () => {
    const seen: string[] = [];
    const failed: string[] = [];
    let isDown = true;
    const after: After = ({ id, record }) => {
      const label = String(record?.['label']);
      if (label === 'bad') failed.push(id);
      if (isDown && label === 'bad') throw new Error('down');
      seen.push(label);
    };
    const first = await start(after);
    await eventually(async () => {
      await create('warm');
      expect(seen).toContain('warm');
    });
    const bad = await create('bad');
    await store.patch(scope, bad, { set: { label: 'after bad' }, unset: [] }, by);
    await create('good');
    await eventually(async () => expect([seen.includes('good'), failed.length > 1]).toEqual([true, true]));
    await first.stop();
    await create('meanwhile');
    isDown = false;
    const second = await start(after);
    await eventually(async () => expect(seen).toEqual(expect.arrayContaining(['bad', 'after bad', 'meanwhile'])));
    expect(seen.indexOf('bad')).toBeLessThan(seen.indexOf('after bad'));
    expect(new Set(failed).size).toBe(1);
    expect([...first.errors, ...second.errors]).toEqual([]);
  });

  it('do not run again after a restart if they have run', async () => {
    const seen: string[] = [];
    const first = await start(({ record }) => void seen.push(String(record?.['label'])));
    await create('once');
    await eventually(async () => expect(seen).toContain('once'));
    await first.stop();
    const again: string[] = [];
    await start(({ record }) => void again.push(String(record?.['label'])));
    await create('next');
    await eventually(async () => expect(again).toContain('next'));
    expect(again).toEqual(['next']);
  });

  it('run on one of several servers, and on another one after it stops', async () => {
    const seen: string[] = [];
    const servers = await Promise.all(['a', 'b', 'c'].map(async (name) => ({ name, ...(await start(() => void seen.push(name))) })));
    await Promise.all(Array.from({ length: 5 }, async () => await create('shared')));
    await eventually(async () => expect(seen).toHaveLength(5));
    const [leader] = seen;
    expect(new Set(seen)).toEqual(new Set([leader]));
    await servers.find(({ name }) => name === leader)?.stop();
    await create('taken over');
    // A server tries to get the lease every ten seconds.
    await eventually(async () => expect(seen).toHaveLength(6), 14_000);
    expect(seen[5]).not.toBe(leader);
  }, 20_000);
});
