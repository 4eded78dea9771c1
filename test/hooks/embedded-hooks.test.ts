import { afterEach, describe, expect, it } from '@jest/globals';
import { createEmbeddedDatabase, type EmbeddedDatabase } from '../../src/local/embedded-database.ts';
import { isRecordItem, keepHistory } from '../../src/local/embedded-history.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { type RunHooksOptions, type RunningHooks, runHooks } from '../../src/server/run-hooks.ts';
import { changeCatalog, register } from '../../src/store/catalog.ts';
import { createTable } from '../../src/store/create-table.ts';
import { createDynamoClient, createDynamoTable } from '../../src/store/dynamo-client.ts';
import { createDynamoStore } from '../../src/store/dynamo-store.ts';
import { reindex } from '../../src/store/reindex.ts';
import { eventually } from '../support/eventually.ts';
import { type After, type Change, hookedType } from '../support/hooked-type.ts';

const tableName = 'orders';
const by = { by: 'ada' };
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function openStore() {
  const database = await createEmbeddedDatabase({ logsChangesOf: isRecordItem });
  const client = createDynamoClient(database.clientConfig);
  await createTable(client, tableName);
  const table = createDynamoTable({ client, tableName });
  const type = hookedType(() => undefined);
  await changeCatalog(table, (catalog) => register(catalog, [type]));
  closing.push(async () => {
    client.destroy();
    await database.close();
  });
  return { database, client, store: createDynamoStore({ table }), scope: { workspace: 'blue', type } };
}
type Opened = Awaited<ReturnType<typeof openStore>>;

/** Starts what a server starts for the history and the hooks. */
async function start({ database, client }: Opened, after: After, options: Partial<RunHooksOptions> = {}) {
  const log: Record<string, unknown>[] = [];
  const logger = createLogger({ level: 'info', write: (line) => log.push(JSON.parse(line)) });
  const hooks = await runHooks(
    { historyDays: 1, runsHooks: true, tableName, database: { kind: 'embedded', dataDir: '' } },
    {
      recordTypes: [hookedType(after)],
      client,
      database,
      logger,
      env: { COLOR: 'red' },
      timing: { firstPauseMs: 20, graceMs: 0 },
      ...options,
    },
  );
  const onError = (error: unknown) => log.push({ error: String(error) });
  const history = keepHistory({ database, client, tableName, days: 1, onError, ...hooks?.ofHistory });
  let isStopped = false;
  const stop = async () => {
    if (isStopped) return;
    isStopped = true;
    await history.stop();
    await hooks?.stop();
  };
  closing.push(stop);
  return { log, stop };
}

const pending = async ({ database }: Opened) => (await database.changes.forHooks.read(1_000)).length;
const labelOf = ({ record }: Change) => String(record?.['label']);

describe('a hook that fails', () => {
  it('runs again, in the order of the record, while those of other records and the history go on', async () => {
    const opened = await openStore();
    const { store, scope } = opened;
    const seen: string[] = [];
    const ids: string[] = [];
    let failures = 3;
    const { log } = await start(opened, (change) => {
      if (labelOf(change) === 'bad' && failures-- > 0) {
        ids.push(change.id);
        throw new Error('the receiver is down');
      }
      seen.push(labelOf(change));
    });
    const { id } = await store.create(scope, { label: 'bad' }, by);
    await store.patch(scope, id, { set: { label: 'after' }, unset: [] }, by);
    await store.create(scope, { label: 'good' }, by);
    await eventually(async () => expect(seen).toHaveLength(3));
    expect(seen).toEqual(['good', 'bad', 'after']);
    expect(new Set(ids).size).toBe(1);
    const failed = log.filter(({ message }) => message === 'a hook failed');
    expect(failed.map(({ type, record, retryInMs }) => [type, record, retryInMs])).toEqual([20, 40, 80].map((ms) => ['orders', id, ms]));
    await eventually(async () => expect([await pending(opened), (await opened.database.changes.read(9)).length]).toEqual([0, 0]));
  });

  it('is given up after a time, with a line in the log; later changes of the record run', async () => {
    const opened = await openStore();
    const { store, scope } = opened;
    const seen: string[] = [];
    const after: After = (change) => {
      if (labelOf(change) === 'bad') throw new Error('never');
      seen.push(labelOf(change));
    };
    const { log } = await start(opened, after, { timing: { firstPauseMs: 10, giveUpMs: 50 } });
    const { id } = await store.create(scope, { label: 'bad' }, by);
    await store.patch(scope, id, { set: { label: 'next' }, unset: [] }, by);
    await eventually(async () => expect(seen).toEqual(['next']));
    expect(log.filter(({ level }) => level === 'error')).toEqual([
      expect.objectContaining({
        message: 'a hook was given up',
        type: 'orders',
        record: id,
        change: 'created',
        position: expect.stringMatching(/^hooks~\d+$/),
        reason: 'Error: never',
      }),
    ]);
    await eventually(async () => expect(await pending(opened)).toBe(0));
  });

  it('holds up only its own record while the queue has room', async () => {
    const opened = await openStore();
    const { store, scope } = opened;
    const seen: string[] = [];
    await start(opened, (change) => {
      if (labelOf(change) === 'bad') throw new Error('never');
      seen.push(labelOf(change));
    });
    for (let n = 0; n < 40; n++) await store.create(scope, { label: 'bad' }, by);
    await store.create(scope, { label: 'good' }, by);
    await eventually(async () => expect(seen).toEqual(['good']));
    expect(await pending(opened)).toBe(40);
  });
});

