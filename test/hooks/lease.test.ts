import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createTable } from '../../src/store/create-table.ts';
import { createDynamoTable } from '../../src/store/dynamo-client.ts';
import { createLease } from '../../src/stream/lease.ts';
import { whileHeld } from '../../src/stream/while-held.ts';
import { openEmbeddedClient } from '../support/embedded-client.ts';
import { eventually } from '../support/eventually.ts';
import { fillQueue } from '../support/full-queue.ts';

const { client, close } = await openEmbeddedClient();
afterAll(close);
beforeAll(async () => {
  await createTable(client, 'leases');
});

it('is held by one process at a time, until that releases it or no longer renews it', async () => {
  let now = Date.parse('2026-03-02T09:30:00Z');
  const table = createDynamoTable({ client, tableName: 'leases' });
  const key = { pk: 'stream#hooks', sk: 'lease' };
  const [first, second] = [createLease({ table, key, now: () => now }), createLease({ table, key, now: () => now })];
  const holders = async () => [await first.hold(), await second.hold()];

  expect(await holders()).toEqual([true, false]);
  now += 20_000;
  expect(await holders()).toEqual([true, false]);
  now += 31_000;
  // The first one has hung for longer than its lease.
  expect(first.isHeld()).toBe(false);
  expect(await second.hold()).toBe(true);
  expect(await holders()).toEqual([false, true]);
  await first.release();
  expect(await second.hold()).toBe(true);
  await second.release();
  expect(await holders()).toEqual([true, false]);
});

it('is renewed while the queue of hooks is full; when it is lost, no queued hook runs any more', async () => {
  const table = createDynamoTable({ client, tableName: 'leases' });
  let time = Date.parse('2026-03-02T09:30:00Z');
  const now = () => time;
  let [isCutOff, renewals, runs, isStopped] = [false, 0, 0, false];
  const put: typeof table.put = async (...args) => {
    if (isCutOff) throw new Error('no network');
    await table.put(...args);
    renewals++;
  };
  const key = { pk: 'stream#hooks', sk: 'busy' };
  const [first, second] = [createLease({ table: { put }, key, now }), createLease({ table, key, now })];
  const stopping = new AbortController();
  const errors: unknown[] = [];
  async function work(lost: AbortSignal): Promise<void> {
    await fillQueue(lost, () => runs++);
    isStopped = true;
  }
  const onError = (error: unknown) => errors.push(error);
  const working = whileHeld({ lease: first, work, signal: stopping.signal, renewMs: 10, onError });
  await eventually(async () => expect(runs).toBeGreaterThan(20));
  for (const _ of [1, 2, 3]) {
    time += 20_000;
    const before = renewals;
    await eventually(async () => expect(renewals).toBeGreaterThan(before + 1));
  }
  expect([await second.hold(), isStopped]).toEqual([false, false]);

  isCutOff = true;
  await eventually(async () => expect(errors).toContainEqual(new Error('no network')));
  expect(isStopped).toBe(false);
  time += 61_000;
  expect(await second.hold()).toBe(true);
  await eventually(async () => expect(isStopped).toBe(true));
  const runsAtEnd = runs;
  await delay(100);
  expect(runs).toBe(runsAtEnd);
  stopping.abort();
  await working;
});
