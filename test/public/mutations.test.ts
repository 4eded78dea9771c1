import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { StoredRecord } from '../../public/model/stored-record.ts';
import { tasks } from '../../src/records/tasks.ts';
import { type Service, startService } from '../support/service.ts';
import { openPage, type Page, until } from './support/page.ts';

let service: Service;
let mine: Page;
let theirs: Page;
beforeAll(async () => {
  service = await startService();
}, 30_000);
afterAll(async () => await service?.close());

let one: StoredRecord;
let two: StoredRecord;
let three: StoredRecord;
beforeEach(async () => {
  const workspace = crypto.randomUUID();
  mine = await openPage(service, { workspace });
  theirs = await openPage(service, { workspace });
  one = await theirs.write.create(tasks, { title: 'One' }, crypto.randomUUID());
  two = await theirs.write.create(tasks, { title: 'Two' }, crypto.randomUUID());
  three = await theirs.write.create(tasks, { title: 'Three' }, crypto.randomUUID());
  await mine.lists.current.value?.reload();
  await until(() => mine.titles().length === 3);
});

const current = async (record: StoredRecord) => await mine.read(record);
const shown = ({ id }: StoredRecord) => mine.lists.current.value?.find(id);

describe('changing a field', () => {
  const what = ['“One” moved'];

  it('shows at once, is stored for the version that was seen, and can be undone', async () => {
    const work = mine.mutations.change(tasks, one, { dueDate: '2030-03-15' }, what);
    expect(shown(one)?.['dueDate']).toBe('2030-03-15');
    expect(await work).toBe(true);
    expect(await current(one)).toMatchObject({ dueDate: '2030-03-15', version: 2 });
    expect(mine.messages()).toEqual(what);
    mine.undo.latest();
    await until(() => shown(one)?.version === 3);
    expect(await current(one)).not.toHaveProperty('dueDate');
  });

  it('writes nothing where someone else changed the same field, and says so', async () => {
    await theirs.write.patch(tasks, one, { dueDate: '2030-03-01' });
    expect(await mine.mutations.change(tasks, one, { dueDate: '2030-03-15' }, what)).toBe(false);
    expect(await current(one)).toMatchObject({ dueDate: '2030-03-01', version: 2 });
    expect(shown(one)).toMatchObject({ dueDate: '2030-03-01' });
    expect(mine.messages()).toEqual(['“One” was not changed. Someone else has just changed it.']);
  });
});

describe('marking as done', () => {
  it('shows at once, is stored, and can be undone', async () => {
    const work = mine.mutations.toggleDone(tasks, one);
    expect(shown(one)?.['status']).toBe('done');
    expect(mine.mutations.isUnderway.value).toBe(true);
    await work;
    expect(mine.mutations.isUnderway.value).toBe(false);
    expect(await current(one)).toMatchObject({ status: 'done' });
    expect(mine.messages()).toEqual(['“One” is done']);
    mine.undo.latest();
    await until(() => shown(one)?.version === 3);
    expect(await current(one)).toMatchObject({ status: 'open' });
  });

  it('keeps what someone else changed in other fields', async () => {
    await theirs.write.patch(tasks, one, { notes: 'theirs' });
    await mine.mutations.toggleDone(tasks, one);
    expect(await current(one)).toMatchObject({ status: 'done', notes: 'theirs' });
  });

  it('writes nothing where someone else changed the same field, and says so', async () => {
    await theirs.write.patch(tasks, one, { status: 'in-progress' });
    await mine.mutations.toggleDone(tasks, one);
    expect(await current(one)).toMatchObject({ status: 'in-progress' });
    expect(shown(one)).toMatchObject({ status: 'in-progress', version: 2 });
    expect(mine.messages()).toEqual(['“One” was not changed. Someone else has just changed it.']);
  });

  it('shows the old value again when the service refuses', async () => {
    mine.interfere(async ({ method }, send) =>
      method === 'PATCH' ? new Response('{"title":"Forbidden"}', { status: 403 }) : await send(),
    );
    await mine.mutations.toggleDone(tasks, one);
    expect(shown(one)?.['status']).toBe('open');
    expect(mine.messages()).toEqual(['“One” was not changed. Forbidden']);
  });
});

describe('moving to the trash', () => {
  it('can be undone, and puts records back where they were', async () => {
    await mine.mutations.trash(tasks, [two]);
    await mine.mutations.trash(tasks, [one, three]);
    expect(mine.titles()).toEqual([]);
    expect(mine.messages()).toEqual(['“Two” moved to the trash', '2 tasks moved to the trash']);
    mine.undo.latest();
    await until(() => mine.titles().length === 2);
    mine.undo.latest();
    await until(() => mine.titles().length === 3);
    expect(mine.titles()).toEqual(['Three', 'Two', 'One']);
  });

  it('puts back what someone else has changed, as it is now', async () => {
    await theirs.write.patch(tasks, two, { title: 'Two, by them' });
    await mine.mutations.trash(tasks, [one, two]);
    expect(mine.titles()).toEqual(['Three', 'Two, by them']);
    expect(mine.messages()[0]).toMatch(/^1 of 2 were not changed\. Someone else made changes first\./);
  });
});

