import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { purgeRecords } from '../../src/check-data/purge-records.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { readCatalog } from '../../src/store/catalog.ts';
import { createTable } from '../../src/store/create-table.ts';
import { type createDynamoClient, createDynamoTable } from '../../src/store/dynamo-client.ts';
import { isTrashed } from '../../src/store/filter.ts';
import { indexKeys } from '../../src/store/index-keys.ts';
import { reindex } from '../../src/store/reindex.ts';
import { CHANGES } from '../evolution/definitions.ts';
import { fill, storeOn } from '../evolution/suite.ts';
import { itemsOf, wrongAnswers } from '../evolution/truth.ts';

type Client = ReturnType<typeof createDynamoClient>;

interface Connection {
  readonly client: Client;
  /** A further client of the same database. */
  another(): Client;
  close(): Promise<void>;
}

let connection: Connection;
let client: Client;

const by = 'tester';

function change(name: string): { readonly before: RecordType; readonly after: RecordType } {
  const [, before, after] = CHANGES.find(([one]) => one === name) ?? [];
  if (before === undefined || after === undefined) throw new RangeError(`no change ${name}`);
  return { before, after };
}

async function filled(type: RecordType, count: number): Promise<string> {
  const tableName = `records-${crypto.randomUUID()}`;
  await createTable(client, tableName);
  await fill(storeOn(client, tableName), type, 'w', count);
  return tableName;
}

/** A client whose process ends before its n-th request. */
function clientThatDies(n: number): Client {
  const dying = connection.another();
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

/** A purge on one database. */
export function describePurge(connect: () => Promise<Connection>): void {
  beforeAll(async () => {
    connection = await connect();
    client = connection.client;
  });
  afterAll(async () => await connection.close());

  it('removes the values of a removed field, live and in the trash, and nothing that the API shows', async () => {
    const { before, after } = change('an indexed field is removed');
    const tableName = await filled(before, 24);
    const scope = { workspace: 'w', type: after };
    const store = storeOn(client, tableName);
    const shown = async () =>
      await Promise.all([true, false].map(async (trashed) => await store.list(scope, listed(trashed), { limit: 100 })));
    const earlier = await shown();
    expect((await itemsOf(client, tableName, scope)).some((item) => item['due'] !== undefined)).toBe(true);

    const { changed } = await purgeRecords({ client, tableName, recordTypes: [after] });
    const items = await itemsOf(client, tableName, scope);
    expect(changed).toBeGreaterThan(0);
    expect(items.filter((item) => item['due'] !== undefined)).toEqual([]);
    expect(await shown()).toEqual(earlier);
    expect(await wrongAnswers(store, scope, items)).toEqual([]);
    expect(await purgeRecords({ client, tableName, recordTypes: [after] })).toMatchObject({ changed: 0 });
  });

  it('leaves the records of other types alone', async () => {
    const { before } = change('an indexed field is removed');
    const tableName = await filled(before, 6);
    const scope = { workspace: 'w', type: before };
    const earlier = await itemsOf(client, tableName, scope);
    await purgeRecords({ client, tableName, recordTypes: [] });
    expect(await itemsOf(client, tableName, scope)).toEqual(earlier);
  });

  it('is killed again and again while records are written, and loses nothing', async () => {
    const { before, after } = change('an indexed field is renamed');
    const tableName = await filled(before, 160);
    await reindex({ client, tableName, recordTypes: [after], shared: false, onProgress: () => undefined });
    const store = storeOn(client, tableName);
    const scope = { workspace: 'w', type: after };
    const { records } = await store.list(scope, listed(false), { limit: 100 });
    const expected = new Map((await itemsOf(client, tableName, scope)).map((item) => [item['sk'], item['company']]));

    let isOver = false;
    const writing = (async () => {
      for (let n = 0; !isOver; n++) {
        const id = records[(n * 7) % records.length]?.id ?? '';
        await store.patch(scope, id, { set: n % 2 === 0 ? { firm: `Firm ${n}` } : { amount: n }, unset: [] }, { by });
        if (n % 2 === 0) expected.set(id, `Firm ${n}`);
      }
    })();
    for (const point of [2, 5, 12, 20, 28]) {
      const dying = clientThatDies(point);
      await expect(purgeRecords({ client: dying, tableName, recordTypes: [after] })).rejects.toThrow();
      dying.destroy();
    }
    await purgeRecords({ client, tableName, recordTypes: [after] });
    isOver = true;
    await writing;

    const items = await itemsOf(client, tableName, scope);
    expect(new Map(items.map((item) => [item['sk'], item['firm']]))).toEqual(expected);
    expect(items.filter((item) => item['company'] !== undefined)).toEqual([]);
    const indexes = (await readCatalog(createDynamoTable({ client, tableName }))).types['jobs']?.indexes ?? [];
    for (const item of items) {
      const keys = Object.fromEntries(Object.entries(item).filter(([name]) => /^i\d[ps]k$/.test(name)));
      expect(keys).toEqual(indexKeys({ ...scope, indexes }, String(item['sk']), item, isTrashed(item) ? 'trash' : 'live'));
    }
    expect(await wrongAnswers(store, scope, items)).toEqual([]);
  }, 60_000);
}

function listed(trashed: boolean) {
  return { sort: { field: 'createdAt', descending: true }, filters: [], words: [], trashed };
}
