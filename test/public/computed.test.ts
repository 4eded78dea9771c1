import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CONTROLS } from '../../public/controls/index.ts';
import { fieldKeys } from '../../public/keyboard/field-keys.ts';
import { cellAttributes } from '../../public/list/open-on-click.ts';
import { guessMapping, ignoredColumns, targetsOf } from '../../public/model/csv/column-mapping.ts';
import { valuesFromFilters } from '../../public/model/filters.ts';
import { isWritable } from '../../public/model/record-changes.ts';
import type { StoredRecord } from '../../public/model/stored-record.ts';
import { completionOf, possibleColumns } from '../../public/model/type-display.ts';
import { fieldsFor } from '../../public/model/view.ts';
import { readRecord } from '../../public/requests/read-record.ts';
import { createBulkForm } from '../../public/state/bulk-form.ts';
import { createEditForm } from '../../public/state/edit-form.ts';
import { createSaving } from '../../public/state/saving.ts';
import { checkDefinitions } from '../../src/schema/definition-faults.ts';
import { choice } from '../../src/schema/fields/choice.ts';
import { text } from '../../src/schema/fields/text.ts';
import { titleField } from '../../src/schema/record-type.ts';
import { withComputed } from '../../src/schema/with-computed.ts';
import { eventually } from '../support/eventually.ts';
import { orders } from '../support/orders.ts';
import { type Service, startService } from '../support/service.ts';
import { openPage, type Page } from './support/page.ts';

const CUPS = { item: 'Cup', quantity: 2, price: 3.5 };
const INPUTS = ['item', 'color', 'quantity', 'price', 'partOf'];

let service: Service;
let page: Page;
beforeAll(async () => {
  service = await startService({ recordTypes: [orders] });
  page = await openPage(service);
}, 30_000);
afterAll(async () => await service?.close());

const order = async () => await page.write.create(orders, CUPS, crypto.randomUUID());
const edit = (record: StoredRecord | undefined, initial = {}) => {
  const form = createEditForm({ type: orders, codecs: CONTROLS, drafts: page.drafts, record, initial });
  return { form, saving: createSaving({ api: page.write, form, show: () => undefined }) };
};

describe('the form of a record with computed fields', () => {
  it('has inputs for the other fields, and gets the computed values with the answer', async () => {
    const { form, saving } = edit(await order());
    expect(Object.keys(form.type.fields)).toEqual(INPUTS);
    form.enter('quantity', '4');
    expect(form.toPatch()).toEqual({ quantity: 4 });
    expect(await saving.save()).toMatchObject({ record: { quantity: 4, total: 14 }, before: { total: 7 } });
  });

  it('says which computed field refuses a value', async () => {
    const { form, saving } = edit(await order());
    form.enter('quantity', '9000');
    expect(await saving.save()).toBeUndefined();
    expect(saving.state.value).toEqual({ is: 'refused', reason: 'Total must be at most 10000.' });
    form.discard();
  });

  it('sends no computed value for a new record, even from a list with a filter by it', async () => {
    const initial = valuesFromFilters(orders, new URLSearchParams('size=many&total=7&partOf[exists]=false'));
    expect(initial).toEqual({});
    const { form, saving } = edit(undefined, initial);
    form.enter('item', 'Jug');
    expect(await saving.save()).toMatchObject({ record: { item: 'Jug', size: 'single' } });
  });

  it('puts back only what people set', async () => {
    const before = await order();
    const record = await page.write.patch(orders, before, { quantity: 10 });
    expect(record).toMatchObject({ total: 35 });
    page.mutations.saved(orders, record, before);
    page.undo.latest();
    await eventually(async () => {
      expect(await readRecord(page.send, orders, before.id)).toMatchObject({ quantity: 2, total: 7, version: 3 });
    });
  });
});

describe('a computed field', () => {
  it('is a column, but no cell that can be edited', () => {
    expect(possibleColumns(orders)).toContain('total');
    expect(cellAttributes(true, orders, new URLSearchParams(), 'total')).toEqual({});
    expect(cellAttributes(true, orders, new URLSearchParams(), 'price')).toMatchObject({ 'data-field': 'price' });
    expect(fieldKeys(orders).map(({ name }) => name)).toEqual(['partOf']);
    expect(isWritable(orders, 'size', 'many')).toBe(false);
  });

  it('arranges no board, and the service refuses such a view', () => {
    expect(fieldsFor(orders, 'board')).toEqual([]);
    const views = [{ name: 'By size', filters: {}, kind: 'board', by: 'size' } as const];
    expect(() => checkDefinitions([{ ...orders, views }])).toThrow('By size');
  });

  it('is no field of a bulk edit', () => {
    const form = createBulkForm(orders, { codecs: CONTROLS, hasItems: () => false });
    expect(form.choices(form.rows.value[0])).toEqual(INPUTS.filter((name) => name !== 'item'));
  });

  it('is no title, because people add a record by its title', () => {
    const fields = withComputed({ first: text({ max: 9 }) }, (computed) => ({ full: computed(text({ max: 9 }), ({ first }) => first) }));
    expect(titleField({ fields: { full: fields.full, first: fields.first } })).toBe('first');
  });

  it('marks no record as done with a click', () => {
    const status = { ...choice({ choices: ['open', 'done'], done: 'done' }), compute: () => 'done' };
    const type = { ...orders, fields: { ...orders.fields, status }, filterable: ['status'] };
    expect(completionOf(type)).toBeUndefined();
  });

  it('is no goal of a column of a CSV file', () => {
    const header = ['Item', 'Total', 'price'];
    const table = { header, rows: [{ number: 2, cells: ['Cup', '7', '3.5'] }] };
    expect(targetsOf(orders)).toEqual([...INPUTS, 'id', 'version']);
    expect(ignoredColumns(table, guessMapping(orders, table))).toEqual(['Total']);
  });
});
