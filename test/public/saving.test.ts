import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CONTROLS } from '../../public/controls/index.ts';
import type { StoredRecord } from '../../public/model/stored-record.ts';
import { createEditForm } from '../../public/state/edit-form.ts';
import { createSaving } from '../../public/state/saving.ts';
import { tasks } from '../../src/records/tasks.ts';
import { type Service, startService } from '../support/service.ts';
import { openPage, type Page } from './support/page.ts';

let service: Service;
let page: Page;
let record: StoredRecord;
let shown: StoredRecord[];
beforeAll(async () => {
  service = await startService();
}, 30_000);
afterAll(async () => await service?.close());
beforeEach(async () => {
  page = await openPage(service);
  record = await page.write.create(tasks, { title: 'Shared', notes: 'as it was' }, crypto.randomUUID());
  shown = [];
});

const edit = (base: StoredRecord | undefined = record) => {
  const form = createEditForm({ type: tasks, codecs: CONTROLS, drafts: page.drafts, record: base, initial: {} });
  return { form, saving: createSaving({ api: page.write, form, show: (version) => shown.push(version) }) };
};
const create = () => {
  const form = createEditForm({ type: tasks, codecs: CONTROLS, drafts: page.drafts, record: undefined, initial: {} });
  return { form, saving: createSaving({ api: page.write, form, show: () => undefined }) };
};
const stored = async () => await page.read(record);

describe('saving a record', () => {
  it('sends only what was changed, shows it at once, and forgets the draft', async () => {
    const { form, saving } = edit();
    form.enter('notes', 'mine');
    expect(page.drafts.has(tasks, record.id)).toBe(true);
    const work = saving.save();
    expect(shown).toMatchObject([{ notes: 'mine' }]);
    expect(await work).toMatchObject({ record: { notes: 'mine', version: 2 }, before: { notes: 'as it was' } });
    expect(page.drafts.has(tasks, record.id)).toBe(false);
    expect(saving.state.value).toEqual({ is: 'idle' });
  });

  it('clears a field that was emptied', async () => {
    const { form, saving } = edit();
    form.enter('notes', '  ');
    await saving.save();
    expect(await stored()).not.toHaveProperty('notes');
  });

  it('sends nothing while a field is invalid', async () => {
    const { form, saving } = edit();
    form.enter('title', '');
    expect(await saving.save()).toBeUndefined();
    expect(form.faults.value).toEqual({ title: 'Required.' });
    expect(await stored()).toMatchObject({ version: 1 });
    form.enter('title', 'Again');
    expect(form.faults.value).toEqual({});
  });

  it('shows what the service finds invalid at its field', async () => {
    const { form, saving } = edit();
    form.enter('notes', 'mine');
    const body = JSON.stringify({ errors: [{ pointer: '/notes', detail: 'must be shorter' }] });
    page.interfere(async ({ method }, send) => (method === 'PATCH' ? new Response(body, { status: 422 }) : await send()));
    expect(await saving.save()).toBeUndefined();
    expect(form.faults.value).toEqual({ notes: 'Must be shorter.' });
    expect(page.drafts.has(tasks, record.id)).toBe(true);
    expect(shown.at(-1)).toMatchObject({ notes: 'as it was' });
  });

  it('finds its own values when the answer to the first try was lost', async () => {
    const { form, saving } = edit();
    form.enter('notes', 'mine');
    let tries = 0;
    page.interfere(async ({ method }, send) => {
      const answer = await send();
      if (method === 'PATCH' && ++tries === 1) throw new TypeError('connection lost');
      return answer;
    });
    expect(await saving.save()).toMatchObject({ record: { notes: 'mine', version: 2 } });
    expect(tries).toBe(2);
  });

  it('is stopped without losing what was typed', async () => {
    const { form, saving } = edit();
    form.enter('notes', 'mine');
    page.interfere(async () => {
      throw new TypeError('connection lost');
    });
    const work = saving.save();
    saving.stop();
    expect(await work).toBeUndefined();
    expect(saving.state.value).toEqual({ is: 'idle' });
    expect(form.values.value['notes']).toBe('mine');
    expect(page.drafts.has(tasks, record.id)).toBe(true);
  });
});

describe('when someone else has changed the record', () => {
  it('asks, writes nothing, and saves what was chosen', async () => {
    const { form, saving } = edit();
    form.enter('notes', 'mine');
    await page.write.patch(tasks, record, { title: 'Theirs' });
    expect(await saving.save()).toBeUndefined();
    const state = saving.state.value;
    if (state.is !== 'conflict') throw new Error(`there is no conflict: ${state.is}`);
    expect(state).toMatchObject({ mine: { notes: 'mine' }, theirs: { title: 'Theirs' } });
    expect(await stored()).toMatchObject({ notes: 'as it was' });
    const saved = await saving.saveMerged(state.theirs, state.mine);
    expect(saved).toMatchObject({ record: { title: 'Theirs', notes: 'mine', version: 3 }, before: { notes: 'as it was', version: 2 } });
  });

  it('forgets the draft when all of the other version is taken', async () => {
    const { form, saving } = edit();
    form.enter('notes', 'mine');
    const theirs = await page.write.patch(tasks, record, { notes: 'theirs' });
    await saving.save();
    expect(await saving.saveMerged(theirs, {})).toMatchObject({ record: theirs });
    expect(page.drafts.has(tasks, record.id)).toBe(false);
  });

  it('does not ask when the other version reads the same', async () => {
    const { form, saving } = edit();
    form.enter('notes', 'mine');
    await page.write.trash(tasks, record);
    await page.write.restore(tasks, record.id);
    expect(await saving.save()).toMatchObject({ record: { notes: 'mine' } });
  });

  it('says that it is in the trash, and restores and saves it', async () => {
    const { form, saving } = edit();
    form.enter('notes', 'mine');
    await page.write.trash(tasks, record);
    expect(await saving.save()).toBeUndefined();
    expect(saving.state.value).toEqual({ is: 'gone' });
    expect(await saving.restoreAndSave()).toMatchObject({ record: { notes: 'mine' } });
  });
});

describe('saving a new record', () => {
  it('creates it once, although the answer is lost and the page is opened again', async () => {
    const { form, saving } = create();
    form.enter('title', 'New');
    let tries = 0;
    page.interfere(async ({ method }, send) => {
      const answer = await send();
      if (method !== 'POST') return answer;
      tries++;
      throw new TypeError('connection lost');
    });
    const work = saving.save();
    while (tries === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    saving.stop();
    await work;
    page.interfere();

    const again = create();
    expect(again.form.isResumed).toBe(true);
    expect(again.form.values.value['title']).toBe('New');
    expect(await again.saving.save()).toMatchObject({ record: { title: 'New' }, before: undefined });
    const { items } = await page.pages.page(tasks, new URLSearchParams({ title: 'New' }), undefined);
    expect(items).toHaveLength(1);
  });
});