describe('editing several records', () => {
  it('changes what it can, names how many it could not, and undoes only those that it changed', async () => {
    await theirs.write.patch(tasks, two, { notes: 'theirs' });
    await mine.mutations.edit(tasks, [one, two], () => ({ priority: 'high' }));
    expect(await current(one)).toMatchObject({ priority: 'high' });
    expect(await current(two)).toMatchObject({ priority: 'normal', notes: 'theirs' });
    mine.undo.latest();
    await until(() => mine.messages().includes('Changes to “One” undone'));
    expect(await current(one)).toMatchObject({ priority: 'normal' });
    expect(await current(two)).toMatchObject({ priority: 'normal', version: 2 });
  });
});

describe('undoing', () => {
  it('undoes the last change of any kind', async () => {
    await mine.mutations.toggleDone(tasks, one);
    const saved = await mine.write.patch(tasks, two, { title: 'Two, edited', notes: 'more' });
    mine.mutations.saved(tasks, saved, two);
    const created = await mine.write.create(tasks, { title: 'Four' }, crypto.randomUUID());
    mine.mutations.created(tasks, created, { isAnnounced: false });
    expect(mine.titles()).toEqual(['Four', 'Three', 'Two, edited', 'One']);

    mine.undo.latest();
    await until(() => mine.messages().includes('“Four” moved to the trash'));
    await expect(current(created)).rejects.toMatchObject({ status: 404 });
    mine.undo.latest();
    await until(() => mine.messages().includes('Changes to “Two” undone'));
    expect(await current(two)).toMatchObject({ title: 'Two' });
    expect(await current(two)).not.toHaveProperty('notes');
    expect(await current(one)).toMatchObject({ status: 'done' });
    mine.undo.latest();
    await until(() => shown(one)?.version === 3);
    expect(await current(one)).toMatchObject({ status: 'open' });
  });

  it('makes changes of every kind again, and undoes them again', async () => {
    const saidLast = async (text: string) => await until(() => mine.messages().at(-1) === text);
    await mine.mutations.toggleDone(tasks, one);
    await mine.mutations.edit(tasks, [two, three], () => ({ priority: 'high' }));
    const created = await mine.write.create(tasks, { title: 'Four' }, crypto.randomUUID());
    mine.mutations.created(tasks, created, { isAnnounced: false });
    await mine.mutations.trash(tasks, [created]);
    const undone = ['“Four” restored', '“Four” moved to the trash', 'Changes to 2 tasks undone', '“One” is open', 'Nothing to undo'];
    const redone = ['“One” is done', 'Changes to 2 tasks redone', '“Four” restored', '“Four” moved to the trash', 'Nothing to redo'];
    for (let round = 0; round < 2; round++) {
      for (const text of undone) {
        mine.undo.latest();
        await saidLast(text);
      }
      expect(await Promise.all([one, two, three].map(current))).toMatchObject([
        { status: 'open' },
        { priority: 'normal' },
        { priority: 'normal' },
      ]);
      expect(mine.titles()).toEqual(['Three', 'Two', 'One']);
      for (const text of redone) {
        mine.undo.redo();
        await saidLast(text);
      }
      expect(await Promise.all([one, two, three].map(current))).toMatchObject([
        { status: 'done' },
        { priority: 'high' },
        { priority: 'high' },
      ]);
      await expect(current(created)).rejects.toMatchObject({ status: 404 });
    }
  });

  it('undoes a change of several records after later changes of one of them were undone', async () => {
    await mine.mutations.edit(tasks, [one, two], () => ({ priority: 'high' }));
    const edited = shown(one) ?? one;
    await mine.mutations.toggleDone(tasks, edited);
    mine.undo.latest();
    mine.undo.latest();
    await until(() => mine.messages().includes('Changes to 2 tasks undone'));
    expect(await Promise.all([one, two].map(current))).toMatchObject([
      { priority: 'normal', status: 'open', version: 5 },
      { priority: 'normal', version: 3 },
    ]);
  });

  it('leaves a new record alone that someone else has changed, and says so', async () => {
    const created = await mine.write.create(tasks, { title: 'Four' }, crypto.randomUUID());
    mine.mutations.created(tasks, created, { isAnnounced: false });
    await theirs.write.patch(tasks, created, { notes: 'theirs' });
    await mine.lists.current.value?.reload();
    mine.undo.latest();
    await until(() => mine.messages().some((text) => text.includes('Someone else')));
    expect(await current(created)).toMatchObject({ notes: 'theirs' });
    expect(mine.titles()).toContain('Four');
  });

  it('does not redo what someone else has changed since', async () => {
    const saved = await mine.write.patch(tasks, two, { title: 'Two, edited' });
    mine.mutations.saved(tasks, saved, two);
    mine.undo.latest();
    await until(() => mine.messages().includes('Changes to “Two” undone'));
    await theirs.write.patch(tasks, await current(two), { title: 'Two, by them' });
    mine.undo.redo();
    await until(() => mine.messages().some((text) => text.includes('Someone else')));
    expect(await current(two)).toMatchObject({ title: 'Two, by them' });
  });

  it('waits for a change that is being saved, and undoes that one', async () => {
    await mine.mutations.toggleDone(tasks, one);
    const work = mine.mutations.edit(tasks, [two], () => ({ priority: 'high' }));
    mine.undo.latest();
    await work;
    await until(() => mine.messages().includes('Changes to “Two” undone'));
    expect(await current(one)).toMatchObject({ status: 'done' });
    expect(await current(two)).toMatchObject({ priority: 'normal' });
  });

  it('does not overwrite what someone else has changed since', async () => {
    const saved = await mine.write.patch(tasks, two, { title: 'Two, edited' });
    mine.mutations.saved(tasks, saved, two);
    await theirs.write.patch(tasks, saved, { title: 'Two, by them' });
    mine.undo.latest();
    await until(() => mine.messages().some((text) => text.includes('Someone else')));
    expect(await current(two)).toMatchObject({ title: 'Two, by them' });
  });

  it('says that a permanent deletion cannot be undone, and leaves earlier changes alone', async () => {
    await mine.mutations.toggleDone(tasks, one);
    await mine.mutations.trash(tasks, [two]);
    await mine.mutations.destroy(tasks, [two]);
    mine.undo.latest();
    await until(() => mine.messages().at(-1) === '“Two” can’t come back from a permanent deletion.');
    expect(await current(one)).toMatchObject({ status: 'done' });
  });

  it('moves restored records to the trash again', async () => {
    await mine.mutations.trash(tasks, [one]);
    await mine.mutations.restore(tasks, [{ ...one, version: 2 }]);
    expect(await current(one)).toMatchObject({ title: 'One' });
    mine.undo.latest();
    await until(() => mine.messages().filter((text) => text === '“One” moved to the trash').length > 1);
    await expect(current(one)).rejects.toMatchObject({ status: 404 });
  });

  it('reports an undo that fails', async () => {
    mine.undo.offer(['Something was done'], async () => {
      throw new Error('It went wrong.');
    });
    mine.undo.latest();
    await until(() => mine.messages().includes('Undo failed. It went wrong.'));
  });
});

