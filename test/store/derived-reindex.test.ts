import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { checkRecords } from '../../src/check-data/check-records.ts';
import { describeFinding, stopsDeployment } from '../../src/check-data/finding.ts';
import { overwriteRefusal } from '../../src/check-data/overwrite-refusal.ts';
import { reviewOverwrites } from '../../src/check-data/review-definitions.ts';
import type { TableArguments } from '../../src/check-data/table-options.ts';
import { exportRecords } from '../../src/export-import/export-records.ts';
import { importRecords } from '../../src/export-import/import-records.ts';
import { choice } from '../../src/schema/fields/choice.ts';
import { number } from '../../src/schema/fields/number.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { readCatalog } from '../../src/store/catalog.ts';
import { createCatalogReader } from '../../src/store/catalog-reader.ts';
import { createTable } from '../../src/store/create-table.ts';
import { createDynamoTable } from '../../src/store/dynamo-client.ts';
import { createDynamoStore } from '../../src/store/dynamo-store.ts';
import { indexChanges } from '../../src/store/index-changes.ts';
import { changeKeptDefinitions, describeTypes, type KeptTypes } from '../../src/store/kept-definitions.ts';
import type { RecordStore } from '../../src/store/record-store.ts';
import { type ReindexOptions, reindex } from '../../src/store/reindex.ts';
import { openEmbeddedClient } from '../support/embedded-client.ts';
import { formerOrders, orders } from '../support/orders.ts';

const by = 'tester';
const CUPS = { item: 'Cup', quantity: 2, price: 3.5 };
const COMPUTED = { total: 7, size: 'many', label: 'CUP', place: 'alone' };
/** The type after its function changed. */
const doubled = withTotal(({ quantity, price }) => 2 * Number(quantity) * Number(price));

const { client, close } = await openEmbeddedClient();
afterAll(close);
let tableName: string;
let store: RecordStore;

function withTotal(compute: (record: Readonly<Record<string, unknown>>) => unknown): RecordType {
  return { ...orders, fields: { ...orders.fields, total: { ...number({ label: 'Total', max: 10_000 }), compute } } };
}

const scopeOf = (type: RecordType) => ({ workspace: 'w', type });
const openCatalog = async () => await readCatalog(createDynamoTable({ client, tableName }));

async function openTable(): Promise<string> {
  tableName = `records-${crypto.randomUUID()}`;
  await createTable(client, tableName);
  const table = createDynamoTable({ client, tableName });
  let now = 0;
  // The catalog is never out of date.
  store = createDynamoStore({ table, catalog: createCatalogReader({ table, now: () => (now += 3_600_000) }) });
  return tableName;
}

const former = async (values: object = {}) => (await store.create(scopeOf(formerOrders), { ...CUPS, ...values }, { by })).id;
const run = async (type: RecordType, options: Partial<ReindexOptions> = {}) =>
  await reindex({ client, tableName, recordTypes: [type], shared: false, onProgress: () => undefined, ...options });
const total = async (type: RecordType, value: number, trashed = false) => {
  const filters = [{ field: 'total', operator: 'eq', values: [value] } as const];
  const query = { sort: { field: 'total', descending: false }, filters, words: [], trashed };
  return (await store.list(scopeOf(type), query, { limit: 10 })).records.map(({ id }) => id);
};

async function findings(type: RecordType, types: KeptTypes = describeTypes([type])) {
  return (await checkRecords({ client, tableName, recordTypes: [type], kept: { revision: 1, types } })).findings;
}

