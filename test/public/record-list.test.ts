import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import pMap from 'p-map';
import { createRecordList } from '../../public/state/record-list.ts';
import { tasks } from '../../src/records/tasks.ts';
import { type Service, startService } from '../support/service.ts';
import { openPage, type Page } from './support/page.ts';

const RECORDS = 120;
let service: Service;
let page: Page;
beforeAll(async () => {
  service = await startService();
  page = await openPage(service);
  const titles = Array.from({ length: RECORDS }, (_, index) => `Task ${index}`);
  await pMap(titles, async (title) => await page.write.create(tasks, { title }, crypto.randomUUID()), { concurrency: 8 });
}, 60_000);
afterAll(async () => await service?.close());
beforeEach(() => page.interfere());

const listOf = (query = '') => createRecordList({ api: page.pages, type: tasks, query: new URLSearchParams(query) });

it('loads page by page until all are there, each record once', async () => {
  const list = listOf();
  expect(list.isLoadingFirst.value).toBe(true);
  await list.more();
  expect(list.records.value).toHaveLength(50);
  expect(list.state.value).toEqual({ is: 'waiting' });
  await list.more();
  await list.more();
  expect(list.state.value).toEqual({ is: 'complete' });
  expect(new Set(list.records.value.map(({ id }) => id)).size).toBe(RECORDS);
  await list.more();
  expect(list.records.value).toHaveLength(RECORDS);
});

it('knows that it is empty', async () => {
  const list = listOf('title=none');
  expect(list.isEmpty.value).toBe(false);
  await list.more();
  expect(list.isEmpty.value).toBe(true);
});

it('keeps what it shows when the next page cannot be loaded, and goes on from there', async () => {
  const list = listOf();
  await list.more();
  page.interfere(async () => new Response('{"title":"No"}', { status: 400 }));
  await list.more();
  expect(list.state.value).toMatchObject({ is: 'failed', error: { status: 400 } });
  expect(list.records.value).toHaveLength(50);
  page.interfere();
  await list.more();
  expect(list.records.value).toHaveLength(100);
});

it('shows the old records while it reloads, then only the new ones', async () => {
  const list = listOf('sort=-createdAt');
  await list.more();
  const [newest] = list.records.value;
  const added = await page.write.create(tasks, { title: 'Added elsewhere' }, crypto.randomUUID());
  const reloading = list.reload();
  expect(list.records.value[0]).toBe(newest);
  await reloading;
  expect(list.records.value[0]).toMatchObject({ id: added.id });
  expect(list.records.value).toHaveLength(50);
});

it('ignores the answer to a request from before a reload', async () => {
  const list = listOf();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  page.interfere(async (_, send) => {
    page.interfere();
    await held;
    return await send();
  });
  const first = list.more();
  const second = list.reload();
  release();
  await Promise.all([first, second]);
  expect(list.records.value).toHaveLength(50);
});

it('makes a new object only of the page that a change is in', async () => {
  const list = listOf();
  await list.more();
  await list.more();
  const before = list.pages.value;
  const id = before[0]?.records[0]?.id;
  list.alter((pages) => pages.map((group, index) => (index === 0 ? { ...group, records: group.records.slice(1) } : group)));
  expect(list.pages.value.slice(1)).toEqual(before.slice(1));
  expect(list.pages.value[1]).toBe(before[1]);
  expect(id !== undefined && list.find(id)).toBeUndefined();
});