describe('a new record', () => {
  it('is shown in a list that it does not match, with a message that says so and leads to it', async () => {
    const page = await openPage(service, { query: 'q=chairs&status=open' });
    const zebra = await page.write.create(tasks, { title: 'Zebra' }, crypto.randomUUID());
    page.mutations.created(tasks, zebra, { isAnnounced: false });
    expect(page.titles()).toEqual(['Zebra']);
    expect(page.messages()).toEqual(['“Zebra” added. It does not match the search and filters.']);
    expect(page.toasts.shown.value[0]?.action?.label).toBe('Show');
    const chairs = await page.write.create(tasks, { title: 'More chairs' }, crypto.randomUUID());
    page.mutations.created(tasks, chairs, { isAnnounced: false });
    expect(page.messages()).toHaveLength(1);
    page.mutations.created(tasks, zebra, { isAnnounced: true });
    expect(page.messages().at(-1)).toBe('“Zebra” saved. It does not match the search and filters.');
  });

  it('is refused in the words of the form', async () => {
    const values = { title: 'x'.repeat(201), status: 'later' };
    const created = mine.write.create(tasks, values, crypto.randomUUID());
    await expect(created).rejects.toThrow(
      'Title must be at most 200 characters long; it has 201; Status must be Open, In progress or Done.',
    );
    const [outcome] = await mine.write.batch(tasks, [{ method: 'update', id: one.id, record: { priority: 'top' }, version: 1 }]);
    expect(outcome).toMatchObject({ ok: false, error: { message: 'Priority must be Low, Normal or High.' } });
  });
});

it('a message closes when people deal with what it is about in another way', () => {
  mine.toasts.info(['Draft kept, not saved'], { label: 'Discard', run: () => undefined, about: 'tasks/new' });
  mine.toasts.info(['Another'], { label: 'Discard', run: () => undefined, about: 'tasks/1' });
  mine.toasts.closeAbout('tasks/new');
  expect(mine.messages()).toEqual(['Another']);
});
