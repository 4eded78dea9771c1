import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { ItemChange } from '../../src/history/entry.ts';
import { createHistoryWriter } from '../../src/history/history-writer.ts';
import { createEmbeddedDatabase } from '../../src/local/embedded-database.ts';
import { isRecordItem } from '../../src/local/embedded-history.ts';
import { followChanges } from '../../src/local/follow-changes.ts';
import { createDynamoTable, type DynamoTable } from '../../src/store/dynamo-client.ts';
import { StoreUnavailable } from '../../src/store/record-store.ts';
import { freePort, startServerProcess, temporaryFolder } from '../support/server-process.ts';
import { startInProcess } from '../support/target.ts';
import { historyFaults, readAll, undoFaults } from './support/change-checker.ts';
import { type Ask, createAsk, createJournal, isTask, keepWriting, TASKS } from './support/change-writer.ts';
import { listen } from './support/faulty-target.ts';
import { createSyncClient } from './support/sync-client.ts';

// Other jobs on the machine can make the tests several times slower.
jest.setTimeout(300_000);

const WRITES = 10_000;
const KILLS = 6;

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

type Handle = (changes: readonly ItemChange[]) => Promise<void>;

/** A table that sometimes loses the answer to a write, before or after it applies the write. */
function losingAnswers(table: DynamoTable): DynamoTable {
  return {
    ...table,
    async put(item, condition) {
      const isApplied = Math.random() < 0.5;
      const isLost = Math.random() < 0.001;
      if (!isLost || isApplied) await table.put(item, condition);
      if (isLost) throw new StoreUnavailable('the answer was lost', { outcomeUnknown: true });
    },
  };
}

/**
 * Calls the handler as an unreliable stream may: it loses the success of a batch, repeats earlier changes, cuts a batch short,
 * reorders the changes of different records, or fails for a while.
 */
function unreliably(handle: Handle): Handle {
  const earlier: ItemChange[] = [];
  let failsUntil = 0;
  return async (changes) => {
    if (Math.random() < 0.02) failsUntil = Date.now() + 300;
    if (Date.now() < failsUntil) throw new Error('the handler is down');
    const again = Math.random() < 0.1 ? earlier.filter(() => Math.random() < 20 / earlier.length) : [];
    const part = Math.random() < 0.05 ? changes.slice(0, Math.ceil(changes.length / 2)) : changes;
    await handle([...again, ...shuffledRecords(part)]);
    earlier.push(...part);
    if (part.length < changes.length || Math.random() < 0.05) throw new Error('the success was lost');
  };
}

/** Reorders the records, but keeps the order of the changes of each record. */
function shuffledRecords(changes: readonly ItemChange[]): ItemChange[] {
  const rank = new Map<unknown, number>();
  const rankOf = ({ before, after }: ItemChange) => {
    const id = (after ?? before)?.['sk'];
    const known = rank.get(id) ?? Math.random();
    rank.set(id, known);
    return known;
  };
  return [...changes].sort((a, b) => rankOf(a) - rankOf(b));
}

describe('a handler that fails, loses answers and gets changes twice or out of order', () => {
  it('writes one entry for each version, and every change set can be undone', async () => {
    const database = await createEmbeddedDatabase({ logsChangesOf: isRecordItem });
    closing.push(database.close);
    const target = await startInProcess({ clientConfig: database.clientConfig });
    closing.push(target.close);
    const table = createDynamoTable(target);
    const { write } = createHistoryWriter({ table: losingAnswers(table), days: 365 });
    let failures = 0;
    const following = followChanges({ database, handle: unreliably(write), onError: () => failures++ });
    closing.push(following.stop);
    const { url, server } = await listen(target);
    closing.push(() => server.close().closeAllConnections());
    const token = await target.tokenFor({ sub: 'ed', groups: ['admin'], workspace: 'one' });
    const ask = createAsk(url, { Authorization: `Bearer ${token}` });
    const journal = createJournal();
    await Promise.all(Array.from({ length: 4 }, async () => await keepWriting(ask, journal, () => journal.count < 1_000)));

    const found = await readAll(ask);
    expect(await historyFaults(ask, journal, found)).toEqual([]);
    expect(await undoFaults(ask, journal, { found, rounds: 30 })).toEqual([]);
    expect(failures).toBeGreaterThan(0);
  });
});

/** Returns the milliseconds until each of several writes is in the history, in ascending order. */
async function measureLatency(ask: Ask, writes: number): Promise<number[]> {
  const latencies: number[] = [];
  for (let n = 0; n < writes; n++) {
    const made = await ask('POST', TASKS, { title: `write ${n}` });
    if (!isTask(made?.body)) throw new Error(`a write was answered ${JSON.stringify(made)}`);
    const path = `${TASKS}/${made.body.id}/history`;
    const answered = performance.now();
    while (!JSON.stringify(await ask('GET', path)).includes('"create"')) await delay(5);
    latencies.push(performance.now() - answered);
  }
  return latencies.sort((a, b) => a - b);
}

describe('a server that is killed during 10,000 writes of every kind', () => {
  it('writes each version into the history within 2 s, and a client that follows the feed has the same records at the end', async () => {
    const { folder, remove } = await temporaryFolder();
    closing.push(remove);
    const port = await freePort();
    const env = { PORT: String(port), DATABASE: 'embedded', DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'warn' };
    const start = async () => await startServerProcess({ entry: 'dist/server/server.mjs', env, quiet: true });
    let server = await start();
    closing.push(async () => await server.end('SIGKILL'));
    const ask = createAsk(server.url);
    const journal = createJournal();
    const client = await createSyncClient(folder, server.url);

    const shouldContinue = () => journal.count < WRITES;
    const syncing = (async () => {
      for (let n = 1; shouldContinue(); n++) await client.run(n % 3 === 0 ? Math.random() * 1_000 : undefined);
    })();
    const writing = Array.from({ length: 5 }, async () => await keepWriting(ask, journal, shouldContinue));
    for (let kill = 1; kill <= KILLS; kill++) {
      while (journal.count < (WRITES * kill) / (KILLS + 1)) await delay(5);
      await server.end('SIGKILL');
      server = await start();
    }
    await Promise.all([...writing, syncing]);

    const found = await readAll(ask);
    expect(await historyFaults(ask, journal, found)).toEqual([]);
    const live = [...found.records].filter(([, record]) => record['deletedAt'] === undefined);
    await client.run();
    expect(await client.records()).toEqual(Object.fromEntries(live));
    expect(client.ends.killed).toBeGreaterThan(0);
    expect(await undoFaults(ask, journal, { found, rounds: 15 })).toEqual([]);

    const since = journal.count;
    const [latencies] = await Promise.all([measureLatency(ask, 100), keepWriting(ask, journal, () => journal.count < since + 300)]);
    expect(latencies[98]).toBeLessThan(2_000);
  });
});
