import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clientTypes } from '../../build/client-types.ts';
import { checkDefinitions } from '../../src/schema/definition-faults.ts';
import { number } from '../../src/schema/fields/number.ts';
import { reference } from '../../src/schema/fields/reference.ts';
import { defineRecordType } from '../../src/schema/record-type.ts';
import { withComputed } from '../../src/schema/with-computed.ts';
import { type Client, createClient } from '../support/client.ts';
import { eventually } from '../support/eventually.ts';
import { openApiDocument } from '../support/openapi/document.ts';
import { formerOrders, orders } from '../support/orders.ts';
import { expectProblem, faultsOf } from '../support/problem.ts';
import { type Made, make, makeTrashed } from '../support/records.ts';
import { type InProcess, startInProcess } from '../support/target.ts';

const PATH = '/api/v1/orders';
const CUPS = { item: 'Cup', quantity: 2, price: 3.5 };
const COMPUTED = { total: 7, size: 'many', label: 'CUP', place: 'alone' };

let target: InProcess;
let admin: Client;
beforeAll(async () => {
  target = await startInProcess({ recordTypes: [orders] });
  admin = createClient(target, await target.tokenFor({ sub: 'ada', groups: ['admin'], workspace: 'w' }));
});
afterAll(async () => await target.close());

const order = async (values: object = {}): Promise<Made> => await make(admin, 'orders', { ...CUPS, ...values });
const read = async (path: string) => (await admin.get(path)).body;

/** Stores a record as before the type had computed fields. */
async function formerOrder(values: object = {}): Promise<string> {
  const scope = { workspace: 'w', type: formerOrders };
  return `${PATH}/${(await target.services.store.create(scope, { ...CUPS, ...values }, { by: 'ada' })).id}`;
}

async function csv(text: string, query = '') {
  return await admin.post(`${PATH}/import${query}`, { body: text, headers: { 'Content-Type': 'text/csv' } });
}

