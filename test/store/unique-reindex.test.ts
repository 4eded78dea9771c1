import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { checkRecords } from '../../src/check-data/check-records.ts';
import { readCatalog } from '../../src/store/catalog.ts';
import { createCatalogReader } from '../../src/store/catalog-reader.ts';
import { createTable } from '../../src/store/create-table.ts';
import { createDynamoTable } from '../../src/store/dynamo-client.ts';
import { createDynamoStore } from '../../src/store/dynamo-store.ts';
import { indexChanges } from '../../src/store/index-changes.ts';
import { describeTypes } from '../../src/store/kept-definitions.ts';
import { IndexBuilding, NotUnique, type RecordStore, type Scope } from '../../src/store/record-store.ts';
import { reindex } from '../../src/store/reindex.ts';
import { openEmbeddedClient } from '../support/embedded-client.ts';
import { formerMembers, members } from '../support/members.ts';

jest.setTimeout(120_000);

const by = 'tester';
const FORMER: Scope = { workspace: 'w', type: formerMembers };
const SCOPE: Scope = { workspace: 'w', type: members };
const { client, close } = await openEmbeddedClient();
afterAll(close);
let tableName: string;
let store: RecordStore;

async function openTable(): Promise<void> {
  tableName = `records-${crypto.randomUUID()}`;
  await createTable(client, tableName);
  store = storeOn();
}

/** A store whose catalog is never out of date. */
function storeOn(): RecordStore {
  const table = createDynamoTable({ client, tableName });
  let now = 0;
  return createDynamoStore({ table, catalog: createCatalogReader({ table, now: () => (now += 3_600_000) }) });
}

const former = async (email: string, name = 'One') => (await store.create(FORMER, { name, email }, { by })).id;
const create = async (email: string) => await store.create(SCOPE, { name: 'New', email }, { by });
const rename = async (id: string, name: string) => await store.patch(SCOPE, id, { set: { name }, unset: [] }, { by });
const options = () => ({ client, tableName, recordTypes: [members], onProgress: () => undefined });

describe('a field that becomes unique', () => {
  it('takes no new value until every value is claimed; all else goes on', async () => {
    await openTable();
    const id = await former('a@example.com');
    await expect(create('b@example.com')).rejects.toBeInstanceOf(IndexBuilding);
    await expect(store.patch(SCOPE, id, { set: { email: 'b@example.com' }, unset: [] }, { by })).rejects.toBeInstanceOf(IndexBuilding);
    expect((await rename(id, 'Two')).record).toMatchObject({ name: 'Two', email: 'a@example.com' });
    expect((await store.replace(SCOPE, id, { name: 'Three', email: 'A@example.com' }, { by })).changed).toBe(true);
    await store.create(SCOPE, { name: 'Without' }, { by });

    const wait = async () => await expect(create('b@example.com')).rejects.toBeInstanceOf(IndexBuilding);
    await reindex({ ...options(), shared: true, wait });
    await create('b@example.com');
    await expect(create('a@example.com')).rejects.toBeInstanceOf(NotUnique);
    expect(indexChanges(await readCatalog(createDynamoTable({ client, tableName })), [members])).toEqual([]);
  });

  it('is known to be complete in a table without records', async () => {
    await openTable();
    await create('a@example.com');
    await expect(create('a@example.com')).rejects.toBeInstanceOf(NotUnique);
  });

  it('is not claimed before a version that knows nothing of it has stopped', async () => {
    await openTable();
    await former('a@example.com');
    await reindex({ ...options(), shared: false, keepOthers: true });
    await expect(create('b@example.com')).rejects.toBeInstanceOf(IndexBuilding);
    expect((await reindex({ ...options(), shared: false })).types).toEqual(['members']);
    await create('b@example.com');
  });

  it('is claimed by writers with the former definition as soon as they know', async () => {
    await openTable();
    await former('a@example.com');
    await reindex({ ...options(), shared: true, wait: async () => void (await former('b@example.com')) });
    await former('c@example.com');
    for (const name of ['a', 'b', 'c']) await expect(create(`${name}@example.com`)).rejects.toBeInstanceOf(NotUnique);
  });

  it('is no longer claimed after it has become an ordinary one', async () => {
    await openTable();
    await create('a@example.com');
    await expect(former('a@example.com')).rejects.toBeInstanceOf(NotUnique);
    await reindex({ ...options(), recordTypes: [formerMembers], shared: false });
    await former('a@example.com');
    const { shared } = await reindex({ ...options(), shared: false });
    expect(shared).toEqual([expect.objectContaining({ field: 'email' })]);
  });

  it('continues an interrupted run', async () => {
    await openTable();
    for (let n = 0; n < 30; n++) await former(`m${n}@example.com`);
    let pages = 0;
    const stop = () => {
      if (pages++ === 3) throw new Error('interrupted');
    };
    await expect(reindex({ ...options(), shared: false, pageItems: 5, onProgress: stop })).rejects.toThrow('interrupted');
    await expect(create('m29@example.com')).rejects.toBeInstanceOf(IndexBuilding);
    const { records } = await reindex({ ...options(), shared: false, pageItems: 5 });
    expect(records).toBeLessThan(30);
    for (let n = 0; n < 30; n++) await expect(create(`m${n}@example.com`)).rejects.toBeInstanceOf(NotUnique);
  });
});

describe('values that several records had before', () => {
  const setEmail = async (id: string, email: string) => await store.patch(SCOPE, id, { set: { email }, unset: [] }, { by });

  it('are listed, stay, and can be corrected one by one; no other record gets them', async () => {
    await openTable();
    const ids = [await former('Same@example.com'), await former('same@example.com'), await former('SAME@example.com')];
    await former('other@example.com');
    const kept = { revision: 1, types: describeTypes([formerMembers]) };
    const { findings } = await checkRecords({ client, tableName, recordTypes: [members], kept });
    expect(findings).toEqual([
      expect.objectContaining({ field: 'email', problem: 'duplicate', detail: 'Same@example.com', count: 3, ids, isNew: true }),
    ]);
    const { shared } = await reindex({ ...options(), shared: false });
    expect(shared).toHaveLength(2);

    for (const [n, id] of ids.entries()) {
      expect((await rename(id, `Renamed ${n}`)).changed).toBe(true);
      expect((await store.replace(SCOPE, id, { name: 'Again', email: 'same@example.com' }, { by })).changed).toBe(true);
      await expect(create('same@example.com')).rejects.toBeInstanceOf(NotUnique);
      await setEmail(id, `corrected-${n}@example.com`);
    }
    await create('same@example.com');
    await expect(setEmail(ids[0] ?? '', 'same@example.com')).rejects.toBeInstanceOf(NotUnique);
  });

  it('come back from the trash only where no live record has them', async () => {
    for (const trashedFirst of [true, false]) {
      await openTable();
      const ids = [await former('same@example.com'), await former('same@example.com')];
      const [trashed = '', live = ''] = trashedFirst ? ids : ids.toReversed();
      await store.trash(FORMER, trashed, { by });
      await expect(store.restore(SCOPE, trashed, { by })).rejects.toBeInstanceOf(IndexBuilding);
      await reindex({ ...options(), shared: false });
      await expect(store.restore(SCOPE, trashed, { by })).rejects.toBeInstanceOf(NotUnique);
      await setEmail(live, 'other@example.com');
      expect(await store.restore(SCOPE, trashed, { by })).toMatchObject({ email: 'same@example.com' });
      await expect(setEmail(live, 'same@example.com')).rejects.toBeInstanceOf(NotUnique);
    }
  });
});
