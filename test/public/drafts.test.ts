import { beforeEach, expect, it } from '@jest/globals';
import { createDeviceStorage, type DeviceStorage } from '../../public/browser/device-storage.ts';
import { CONTROLS } from '../../public/controls/index.ts';
import { createDrafts } from '../../public/state/drafts.ts';
import { createEditForm } from '../../public/state/edit-form.ts';
import { customers } from '../../src/records/customers.ts';
import { tasks } from '../../src/records/tasks.ts';

let storage: DeviceStorage;
beforeEach(() => {
  storage = createDeviceStorage({
    get localStorage(): Storage {
      throw new Error('this device forbids it, so texts stay in memory');
    },
  });
});

const draft = { entries: { title: 'Half', tags: ['a', 'b'] }, base: undefined, attempt: { key: 'k', body: '{}' } };

it('keeps a draft until it is dropped, and knows after a reload that it is there', () => {
  createDrafts({ storage, owner: () => 'ada' }).keep(tasks, 'new', draft);
  const drafts = createDrafts({ storage, owner: () => 'ada' });
  expect(drafts.has(tasks, 'new')).toBe(false);
  drafts.load();
  expect(drafts.has(tasks, 'new')).toBe(true);
  expect(drafts.has(customers, 'new')).toBe(false);
  expect(drafts.read(tasks, 'new')).toEqual(draft);
  drafts.drop(tasks, 'new');
  expect(drafts.has(tasks, 'new')).toBe(false);
  expect(drafts.read(tasks, 'new')).toBeUndefined();
});

it('knows a draft that no form has shown yet, until a form shows it', () => {
  const drafts = createDrafts({ storage, owner: () => 'ada' });
  drafts.keep(tasks, 'new', { ...draft, isNew: true });
  const show = () => createEditForm({ type: tasks, codecs: CONTROLS, drafts, record: undefined, initial: {} });
  expect([show().isResumed, show().isResumed]).toEqual([false, true]);
  expect(drafts.read(tasks, 'new')).toEqual(draft);
});

it('keeps the drafts of each person apart', () => {
  const ada = createDrafts({ storage, owner: () => 'ada' });
  const grace = createDrafts({ storage, owner: () => 'grace' });
  ada.keep(tasks, 'new', draft);
  grace.load();
  expect(grace.names.value.size).toBe(0);
  expect(grace.read(tasks, 'new')).toBeUndefined();
  grace.dropAll();
  expect(ada.read(tasks, 'new')).toEqual(draft);
});

it.each(['', '{', '[]', 'null', '{"entries":1}'])('ignores a stored text that is no draft: %j', (text) => {
  storage.keep('draft/ada/tasks/new', text);
  expect(createDrafts({ storage, owner: () => 'ada' }).read(tasks, 'new')).toBeUndefined();
});

it('ignores parts of a draft that no input can hold', () => {
  storage.keep('draft/ada/tasks/new', JSON.stringify({ entries: { title: 5, notes: 'ok', tags: [1] }, base: 'x', attempt: {} }));
  expect(createDrafts({ storage, owner: () => 'ada' }).read(tasks, 'new')).toEqual({
    entries: { notes: 'ok' },
    base: undefined,
    attempt: undefined,
  });
});