describe('a restart', () => {
  it('runs a hook again that had run when its change could not be removed, with the same id', async () => {
    const opened = await openStore();
    const ids: string[] = [];
    const { forHooks, ...changes } = opened.database.changes;
    const remove = async () => await Promise.reject(new Error('the process has died'));
    const dying: EmbeddedDatabase = { ...opened.database, changes: { ...changes, forHooks: { ...forHooks, remove } } };
    const first = await start({ ...opened, database: dying }, ({ id }) => void ids.push(id));
    await opened.store.create(opened.scope, { label: 'a' }, by);
    await eventually(async () => expect(ids).toHaveLength(1));
    await first.stop();
    await start(opened, ({ id }) => void ids.push(id));
    await eventually(async () => expect(await pending(opened)).toBe(0));
    expect(ids).toEqual([ids[0], ids[0]]);
  });

  it('runs what a stop has aborted, and skips nothing that changed meanwhile', async () => {
    const opened = await openStore();
    const { store, scope } = opened;
    const aborted: unknown[] = [];
    const first = await start(opened, async (_, { signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      aborted.push(signal.reason);
    });
    await store.create(scope, { label: 'a' }, by);
    await eventually(async () => expect(await pending(opened)).toBe(1));
    await first.stop();
    expect(aborted.map(String)).toEqual(['Error: the server stops']);
    await store.create(scope, { label: 'b' }, by);
    const seen: string[] = [];
    await start(opened, (change) => void seen.push(labelOf(change)));
    await eventually(async () => expect(seen.sort()).toEqual(['a', 'b']));
  });

  it('lets running hooks end', async () => {
    const opened = await openStore();
    let isDone = false;
    const slow: After = async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      isDone = true;
    };
    const { stop } = await start(opened, slow, { timing: { graceMs: 5_000 } });
    await opened.store.create(opened.scope, { label: 'a' }, by);
    await eventually(async () => expect(await pending(opened)).toBe(1));
    await stop();
    expect([isDone, await pending(opened)]).toEqual([true, 0]);
  });
});

describe('no hook runs', () => {
  it('for a rewrite of records', async () => {
    const opened = await openStore();
    const { store, scope, client } = opened;
    const seen: string[] = [];
    await start(opened, ({ change }) => void seen.push(change));
    const { id } = await store.create(scope, { label: 'a' }, by);
    await store.destroy(scope, id, by);
    await store.create(scope, { label: 'b' }, by);
    await eventually(async () => expect(seen).toHaveLength(3));
    // Another index rewrites the keys of every record, and no value.
    const recordTypes = [{ ...scope.type, indexes: [{ by: 'label' }] }];
    const { changed } = await reindex({ client, tableName, recordTypes, shared: false, onProgress: () => undefined });
    expect(changed).toBe(1);
    await store.create(scope, { label: 'c' }, by);
    await eventually(async () => expect(seen).toEqual(['created', 'deleted', 'created', 'created']));
  });

  it('without a type with hooks, or with CHANGES off', async () => {
    const { client, database } = await openStore();
    const lines: unknown[] = [];
    const logger = createLogger({ level: 'warn', write: (line) => lines.push(JSON.parse(line)) });
    const options = { client, database, logger, env: {} };
    const config = { historyDays: undefined, runsHooks: true, tableName, database: { kind: 'embedded', dataDir: '' } } as const;
    const { hooks: _, ...plain } = hookedType(() => undefined);
    const none: (RunningHooks | undefined)[] = [
      await runHooks({ ...config, historyDays: 1 }, { ...options, recordTypes: [plain] }),
      await runHooks(config, { ...options, recordTypes: [hookedType(() => undefined)] }),
    ];
    expect(none).toEqual([undefined, undefined]);
    expect(lines).toEqual([expect.objectContaining({ message: 'hooks do not run, because CHANGES is off', types: ['orders'] })]);
  });
});

describe('the context of a hook', () => {
  it('has a log that names the change, and the settings of the process', async () => {
    const opened = await openStore();
    const { log } = await start(opened, (_, { log, env }) => log.info('sent', { color: env['COLOR'], record: 'mine' }));
    const { id } = await opened.store.create(opened.scope, { label: 'a' }, by);
    const line = { level: 'info', message: 'sent', color: 'red', type: 'orders', record: id, change: 'created' };
    await eventually(async () => expect(log).toContainEqual(expect.objectContaining(line)));
  });
});