describe('a field that is computed from now on', () => {
  it('is found by check-data, and a reindex writes its values and keys, also in the trash', async () => {
    await openTable();
    const [live, trashed] = [await former(), await former()];
    await store.trash(scopeOf(formerOrders), trashed, { by });
    const found = await findings(orders);
    expect(found.map(({ field, problem, count }) => [field, problem, count])).toEqual([
      ['label', 'not-computed', 2],
      ['place', 'not-computed', 2],
      ['size', 'not-computed', 2],
      ['total', 'not-computed', 2],
    ]);
    expect(found.some(stopsDeployment)).toBe(false);
    expect(found.slice(3).map((finding) => describeFinding({ ...finding, ids: [live] }, { data: 'x' }))).toEqual([
      `orders.total: 2 records have a stored value that differs from the computed one (${live}, …). ` +
        'To write the values: npm run reindex -- --data x --computed',
    ]);
    expect(indexChanges(await openCatalog(), [orders])).toMatchObject([{ compute: ['total', 'size', 'label', 'place'] }]);
    const { version } = await store.get(scopeOf(orders), live);
    expect(await run(orders)).toMatchObject({ types: ['orders'], records: 2, changed: 2 });
    expect(await store.get(scopeOf(orders), live)).toMatchObject({ ...COMPUTED, version });
    expect(await total(orders, 7)).toEqual([live]);
    expect(await total(orders, 7, true)).toEqual([trashed]);
    expect(await findings(orders)).toEqual([]);
    expect(indexChanges(await openCatalog(), [orders])).toEqual([]);
    expect(await run(orders)).toMatchObject({ types: [], records: 0 });
  });

  it('is written only after a version that does not know it has stopped', async () => {
    await openTable();
    const id = await former();
    await run(orders, { keepOthers: true });
    expect(await store.get(scopeOf(orders), id)).not.toHaveProperty('total');
    expect(await run(orders)).toMatchObject({ changed: 1 });
  });

  it('stops a deployment and the start of a server if people have set the field before, until somebody accepts it', async () => {
    await openTable();
    const field = { ...number({}), required: false };
    const settable = { ...formerOrders, fields: { ...formerOrders.fields, total: field } };
    await store.create(scopeOf(settable), { ...CUPS, total: 99 }, { by });
    const found = (await findings(orders, describeTypes([settable]))).filter(({ field: name }) => name === 'total');
    expect(found.map((finding) => [finding.problem, stopsDeployment(finding)])).toEqual([['to-overwrite', true]]);

    const table = createDynamoTable({ client, tableName });
    const overwrites = async () => await reviewOverwrites({ client, tableName, recordTypes: [orders] });
    expect(await overwrites()).toEqual([]);
    await changeKeptDefinitions(table, () => ({ types: describeTypes([settable]) }));
    expect(await overwrites()).toMatchObject([{ type: 'orders', field: 'total', problem: 'to-overwrite', count: 1 }]);
    const refusal = async (args: TableArguments) => await overwriteRefusal({ client, tableName, recordTypes: [orders] }, args);
    expect(await refusal({ data: 'x' })).toMatch(
      /^orders\.total: 1 record has .*\nTo .*: npm run check-data -- --data x --accept "the reason"$/,
    );
    expect(await refusal({ stage: 'dev' })).toContain('npm run deploy -- --stage dev --accept "the reason"');
    await changeKeptDefinitions(table, () => ({ types: describeTypes([orders]) }));
    expect(await overwrites()).toEqual([]);
    expect(await refusal({})).toBeUndefined();
  });

  describe('and has another name', () => {
    const total = { ...number({ was: 'sum' }), compute: ({ quantity }: Readonly<Record<string, unknown>>) => Number(quantity) };
    const renamed: RecordType = { ...formerOrders, fields: { ...formerOrders.fields, total } };
    const optional = (...names: string[]) => names.map((name) => [name, { ...number({}), required: false }] as const);
    const typeWith = (...names: string[]) => ({
      ...formerOrders,
      fields: { ...formerOrders.fields, ...Object.fromEntries(optional(...names)) },
    });
    const both = typeWith('sum');
    const withSum: RecordType = { ...both, fields: { ...both.fields, total: { ...number({}), compute: total.compute } } };

    it.each<[string, boolean, RecordType, object]>([
      ['a value under the former name', true, typeWith('sum'), { sum: 99 }],
      ['a value under the former name that is also the computed one', false, typeWith('sum'), { sum: 2 }],
      ['a value under the new name, to which a purge moved it', true, typeWith('sum'), { total: 99 }],
      [
        'a value of a field that had both names',
        true,
        { ...renamed, fields: { ...renamed.fields, total: number({ was: 'sum' }) } },
        { sum: 99 },
      ],
      ['a value of another field next to the computed one', true, withSum, { total: 2, sum: 99 }],
      ['an old computed value', false, withSum, { total: 3 }],
      ['no value', false, typeWith('sum'), {}],
    ])('stops for %s: %s', async (_, stops, before, values) => {
      await openTable();
      const writer = typeWith('sum', 'total');
      await store.create(scopeOf(writer), { ...CUPS, ...values }, { by });
      await changeKeptDefinitions(createDynamoTable({ client, tableName }), () => ({ types: describeTypes([before]) }));
      const found = await reviewOverwrites({ client, tableName, recordTypes: [renamed] });
      expect(found.map(({ field, problem, isNew }) => [field, problem, isNew])).toEqual(stops ? [['total', 'to-overwrite', true]] : []);
    });
  });

  it('is listed by check-data if it cannot be computed', async () => {
    await openTable();
    const id = await former({ quantity: 9_000 });
    await run(orders);
    expect((await findings(orders)).map((finding) => describeFinding(finding))).toEqual([
      `orders.total: 1 record has no value or a former one, because it cannot be computed: too-large: must be at most 10000 (${id}). ` +
        'Correct the other fields of the records, or the function.',
    ]);
  });
});

