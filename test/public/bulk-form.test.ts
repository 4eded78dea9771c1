import { describe, expect, it } from '@jest/globals';
import { CONTROLS } from '../../public/controls/index.ts';
import { patchFor } from '../../public/model/field-edits.ts';
import { type BulkForm, type BulkRow, createBulkForm } from '../../public/state/bulk-form.ts';
import { tasks } from '../../src/records/tasks.ts';

const open = () => createBulkForm(tasks, { codecs: CONTROLS, hasItems: ({ control }) => CONTROLS[control.type].hasItems === true });
const last = (form: BulkForm): BulkRow => {
  const row = form.rows.value.at(-1);
  if (row === undefined) throw new Error('The form has no row.');
  return row;
};

describe('the form of a bulk edit', () => {
  it('starts with one field and without a value', () => {
    const form = open();
    expect(form.rows.value.map(({ name, value }) => [name, value])).toEqual([['status', undefined]]);
    expect(form.isComplete.value).toBe(false);
  });

  it('changes several fields, each once', () => {
    const form = open();
    form.enter(last(form), { value: 'done' });
    form.addRow();
    expect(form.isComplete.value).toBe(false);
    form.chooseField(last(form), 'notes');
    form.enter(last(form), { how: 'clear' });
    expect(form.choices()).not.toContain('status');
    expect(form.choices(last(form))).toContain('notes');
    expect(form.isComplete.value).toBe(true);
    expect(form.check()).toEqual({ status: { how: 'set', value: 'done' }, notes: { how: 'clear' } });
    form.removeRow(last(form));
    expect(form.check()).toEqual({ status: { how: 'set', value: 'done' } });
  });

  it('offers a row for every field but the title', () => {
    const form = open();
    for (let rows = 0; rows < 20; rows++) form.addRow();
    expect(form.rows.value.map(({ name }) => name).sort()).toEqual(
      Object.keys(tasks.fields)
        .filter((name) => name !== 'title')
        .sort(),
    );
    expect(form.choices()).toEqual([]);
  });

  it('clears no field that always has a value, and adds items to lists only', () => {
    const form = open();
    expect([form.waysOf('status'), form.waysOf('notes'), form.waysOf('tags')]).toEqual([
      ['set'],
      ['set', 'clear'],
      ['items', 'set', 'clear'],
    ]);
  });

  it('shows the fault of a value, and gives no edits', () => {
    const form = open();
    form.chooseField(last(form), 'tags');
    form.enter(last(form), { add: ['x'.repeat(41)] });
    expect(form.check()).toBeUndefined();
    expect(last(form).fault).toContain('40');
    form.enter(last(form), { add: ['x'] });
    expect(last(form).fault).toBeUndefined();
    expect(form.check()).toEqual({ tags: { how: 'items', add: ['x'], remove: [] } });
  });
});

describe('the change of one record', () => {
  const record = (values: object) => ({
    id: '00000000-0000-7000-8000-000000000000',
    version: 1,
    createdAt: '',
    updatedAt: '',
    createdBy: '',
    updatedBy: '',
    ...values,
  });
  const change = (tags: unknown, add: readonly string[], remove: readonly string[]) =>
    patchFor({ tags: { how: 'items', add, remove } }, record({ tags }));

  it.each([
    { tags: ['a', 'b'], add: ['c'], remove: ['a'], expected: { tags: ['b', 'c'] } },
    { tags: undefined, add: ['c'], remove: ['a'], expected: { tags: ['c'] } },
    { tags: ['a'], add: [], remove: ['a'], expected: { tags: null } },
    { tags: ['a'], add: ['a'], remove: ['b'], expected: {} },
    { tags: undefined, add: [], remove: ['a'], expected: {} },
    { tags: ['a'], add: ['a'], remove: ['a'], expected: {} },
    // Stored under an older definition.
    { tags: 'old', add: ['new'], remove: [], expected: { tags: ['old', 'new'] } },
  ])('of tags $tags, adding $add and removing $remove, is $expected', ({ tags, add, remove, expected }) => {
    expect(change(tags, add, remove)).toEqual(expected);
  });

  it('sets and clears other fields, also to the same value', () => {
    expect(patchFor({ status: { how: 'set', value: 'done' }, notes: { how: 'clear' } }, record({ status: 'done' }))).toEqual({
      status: 'done',
      notes: null,
    });
  });
});