describe('computed fields', () => {
  it('are in the answer of each write, and in what it stores', async () => {
    const { path, record } = await order();
    expect(record).toMatchObject(COMPUTED);
    const writes: [object, () => ReturnType<Client['get']>][] = [
      [{ total: 14, version: 2 }, async () => await admin.patch(path, { body: { quantity: 4 } })],
      [{ total: 14, label: 'CUP (red)', version: 3 }, async () => await admin.patch(path, { body: { color: 'red' } })],
      [{ total: 28, version: 4 }, async () => await admin.post(`${path}/actions/double`)],
      [{ total: 5, size: 'single', label: 'MUG', version: 5 }, async () => await admin.put(path, { body: { item: 'Mug', price: 5 } })],
    ];
    for (const [expected, write] of writes) {
      const answer = await write();
      expect(answer.body).toMatchObject(expected);
      expect(await read(path)).toEqual(answer.body);
    }
  });

  it('have no value if the function gives none', async () => {
    const { path } = await order();
    expect((await admin.patch(path, { body: { price: null } })).body).not.toHaveProperty('total');
    expect(await read(path)).not.toHaveProperty('total');
    expect((await admin.patch(path, { body: { price: 2 } })).body).toMatchObject({ total: 4 });
    expect((await admin.put(path, { body: { item: 'Cup' } })).body).not.toHaveProperty('total');
    expect((await order({ price: null })).record).not.toHaveProperty('total');
  });

  it('are always in the answer to a read, because a reindex changes them without a new version', async () => {
    const { path } = await order();
    for (const tag of ['"1"', '*']) {
      const answer = await admin.get(path, { headers: { 'If-None-Match': tag } });
      expect(answer).toMatchObject({ status: 200, body: { ...COMPUTED, version: 1 } });
    }
  });

  it('do not change with a write that changes nothing', async () => {
    const { path } = await order();
    for (const body of [{}, { quantity: 2 }, { price: 3.5, item: ' Cup ' }])
      expect((await admin.patch(path, { body })).body).toMatchObject({ version: 1, total: 7 });
  });

  it('fit the record after many writes at once', async () => {
    const { path } = await order();
    const bodies = [{ quantity: 3 }, { price: 10 }, { quantity: 5 }, { price: 20 }, { color: 'red' }, { price: 30 }];
    const answers = await Promise.all(bodies.map(async (body) => await admin.patch(path, { body })));
    for (const { body } of answers) expect(body.total).toBe(body.quantity * body.price);
    const { quantity, price, total } = await read(path);
    expect(total).toBe(quantity * price);
  });

  it('honour If-Match', async () => {
    const { path } = await order();
    expect((await admin.patch(path, { body: { quantity: 3 }, headers: { 'If-Match': '"1"' } })).body).toMatchObject({ total: 10.5 });
    expectProblem(await admin.patch(path, { body: { quantity: 4 }, headers: { 'If-Match': '"1"' } }), 'version-conflict');
    expect(await read(path)).toMatchObject({ total: 10.5, version: 2 });
  });

  it('are computed in a batch', async () => {
    const { id, path } = await order();
    const operations = [
      { method: 'create', record: { item: 'Jug', price: 9 } },
      { method: 'update', id, record: { quantity: 10 } },
      { method: 'create', record: { item: 'Jug', total: 9 } },
    ];
    const { body } = await admin.post(`${PATH}/batch`, { body: { operations } });
    expect(body.results.map(({ status }: { status: number }) => status)).toEqual([201, 200, 422]);
    expect(body.results[0].record).toMatchObject({ total: 9, size: 'single', label: 'JUG' });
    expect(await read(path)).toMatchObject({ total: 35 });
  });

  it('are computed by a CSV import, which ignores their columns', async () => {
    const { id, path } = await order();
    const file = `id,item,quantity,price,total,label\r\n${id},Cup,3,2,999,No\r\n,Plate,1,4,999,No\r\n`;
    expect((await csv(file, '?dryRun=true')).body).toMatchObject({ created: 1, updated: 1, failed: 0 });
    expect((await csv(file)).body).toMatchObject({ created: 1, updated: 1, failed: 0 });
    expect(await read(path)).toMatchObject({ total: 6, label: 'CUP' });
    const exported = await admin.get(`${PATH}?item=Plate`, { headers: { Accept: 'text/csv' } });
    expect(exported.text).toContain('partOf,partOf.item,total,size,label,place,');
    expect(exported.text).toContain('4,single,PLATE,alone,');
    expect((await csv(exported.text)).body).toMatchObject({ created: 0, updated: 0, unchanged: 1 });
    expectProblem(await csv('total,label\r\n1,x\r\n'), 'invalid-csv');
    expectProblem(await csv(file, '?match=total'), 'malformed-request');
  });

  it('are computed again when something is put back', async () => {
    const { path } = await order();
    const { headers } = await admin.patch(path, { body: { quantity: 10 } });
    await eventually(async () => {
      expect(await read(`${path}/history`)).toMatchObject({ items: [{ changes: { total: { from: 7, to: 35 } } }, {}] });
    });
    expect((await admin.post(`/api/v1/change-sets/${headers['change-set']}/undo`)).body).toMatchObject({ undone: 1 });
    expect(await read(path)).toMatchObject({ quantity: 2, total: 7, version: 3 });
    await admin.patch(path, { body: { price: 1 } });
    expect((await admin.post(`${path}/history/1/restore`)).body).toMatchObject({ price: 3.5, total: 7, version: 5 });
  });

  it('follow from the default where an undo would put back no value, from before the field had a default', async () => {
    const scope = { workspace: 'w', type: formerOrders };
    const { id } = await target.services.store.create(scope, { item: 'Cup', price: 3.5 }, { by: 'ada' });
    const path = `${PATH}/${id}`;
    const { headers } = await admin.patch(path, { body: { quantity: 4 } });
    await eventually(async () => {
      const { body } = await admin.post(`/api/v1/change-sets/${headers['change-set']}/undo`);
      expect(body).toMatchObject({ undone: 1 });
    });
    expect(await read(path)).toMatchObject({ quantity: 1, total: 3.5 });
  });

  it('are computed when a record returns from the trash', async () => {
    const path = await formerOrder();
    await admin.delete(path);
    expect((await admin.post(`${path}/restore`)).body).toMatchObject(COMPUTED);
    expect((await admin.get(`${PATH}?sort=total&total=7&limit=100`)).body.items).toContainEqual(await read(path));
    const made = await makeTrashed(admin, 'orders', CUPS);
    expect((await admin.post(`${made.path}/restore`)).body).toMatchObject(COMPUTED);
  });

  it('follow a reference that is detached', async () => {
    const whole = await order();
    const part = await order({ partOf: whole.id });
    expect(part.record).toMatchObject({ place: 'part' });
    await admin.delete(`${whole.path}?permanent=true&detach=true`);
    expect(await read(part.path)).toMatchObject({ place: 'alone', version: 2 });
    expect(await read(part.path)).not.toHaveProperty('partOf');
  });
});

