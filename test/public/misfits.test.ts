import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isValidElement } from 'preact';
import { describeFilter } from '../../public/controls/describe-filter.ts';
import { FieldValue, isShown } from '../../public/controls/field-value.tsx';
import { CONTROLS } from '../../public/controls/index.ts';
import { plainText } from '../../public/controls/plain-text.ts';
import { chunksOf } from '../../public/model/csv/chunks.ts';
import { cellFault, guessMapping } from '../../public/model/csv/column-mapping.ts';
import { openCsvFile } from '../../public/model/csv/csv-file.ts';
import { isEmpty } from '../../public/model/form-values.ts';
import { isWritable } from '../../public/model/record-changes.ts';
import type { StoredRecord } from '../../public/model/stored-record.ts';
import { mainChoice, titleOf } from '../../public/model/type-display.ts';
import { exportCsv, importCsv } from '../../public/requests/csv-api.ts';
import { readRecord } from '../../public/requests/read-record.ts';
import { createEditForm } from '../../public/state/edit-form.ts';
import { createSaving } from '../../public/state/saving.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { chores, MISFITS } from '../support/misfits.ts';
import { type Service, startService } from '../support/service.ts';
import { openPage, type Page } from './support/page.ts';

const WORKSPACE = 'w';
const scope = { workspace: WORKSPACE, type: chores };

let service: Service;
let page: Page;
beforeAll(async () => {
  service = await startService({ recordTypes: [chores] });
  page = await openPage(service, { workspace: WORKSPACE });
}, 30_000);
afterAll(async () => await service?.close());

const store = async (values: Readonly<Record<string, unknown>>): Promise<StoredRecord> => {
  const { id } = await service.store.create(scope, { title: 'Sweep', status: 'open', ...values }, { by: 'ada' });
  return await read(id);
};
const read = async (id: string): Promise<StoredRecord> => await readRecord(page.send, chores, id);
const edit = (record: StoredRecord, type: RecordType = chores) => {
  const form = createEditForm({ type, codecs: CONTROLS, drafts: page.drafts, record, initial: {} });
  return { form, saving: createSaving({ api: page.write, form, show: () => undefined }) };
};

/** The text of what a component renders, without hooks. */
function textOf(node: unknown): string {
  if (Array.isArray(node)) return node.map(textOf).join('');
  if (!isValidElement(node)) return ['string', 'number'].includes(typeof node) ? String(node) : '';
  const { type, props } = node;
  return typeof type === 'function' ? textOf(Reflect.apply(type, undefined, [props])) : textOf(props.children);
}

describe.each(MISFITS)('the field %s with the stored value %j', (name, value) => {
  it('shows the value as text with a mark, in lists, panels and the merge dialog', async () => {
    const record = await store({ [name]: value });
    const shown = textOf(FieldValue({ type: chores, record, name }));
    expect(shown).toMatch(/^Invalid: /);
    expect(shown).toBe(textOf(FieldValue({ type: chores, record, name, isFull: true })));
    expect(shown).toBe(`Invalid: ${plainText(chores, name, record[name])}`);
    expect(titleOf(chores, record)).not.toContain('[object');
    expect(isShown(chores, record, name)).toBe(true);
  });

  it('keeps the value when another field is saved, and sends only that one', async () => {
    const record = await store({ [name]: value });
    const { form, saving } = edit(record);
    expect(form.isChanged.value).toBe(false);
    expect(form.values.value).not.toHaveProperty(name);
    expect(form.misfits[name]).toMatch(/^Must .*\.$/);
    const other = name === 'notes' ? 'name' : 'notes';
    form.enter(other, 'mine');
    expect(form.toPatch()).toEqual({ [other]: 'mine' });
    expect(await saving.save()).toBeDefined();
    expect(await read(record.id)).toMatchObject({ [name]: value, [other]: 'mine', version: 2 });
  });

  it('is cleared, or set to its default, and kept again before that', async () => {
    const record = await store({ [name]: value });
    const { form, saving } = edit(record);
    form.clear(name);
    expect(form.isChanged.value).toBe(true);
    form.keep(name);
    expect(form.isChanged.value).toBe(false);
    expect(page.drafts.has(chores, record.id)).toBe(false);
    form.clear(name);
    const { required, default: usual } = Object.entries(chores.fields).find(([one]) => one === name)?.[1] ?? chores.fields.title;
    expect((await saving.save()) === undefined).toBe(required);
    if (required) expect(form.faults.value).toEqual({ [name]: 'Required.' });
    else expect((await read(record.id))[name]).toBe(usual);
    expect(isWritable(chores, name, value)).toBe(false);
  });

  it('is replaced by a value that fits, after a reload too', async () => {
    const record = await store({ [name]: value });
    edit(record).form.correct(name);
    const { form } = edit(record);
    expect(form.isResumed).toBe(form.values.value[name] !== undefined);
    form.keep(name);
    form.correct(name);
    // What the input begins with is the value in the field's own form, or a text that can be corrected, or nothing.
    expect(JSON.stringify(form.values.value[name])).not.toContain('[object');
    expect(Object.keys(form.toPatch() ?? {})).toEqual(
      isEmpty(form.values.value[name] ?? '') || form.faults.value[name] !== undefined ? [] : [name],
    );
    form.discard();
  });
});

