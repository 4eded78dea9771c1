import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createEmbeddedDatabase, type EmbeddedDatabase } from '../../src/local/embedded-database.ts';
import { readCatalog } from '../../src/store/catalog.ts';
import { createCatalogReader } from '../../src/store/catalog-reader.ts';
import { createTable } from '../../src/store/create-table.ts';
import { createDynamoClient, createDynamoTable } from '../../src/store/dynamo-client.ts';
import { createDynamoStore } from '../../src/store/dynamo-store.ts';
import { isTrashed } from '../../src/store/filter.ts';
import { indexKeys } from '../../src/store/index-keys.ts';
import { reindex } from '../../src/store/reindex.ts';
import { BEFORE, CHANGES } from '../evolution/definitions.ts';
import { itemsOf, wrongAnswers } from '../evolution/truth.ts';

const KILLS = 10;
const RECORDS = 150;
const by = 'tester';
const [, , AFTER = BEFORE] = CHANGES.find(([change]) => change === 'an index is by another field') ?? [];

let database: EmbeddedDatabase;
let client: ReturnType<typeof createDynamoClient>;
beforeAll(async () => {
  database = await createEmbeddedDatabase();
  client = createDynamoClient(database.clientConfig);
});
afterAll(async () => {
  client.destroy();
  await database.close();
});

/** A client whose process ends before its n-th request. */
function clientThatDies(n: number): ReturnType<typeof createDynamoClient> {
  const dying = createDynamoClient(database.clientConfig);
  let sent = 0;
  dying.middlewareStack.add(
    (next) => async (request) => {
      if (++sent >= n) throw Object.assign(new Error('killed'), { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } });
      return await next(request);
    },
    { step: 'finalizeRequest', name: 'dies' },
  );
  return dying;
}

describe('a reindex that is killed many times while records are written', () => {
  it('neither loses nor duplicates records, and its index matches them', async () => {
    const tableName = 'interrupted';
    await createTable(client, tableName);
    const table = createDynamoTable({ client, tableName });
    let clock = 0;
    const store = createDynamoStore({ table, catalog: createCatalogReader({ table, now: () => (clock += 3_600_000) }) });
    const scope = { workspace: 'w', type: BEFORE };
    const amounts = new Map<string, number>();
    for (let n = 0; n < RECORDS; n++) {
      const { id } = await store.create(scope, { title: `Job ${n}`, status: 'open', amount: n }, { by });
      amounts.set(id, n);
    }

    let isOver = false;
    const writer = async (step: number) => {
      for (let n = step; !isOver; n += 2) {
        const { id } = await store.create(scope, { title: `New ${n}`, status: 'done', amount: n }, { by });
        amounts.set(id, n);
        const own = [...amounts.keys()].filter((_, index) => index % 2 === step % 2);
        const patched = own[(n * 31) % own.length];
        if (patched === undefined) continue;
        await store.patch(scope, patched, { set: { amount: -1 - n }, unset: [] }, { by });
        amounts.set(patched, -1 - n);
      }
    };
    const options = { tableName, recordTypes: [AFTER], shared: false, pageItems: 20, onProgress: () => undefined };
    const writers = [writer(0), writer(1)];
    const points: number[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const point = 1 + Math.floor(Math.random() * 20);
      points.push(point);
      const dying = clientThatDies(point);
      await expect(reindex({ ...options, client: dying })).rejects.toThrow();
      dying.destroy();
      const { types } = await readCatalog(table);
      expect(
        types['jobs']?.indexes.some(({ by: order, complete }) => typeof order === 'object' && order.field === 'amount' && complete),
      ).toBe(false);
    }
    const { types } = await reindex({ ...options, client });
    isOver = true;
    await Promise.all(writers);

    const items = await itemsOf(client, tableName, { workspace: 'w', type: AFTER });
    const indexes = (await readCatalog(table)).types['jobs']?.indexes ?? [];
    expect({ points, types, complete: indexes.map(({ complete }) => complete) }).toEqual({
      points,
      types: ['jobs'],
      complete: [true, true, true],
    });
    expect(items).toHaveLength(amounts.size);
    expect(new Map(items.map((item) => [item['sk'], item['amount']]))).toEqual(amounts);
    for (const item of items) {
      const id = String(item['sk']);
      const keys = Object.fromEntries(Object.entries(item).filter(([name]) => /^i\dp?sk$|^i\dpk$/.test(name)));
      expect(keys).toEqual(indexKeys({ workspace: 'w', type: AFTER, indexes }, id, item, isTrashed(item) ? 'trash' : 'live'));
    }
    expect(await wrongAnswers(store, { workspace: 'w', type: AFTER }, items)).toEqual([]);
  }, 120_000);
});