describe('a request', () => {
  it('cannot set a computed field', async () => {
    const { path, record } = await order();
    const body = { item: 'Cup', total: 1 };
    for (const send of [
      async () => await admin.post(PATH, { body }),
      async () => await admin.put(path, { body }),
      async () => await admin.patch(path, { body: { total: 1 } }),
      async () => await admin.patch(path, { body: { total: null } }),
      async () => await admin.patch(path, { body: { total: 7 } }),
    ]) {
      const answer = await send();
      expectProblem(answer, 'invalid-record');
      expect(answer.body.errors).toEqual([
        { in: 'body', pointer: '/total', code: 'read-only', detail: 'is computed from other fields; leave it out' },
      ]);
    }
    expect(await read(path)).toEqual(record);
  });

  it('is refused if the result breaks the rules of the computed field', async () => {
    const { path, record } = await order();
    const refused: [object, string[]][] = [
      [{ quantity: 9_000 }, ['too-large /total']],
      [{ item: 'cheap', quantity: 9 }, ['within-budget /total']],
      [{ quantity: 0, price: 9e9 }, ['too-small /quantity']],
    ];
    for (const [body, faults] of refused) {
      const answer = await admin.patch(path, { body });
      expectProblem(answer, 'invalid-record');
      expect(faultsOf(answer)).toEqual(faults);
      expect(faultsOf(await admin.put(path, { body: { ...CUPS, ...body } }))).toEqual(faults);
      expect(faultsOf(await admin.post(PATH, { body: { ...CUPS, ...body } }))).toEqual(faults);
    }
    expect(await read(path)).toEqual(record);
  });

  it('finds records by computed fields', async () => {
    const { record } = await order({ item: 'Unique teapot', color: 'green', price: 333 });
    const queries = ['total=666', 'total[gt]=600&sort=-total', 'size=many&total[gte]=666', 'q=teapot', 'q=unique+teapot+green'];
    for (const query of queries) expect((await admin.get(`${PATH}?${query}`)).body.items).toEqual([record]);
    expect((await admin.get(`${PATH}?total=666&fields=total,label`)).body.items).toEqual([
      { id: record['id'], total: 666, label: 'UNIQUE TEAPOT (green)' },
    ]);
    expect((await admin.get(`${PATH}/count?groupBy=size&total=666`)).body).toMatchObject({ count: 1, groups: { many: 1 } });
  });
});

describe('a record from before a field was computed', () => {
  it('gets its values with the next write', async () => {
    const path = await formerOrder();
    expect(await read(path)).not.toHaveProperty('total');
    expect((await admin.patch(path, { body: { color: 'red' } })).body).toMatchObject({ ...COMPUTED, label: 'CUP (red)' });
  });

  it('can change even if it cannot be computed, until it can be', async () => {
    const path = await formerOrder({ quantity: 9_000 });
    expect((await admin.patch(path, { body: { color: 'red' } })).body).not.toHaveProperty('total');
    expect((await admin.put(path, { body: { ...CUPS, quantity: 9_000 } })).body).not.toHaveProperty('total');
    expect((await admin.patch(path, { body: { quantity: 2 } })).body).toMatchObject({ total: 7 });
    expect(faultsOf(await admin.patch(path, { body: { quantity: 9_000 } }))).toEqual(['too-large /total']);
  });

  it('can change even if the function throws', async () => {
    const path = await formerOrder({ item: 5 });
    expect((await admin.patch(path, { body: { color: 'red' } })).body).toMatchObject({ total: 7, color: 'red' });
    expect((await admin.patch(path, { body: { item: 'Cup' } })).body).toMatchObject({ label: 'CUP (red)' });
  });
});

describe('a function that throws', () => {
  it('is a fault of the computed field', async () => {
    const fields = withComputed({ words: number({}) }, (computed) => ({
      ratio: computed(number({}), ({ words }) => {
        if (words === 0) throw new RangeError('no words');
        return 1 / (words ?? 1);
      }),
    }));
    const ratios = defineRecordType({ ...orders, fields, filterable: [], indexes: [], rules: {}, actions: () => ({}), example: {} });
    const other = await startInProcess({ recordTypes: [ratios] });
    const caller = createClient(other, await other.tokenFor({ sub: 'ada', groups: ['editor'], workspace: 'w' }));
    const answer = await caller.post(PATH, { body: { words: 0 } });
    await other.close();
    expectProblem(answer, 'invalid-record');
    expect(answer.body.errors).toEqual([
      { in: 'body', pointer: '/ratio', code: 'not-computable', detail: 'is not computable from these values' },
    ]);
  });
});