describe('a value that does not fit', () => {
  const began = async (name: string, value: unknown): Promise<unknown> => {
    const { form } = edit(await store({ [name]: value }));
    form.correct(name);
    const found = form.values.value[name];
    form.discard();
    return found;
  };

  it('begins its correction in the form of the field', async () => {
    expect(await began('amount', '12')).toBe('12');
    expect(await began('amount', 'twelve')).toBe('twelve');
    expect(await began('name', ['a', 'b'])).toBe('a;b');
    expect(await began('name', 'far too long a name')).toBe('far too long a name');
    expect(await began('name', 'two\r\nlines of it')).toBe('two lines of it');
    expect(await began('tags', 'red;blue')).toEqual(['red', 'blue']);
    expect(await began('tags', ['red', 'blue', 'green'])).toEqual(['red', 'blue', 'green']);
    expect(await began('due', 'tomorrow')).toBe('');
    expect(await began('stage', 'gone')).toBe('');
    expect(await began('reminded', 'true')).toBe(true);
    expect(await began('reminded', 'yes')).toBe(false);
  });

  it('is kept when its input is left empty', async () => {
    for (const [name, value] of [
      ['due', 'some day'],
      ['title', 12],
      ['tags', 'red;blue'],
    ] as const) {
      const { form } = edit(await store({ [name]: value }));
      form.correct(name);
      form.enter(name, name === 'tags' ? [] : ' ');
      form.check(name);
      expect([name, form.toPatch(), form.isChanged.value, form.faults.value]).toEqual([name, {}, false, {}]);
    }
  });

  it('is corrected by what a person enters', async () => {
    const record = await store({ amount: 'twelve', reminded: 'yes' });
    const { form, saving } = edit(record);
    for (const name of ['amount', 'reminded']) form.correct(name);
    expect(form.toPatch()).toBeUndefined();
    expect(form.faults.value).toEqual({ amount: 'Must be a number such as 1234.5.' });
    form.enter('amount', '12');
    expect(form.faults.value).toEqual({});
    await saving.save();
    expect(await read(record.id)).toMatchObject({ amount: 12, reminded: false });
  });

  it('names its record as a title of any kind', async () => {
    expect(titleOf(chores, await store({ title: 12 }))).toBe('12');
    expect(titleOf(chores, await store({ title: ['red', 'blue'] }))).toBe('red;blue');
    expect(titleOf(chores, await store({ title: undefined }))).toBe('Untitled chore');
  });

  it('is marked in a filter and in the preview of an import', () => {
    expect(describeFilter(chores, 'amount', '12')).toMatchObject({ values: ['12'], fits: true });
    expect(describeFilter(chores, 'amount[gte]', 'twelve')).toMatchObject({ values: ['twelve'], fits: false });
    expect(describeFilter(chores, 'stage', 'early,gone')).toMatchObject({ values: ['Early', 'gone'], fits: false });
    expect(describeFilter(chores, 'name[prefix]', 'a')).toMatchObject({ fits: true });
    expect(describeFilter(chores, 'tags[exists]', 'true')).toMatchObject({ fits: true });
    const plan = { target: 'amount', conversion: 'as-is', choices: {} };
    expect(cellFault(chores, plan, 'twelve')).toBe('must be a number such as 1234.5');
    expect(['12', ' ', ''].map((cell) => cellFault(chores, plan, cell))).toEqual([undefined, undefined, undefined]);
  });
});