describe('a function that changes', () => {
  it('leaves lists as they are until a reindex, and is written by it', async () => {
    await openTable();
    const { id } = await store.create(scopeOf(orders), { ...CUPS, ...COMPUTED }, { by });
    expect(indexChanges(await openCatalog(), [orders])).toEqual([]);
    expect(await total(doubled, 7)).toEqual([id]);
    expect(indexChanges(await openCatalog(), [doubled])).toMatchObject([{ build: [], drop: [], compute: expect.any(Array) }]);
    expect(await run(doubled)).toMatchObject({ changed: 1 });
    expect(await total(doubled, 14)).toEqual([id]);
    expect(await total(doubled, 7)).toEqual([]);
  });

  it('takes no value from a record for which it fails, and check-data lists the record', async () => {
    await openTable();
    const { id } = await store.create(scopeOf(orders), { ...CUPS, ...COMPUTED }, { by });
    const failing = withTotal(() => {
      throw new Error('no discount');
    });
    expect(await run(failing)).toMatchObject({ changed: 0 });
    expect(await total(failing, 7)).toEqual([id]);
    expect(await findings(failing)).toMatchObject([{ field: 'total', problem: 'not-computable', ids: [id] }]);
  });

  it('is seen only by its own text, so a change in what it calls needs --computed', async () => {
    await openTable();
    let factor = 1;
    const type = withTotal(({ quantity }) => factor * Number(quantity));
    const { id } = await store.create(scopeOf(type), { ...CUPS, ...COMPUTED, total: 2 }, { by });
    factor = 3;
    expect(await run(type)).toMatchObject({ types: [] });
    expect((await findings(type)).map(({ problem }) => problem)).toEqual(['not-computed']);
    expect(await run(type, { computeAgain: true })).toMatchObject({ changed: 1 });
    expect(await total(type, 6)).toEqual([id]);
  });

  it('starts over if it changes again while a reindex is interrupted', async () => {
    await openTable();
    const ids = [await former(), await former(), await former()];
    let pages = 0;
    const stop = (message: string) => {
      if (message.includes('records,') && ++pages === 2) throw new Error('stopped');
    };
    await expect(run(orders, { pageItems: 1, onProgress: stop })).rejects.toThrow('stopped');
    await run(doubled);
    expect(await total(doubled, 14)).toEqual(ids);
  });

  it('is computed again after a version without it', async () => {
    await openTable();
    const { id } = await store.create(scopeOf(orders), { ...CUPS, ...COMPUTED }, { by });
    await run(formerOrders);
    await store.patch(scopeOf(formerOrders), id, { set: { quantity: 4 }, unset: [] }, { by });
    await run(orders);
    expect(await total(orders, 14)).toEqual([id]);
  });
});

