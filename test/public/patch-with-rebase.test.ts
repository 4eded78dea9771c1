import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { StoredRecord } from '../../public/model/stored-record.ts';
import { patchWithRebase } from '../../public/state/patch-with-rebase.ts';
import { tasks } from '../../src/records/tasks.ts';
import { type Service, startService } from '../support/service.ts';
import { openPage, type Page } from './support/page.ts';

let service: Service;
let page: Page;
let seen: StoredRecord;
beforeAll(async () => {
  service = await startService();
  page = await openPage(service);
}, 30_000);
afterAll(async () => await service?.close());
beforeEach(async () => {
  seen = await page.write.create(tasks, { title: 'Shared', notes: 'as it was' }, crypto.randomUUID());
});

const patch = async (values: Readonly<Record<string, unknown>>, fieldsSeen: readonly string[]) =>
  await patchWithRebase({ api: page.write, type: tasks, seen, patch: values, fieldsSeen });

it('patches the version that was seen', async () => {
  expect(await patch({ title: 'Mine' }, ['title'])).toMatchObject({ title: 'Mine', version: 2 });
});

it('accepts a record that already holds the new values', async () => {
  await page.write.patch(tasks, seen, { title: 'Mine', notes: null });
  expect(await patch({ title: 'Mine', notes: null }, Object.keys(tasks.fields))).toMatchObject({ title: 'Mine', version: 2 });
});

it('patches the current version where only unseen fields have changed', async () => {
  await page.write.patch(tasks, seen, { notes: 'theirs' });
  expect(await patch({ title: 'Mine' }, ['title'])).toMatchObject({ title: 'Mine', notes: 'theirs', version: 3 });
});

it('writes nothing where a seen field has changed', async () => {
  await page.write.patch(tasks, seen, { notes: 'theirs' });
  await expect(patch({ title: 'Mine' }, ['title', 'notes'])).rejects.toMatchObject({ status: 412, current: { notes: 'theirs' } });
  expect(await page.read(seen)).toMatchObject({ title: 'Shared', version: 2 });
});

it('gives up when the record changes again in between', async () => {
  const theirs = await page.write.patch(tasks, seen, { notes: 'theirs' });
  page.interfere(async ({ method }, send) => {
    const answer = await send();
    if (method === 'PATCH') {
      page.interfere();
      await page.write.patch(tasks, theirs, { notes: 'theirs again' });
    }
    return answer;
  });
  await expect(patch({ title: 'Mine' }, ['title'])).rejects.toMatchObject({ status: 412 });
  expect(await page.read(seen)).toMatchObject({ title: 'Shared', notes: 'theirs again', version: 3 });
});