describe('a record without a value that is required today', () => {
  it('says so, and saves its other fields', async () => {
    const record = await store({ title: undefined });
    expect(textOf(FieldValue({ type: chores, record, name: 'title' }))).toBe('Missing');
    const { form, saving } = edit(record);
    form.check('title');
    form.enter('notes', 'mine');
    expect(form.toPatch()).toEqual({ notes: 'mine' });
    await saving.save();
    expect(await read(record.id)).toMatchObject({ notes: 'mine' });
  });

  it('asks for a value that an input cannot show as missing', async () => {
    const { reminded, ...fields } = chores.fields;
    const stricter = { ...chores, fields: { ...fields, reminded: { ...reminded, required: true } } };
    const { form } = edit(await store({}), stricter);
    expect(form.misfits).toEqual({ reminded: 'Is required.' });
    form.correct('reminded');
    expect(form.toPatch()).toEqual({ reminded: false });
    form.discard();
  });
});

describe('a retired choice', () => {
  it('is shown as any other, kept, and filtered by', async () => {
    const record = await store({ status: 'blocked' });
    expect(FieldValue({ type: chores, record, name: 'status' })?.type).toBe(CONTROLS.select.Cell);
    expect(plainText(chores, 'status', 'blocked')).toBe('Blocked');
    const { form } = edit(record);
    expect(form.misfits).toEqual({});
    form.enter('notes', 'mine');
    expect(form.toPatch()).toEqual({ notes: 'mine' });
    form.discard();
    expect(describeFilter(chores, 'status', 'blocked')).toEqual({ words: 'Status is', values: ['Blocked'], fits: true });
    expect(mainChoice(chores)).toEqual({ name: 'status', choices: ['open', 'done'], retired: ['blocked'] });
    // Nothing offers to undo its replacement, which the service would refuse.
    expect(isWritable(chores, 'status', 'blocked')).toBe(false);
  });
});

it('imports an export of every such value as unchanged', async () => {
  const workspace = 'exported';
  const { send } = await openPage(service, { workspace });
  for (const [name, value] of [...MISFITS, ['title', undefined]] as const) {
    await service.store.create({ workspace, type: chores }, { title: 'Sweep', status: 'open', [name]: value }, { by: 'ada' });
  }
  const signal = new AbortController().signal;
  const parts = await exportCsv(send, { type: chores, query: new URLSearchParams(), signal, onPage: () => undefined });
  const opened = openCsvFile('chores.csv', new TextEncoder().encode(parts.join('')));
  if (!opened.ok || !opened.file.reading.ok) throw new Error('the export cannot be read');
  const { table } = opened.file.reading;
  const chunks = chunksOf(chores, table, guessMapping(chores, table));
  const results = await Promise.all(
    chunks.map(async ({ csv }) => await importCsv(send, { type: chores, csv, isDryRun: false, key: crypto.randomUUID() })),
  );
  for (const result of results) expect(result).toMatchObject({ created: 0, updated: 0, failed: 0 });
  expect(results.reduce((sum, { unchanged }) => sum + unchanged, 0)).toBe(MISFITS.length + 1);
}, 60_000);