describe('a field that has a default from now on', () => {
  const withPlace = (options: { readonly default?: 'home' | 'office' }): RecordType => ({
    ...formerOrders,
    fields: { ...formerOrders.fields, place: choice({ choices: ['home', 'office'], ...options }) },
    filterable: [...formerOrders.filterable, 'place'],
    indexes: [...formerOrders.indexes, { where: 'place', by: 'createdAt' }],
  });
  const [before, after] = [withPlace({}), withPlace({ default: 'home' })];
  const atHome = async (trashed = false) => {
    const filters = [{ field: 'place', operator: 'eq', values: ['home'] } as const];
    const query = { sort: { field: 'createdAt', descending: false }, filters, words: [], trashed };
    return (await store.list(scopeOf(after), query, { limit: 10 })).records.map(({ id }) => id);
  };
  const create = async (values: object = {}) => (await store.create(scopeOf(before), { ...CUPS, ...values }, { by })).id;

  it('gets the default in records without a value, also in the trash, and their versions stay the same', async () => {
    await openTable();
    const [live, trashed, office] = [await create(), await create(), await create({ place: 'office' })];
    await store.trash(scopeOf(before), trashed, { by });
    expect(await findings(after)).toMatchObject([{ field: 'place', problem: 'no-default', count: 2, ids: [live, trashed] }]);
    expect((await findings(after)).some(stopsDeployment)).toBe(false);
    expect(indexChanges(await openCatalog(), [after])).toEqual([{ type: 'orders', build: [], drop: [], fill: ['quantity', 'place'] }]);
    expect(await run(after)).toMatchObject({ types: ['orders'], records: 3, changed: 2 });
    expect(await store.get(scopeOf(after), live)).toMatchObject({ place: 'home', version: 1 });
    expect(await store.get(scopeOf(after), office)).toMatchObject({ place: 'office' });
    expect(await atHome()).toEqual([live]);
    expect(await atHome(true)).toEqual([trashed]);
    expect(await findings(after)).toEqual([]);
    expect(indexChanges(await openCatalog(), [after])).toEqual([]);
  });

  it('keeps the default in stored records if another value becomes the default', async () => {
    await openTable();
    const id = await create();
    await run(after);
    expect(await run(withPlace({ default: 'office' }))).toMatchObject({ types: [] });
    expect(await atHome()).toEqual([id]);
  });

  it('is filled in only after a version without the default has stopped, and again after one has run', async () => {
    await openTable();
    const first = await create();
    await run(after, { keepOthers: true });
    expect(await store.get(scopeOf(after), first)).not.toHaveProperty('place');
    await run(after);
    await run(before);
    const second = await create();
    await run(after);
    expect(await atHome()).toEqual([first, second]);
  });

  it('is filled in where a record leaves the trash before the reindex', async () => {
    await openTable();
    const id = await create();
    await store.trash(scopeOf(before), id, { by });
    await store.restore(scopeOf(after), id, { by });
    expect(await atHome()).toEqual([id]);
  });
});

describe('an import of an export', () => {
  it('computes fields with the functions of the importing version, and changes nothing the second time', async () => {
    const from = await openTable();
    await store.create(scopeOf(orders), { ...CUPS, ...COMPUTED }, { by });
    await former();
    const folder = await mkdtemp(join(tmpdir(), 'computed-'));
    const open = (name: string) => ({ client, tableName: name, name, close: async () => undefined });
    await exportRecords(open(from), { folder, onProgress: () => undefined });
    const to = await openTable();
    const options = { folder, recordTypes: [doubled], onProgress: () => undefined };
    expect(await importRecords(open(to), options)).toMatchObject({ created: 2 });
    expect(await total(doubled, 14)).toHaveLength(2);
    expect(await importRecords(open(to), options)).toMatchObject({ created: 0, unchanged: 2, different: [] });
    await rm(folder, { recursive: true });
  });
});
