import { describe, expect, it } from '@jest/globals';
import { createDeviceStorage } from '../../public/browser/device-storage.ts';
import { fieldKeys } from '../../public/keyboard/field-keys.ts';
import { extended, typedOn } from '../../public/keyboard/list-keys.ts';
import { shortcutsOf } from '../../public/keyboard/shortcuts.ts';
import { createCells, draftsOfCell } from '../../public/state/cells.ts';
import { createDrafts } from '../../public/state/drafts.ts';
import { customers } from '../../src/records/customers.ts';
import { tasks } from '../../src/records/tasks.ts';
import { boolean } from '../../src/schema/fields/boolean.ts';
import { choice } from '../../src/schema/fields/choice.ts';
import { text } from '../../src/schema/fields/text.ts';
import { defineRecordType } from '../../src/schema/record-type.ts';

describe('Shift with an arrow key', () => {
  const walk = (steps: readonly string[], selected: readonly string[] = []) => {
    let ids: ReadonlySet<string> = new Set(selected);
    for (const [index, to] of steps.entries()) if (index > 0) ids = extended(ids, steps[index - 1] ?? '', to);
    return [...ids].sort();
  };

  it.each([
    ['selects the record that it leaves and the one that it reaches', ['b', 'c'], [], ['b', 'c']],
    ['extends down', ['b', 'c', 'd'], [], ['b', 'c', 'd']],
    ['extends up', ['c', 'b', 'a'], [], ['a', 'b', 'c']],
    ['shrinks when it goes back', ['b', 'c', 'd', 'c'], [], ['b', 'c']],
    ['begins again on the other side', ['b', 'c', 'b', 'a'], [], ['a', 'b']],
    ['keeps records that were selected before', ['a', 'b'], ['d'], ['a', 'b', 'd']],
  ] as const)('%s', (_, steps, before, expected) => {
    expect(walk(steps, before)).toEqual(expected);
  });
});

describe('the keys that change a field of the focused record', () => {
  it.each([
    [tasks, { s: 'status', p: 'priority', a: 'assignee', c: 'customer' }],
    [customers, { s: 'stage' }],
  ])('come from the labels of fields with one choice', (type, expected) => {
    expect(Object.fromEntries(fieldKeys(type).map(({ key, name }) => [key, name]))).toMatchObject(expected);
  });

  it('are free letters, each for one field', () => {
    const choices = ['a', 'b'];
    const type = defineRecordType({
      name: 'things',
      title: 'Things',
      singular: 'thing',
      fields: {
        title: text({ max: 20, required: true }),
        xray: choice({ choices }),
        radius: choice({ choices, label: 'R' }),
        done: boolean({ default: false }),
        also: choice({ choices }),
        again: choice({ choices }),
        umlaut: choice({ choices, label: 'Übung' }),
        notes: text({ max: 20 }),
      },
      filterable: [],
      indexes: [],
      example: {},
    });
    expect(fieldKeys(type).map(({ key, name }) => `${key} ${name}`)).toEqual(['a xray', 'o done', 'l also', 'g again', 'b umlaut']);
    expect(shortcutsOf(type)).toContainEqual(['b', 'change: Übung']);
    expect(shortcutsOf(undefined).map(([key]) => key)).not.toContain('b');
  });

  it('do not hide another shortcut', () => {
    const keys = shortcutsOf(tasks).flatMap(([key]) => key.split(/ {2}/).filter((part) => /^[a-z]$/.test(part)));
    expect(keys).toContain('s');
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('a key on a cell', () => {
  it.each([
    ['a', 'a'],
    ['É', 'É'],
    ['漢', '漢'],
    ['😀', '😀'],
    ['7', '7'],
    ['Delete', ''],
    ['Backspace', ''],
    [' ', undefined],
    ['Enter', undefined],
    ['Tab', undefined],
    ['ArrowDown', undefined],
    ['F2', undefined],
  ])('%s replaces the value by %j', (key, expected) => {
    expect(typedOn(key)).toBe(expected);
  });
});

describe('the fields that are being changed in the list', () => {
  const record = {
    id: 'one',
    version: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    createdBy: 'ada',
    updatedBy: 'ada',
  };
  const cell = { type: tasks, record, name: 'title', typed: undefined };

  it('opens a field once, until it is closed', () => {
    const cells = createCells();
    cells.edit(cell);
    cells.edit({ ...cell, typed: 'x' });
    expect(cells.open.value).toMatchObject([{ name: 'title', typed: undefined }]);
    cells.close(cells.open.value[0]?.key ?? -1);
    cells.edit({ ...cell, typed: 'x' });
    expect(cells.open.value).toMatchObject([{ name: 'title', typed: 'x' }]);
  });

  it('saves one field while another is open', () => {
    const cells = createCells();
    cells.edit(cell);
    cells.edit({ ...cell, name: 'notes' });
    const [first, second] = cells.open.value;
    expect(first?.key).not.toBe(second?.key);
    cells.close(first?.key ?? -1);
    expect(cells.open.value).toEqual([second]);
  });

  it('adds to the draft of the form, and leaves that as it was', () => {
    const storage = createDeviceStorage({
      get localStorage(): Storage {
        throw new Error('texts stay in memory');
      },
    });
    const drafts = createDrafts({ storage, owner: () => 'ada' });
    drafts.keep(tasks, 'one', { entries: { notes: 'typed in the form' }, base: record, attempt: undefined });
    const ofCell = draftsOfCell(drafts);
    expect(ofCell.read(tasks, 'one')).toBeUndefined();
    ofCell.keep(tasks, 'one', { entries: { title: 'typed in the list' }, base: record, attempt: undefined });
    expect(drafts.read(tasks, 'one')?.entries).toEqual({ notes: 'typed in the form', title: 'typed in the list' });
    ofCell.drop(tasks, 'one');
    expect(drafts.read(tasks, 'one')?.entries).toEqual({ notes: 'typed in the form' });
  });

  it('leaves no draft where the form had none', () => {
    const storage = createDeviceStorage({
      get localStorage(): Storage {
        throw new Error('texts stay in memory');
      },
    });
    const drafts = createDrafts({ storage, owner: () => 'ada' });
    const ofCell = draftsOfCell(drafts);
    ofCell.read(tasks, 'one');
    ofCell.keep(tasks, 'one', { entries: { title: 'x' }, base: record, attempt: undefined });
    ofCell.drop(tasks, 'one');
    expect(drafts.read(tasks, 'one')).toBeUndefined();
  });
});