describe('the definition of a computed field', () => {
  const typeWith = (ratio: Parameters<typeof withRatio>[0]) => ({ ...orders, fields: withRatio(ratio) });
  const withRatio = (ratio: ReturnType<typeof number>) => ({ ...orders.fields, ratio: { ...ratio, compute: () => 1 } });

  it.each<[string, object, string]>([
    ['required', { required: true }, '"ratio" is computed and required; remove "required", because a function may give no value'],
    ['unique', { unique: true }, '"ratio" is computed and unique; make one of the fields unique that it is computed from'],
    ['with a default', { default: 1 }, '"ratio" is computed and has a default; let its function return it'],
    ['with an impossible result', { max: 0 }, '"ratio" cannot be computed from its example: it must be at most 0; correct one of them'],
  ])('cannot be %s', (_, options, fault) => {
    expect(() => checkDefinitions([typeWith(number(options))])).toThrow(new TypeError(`record type "orders": ${fault}`));
  });

  it('cannot be a reference, be in the example, or have the name of another field', () => {
    const fields = { ...orders.fields, other: { ...reference({ to: 'orders' }), compute: () => undefined } };
    expect(() => checkDefinitions([{ ...orders, fields }])).toThrow('"other" is computed and a reference; use a text');
    const example = { ...orders.example, total: 7 };
    expect(() => checkDefinitions([{ ...orders, example }])).toThrow('its example has a value for "total", which is computed; remove it');
    const clash = () => withComputed({ total: number({}) }, (computed) => ({ total: computed(number({}), () => 1) }));
    expect(clash).toThrow('total cannot be a field and a computed field; rename one of the two');
  });

  it('is checked by the compiler', () => {
    withComputed({ count: number({ required: true }), name: number({}) }, (computed) => ({
      double: computed(number({}), ({ count }) => count * 2),
      // @ts-expect-error a text is no number
      text: computed(number({}), ({ count }) => String(count)),
      // @ts-expect-error there is no such field
      other: computed(number({}), ({ size }) => size),
    }));
    expect(() => checkDefinitions([orders])).not.toThrow();
  });

  it('cannot be set by an action: the compiler checks the names and kinds of its changes', () => {
    const { fields } = orders;
    const logic = { filterable: [], indexes: [], rules: {} };
    defineRecordType({
      ...orders,
      ...logic,
      fields,
      actions: (action) => ({
        // @ts-expect-error an action cannot set a computed field
        set: action({ title: 'Set', change: () => ({ total: 1 }) }),
        // @ts-expect-error nor together with another one
        both: action({ title: 'Both', change: ({ quantity }) => ({ quantity, total: 1 }) }),
        // @ts-expect-error nor can it return the whole record
        whole: action({ title: 'Whole', change: (record) => ({ ...record, quantity: 2 }) }),
        // @ts-expect-error there is no such field
        other: action({ title: 'Other', change: () => ({ quantity: 2, nope: 1 }) }),
        // @ts-expect-error a text is no number
        text: action({ title: 'Text', change: () => ({ quantity: 'two' }) }),
        // @ts-expect-error nor may one of several results
        some: action({ title: 'Some', change: ({ quantity }) => (quantity > 1 ? { quantity: 1 } : { color: 'red', size: 'many' }) }),
        fits: action({ title: 'Fits', change: ({ quantity }) => (quantity > 1 ? { quantity: 1, color: null } : { color: 'red' }) }),
        nothing: action({ title: 'Nothing', change: ({ quantity }) => (quantity > 1 ? {} : { quantity: 1 }) }),
        input: action({ title: 'Input', input: { count: number({ required: true }) }, change: (_, { count }) => ({ quantity: count }) }),
        assigning: action({
          title: 'Assigning',
          change: (record) => {
            // @ts-expect-error the record is read-only
            record.quantity = 1;
            return {};
          },
        }),
      }),
    });
    expect(orders.fields.total.compute).toBeInstanceOf(Function);
  });

  it('is read-only in the OpenAPI document and in the typed client', () => {
    const { components, paths } = openApiDocument([orders]);
    const schemas = components?.schemas ?? {};
    expect(schemas['Order']).toMatchObject({
      properties: { total: { title: 'Total', readOnly: true, description: 'Computed from other fields.', examples: [7] } },
    });
    for (const name of ['OrderInput', 'OrderPatch']) expect(Object.keys(Object(schemas[name]).properties)).toEqual(INPUTS);
    const answers = Object.keys(Object(paths?.[`${PATH}/{id}`]?.get?.responses));
    expect(answers).toContain('200');
    expect(answers).not.toContain('304');
    const { description, parameters: readParameters } = paths?.[`${PATH}/{id}`]?.get ?? {};
    expect(description).toContain('`If-None-Match` has no effect');
    expect(JSON.stringify(readParameters)).not.toContain('IfNoneMatch');
    const parameters = JSON.stringify(paths?.[PATH]?.get?.parameters);
    for (const name of ['"total"', '"total[gte]"', '"-total"', '"size"']) expect(parameters).toContain(name);
    const [, values = '', made = '', patch = ''] =
      /values: \{(.*?)\};\s+readonly new: \{(.*?)\};\s+readonly patch: \{(.*?)\};/s.exec(clientTypes([orders])) ?? [];
    expect(values).toContain('readonly total?: number;');
    expect(made).toContain('readonly quantity?:');
    for (const text of [made, patch]) expect(text).not.toMatch(/total|size|label|place/);
  });
});

const INPUTS = ['item', 'color', 'quantity', 'price', 'partOf'];
