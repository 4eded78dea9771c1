import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createEmbeddedDatabase, type EmbeddedDatabase } from '../../src/local/embedded-database.ts';
import { createTable } from '../../src/store/create-table.ts';
import { createDynamoClient, createDynamoTable } from '../../src/store/dynamo-client.ts';
import { createLease } from '../../src/stream/lease.ts';

let database: EmbeddedDatabase;
let client: ReturnType<typeof createDynamoClient>;
beforeAll(async () => {
  database = await createEmbeddedDatabase();
  client = createDynamoClient(database.clientConfig);
  await createTable(client, 'leases');
});
afterAll(async () => {
  client.destroy();
  await database.close();
});

it('is held by one process at a time, until that releases it or stops to ask for it', async () => {
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
  expect(await second.hold()).toBe(true);
  expect(await holders()).toEqual([false, true]);
  await first.release();
  expect(await second.hold()).toBe(true);
  await second.release();
  now += 10_000;
  expect(await holders()).toEqual([true, false]);
});
