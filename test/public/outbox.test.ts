import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { createOutbox } from '../../public/state/outbox.ts';
import { tasks } from '../../src/records/tasks.ts';
import { type Service, startService } from '../support/service.ts';
import { openPage, type Page, until } from './support/page.ts';

let service: Service;
let page: Page;
beforeAll(async () => {
  service = await startService();
}, 30_000);
afterAll(async () => await service?.close());
beforeEach(async () => {
  page = await openPage(service);
});

const outboxOf = ({ storage, write, mutations, connection }: Page, owner = 'ada') =>
  createOutbox({ storage, owner: () => owner, api: write, mutations, connection });
const stored = async () => {
  const { items } = await page.pages.page(tasks, new URLSearchParams(), undefined);
  return items.map(({ title }) => title);
};
const isPost = ({ method }: { readonly method: string }) => method === 'POST';

it('shows a record once it has arrived, and deletes its entry', async () => {
  const outbox = outboxOf(page);
  outbox.add(tasks, { title: 'Milk' });
  expect(outbox.waiting(tasks)).toBe(1);
  expect(page.storage.names('outbox/')).toHaveLength(1);
  await until(() => outbox.isEmpty.value);
  expect(page.titles()).toContain('Milk');
  expect(page.storage.names('outbox/')).toEqual([]);
});

it('creates one record when the answer to the first try is lost', async () => {
  let tries = 0;
  page.interfere(async (request, send) => {
    const answer = await send();
    if (isPost(request) && ++tries === 1) throw new TypeError('connection lost');
    return answer;
  });
  const outbox = outboxOf(page);
  outbox.add(tasks, { title: 'Once' });
  await until(() => outbox.isEmpty.value);
  expect(tries).toBe(2);
  expect(await stored()).toEqual(['Once']);
});

it('creates one record when the page is closed while the first try is on its way', async () => {
  page.interfere(async (request, send) => {
    const answer = await send();
    return isPost(request) ? await new Promise<never>(() => undefined) : answer;
  });
  outboxOf(page).add(tasks, { title: 'Interrupted' });
  await until(() => page.storage.names('outbox/').length === 1);
  const [entry = ''] = page.storage.names('outbox/');

  const next = await openPage(service, { workspace: crypto.randomUUID() });
  next.storage.keep(entry, page.storage.read(entry) ?? '');
  const outbox = outboxOf(next);
  outbox.resume([tasks]);
  await until(() => outbox.isEmpty.value);
  outboxOf(next).resume([tasks]);
  const { items } = await next.pages.page(tasks, new URLSearchParams(), undefined);
  expect(items).toHaveLength(1);
});

it('keeps what the service refuses, with the reason, until it is dropped', async () => {
  const outbox = outboxOf(page);
  outbox.add(tasks, { title: 'x'.repeat(500) });
  await until(() => outbox.refused(tasks).length === 1);
  const [entry] = outbox.refused(tasks);
  expect(entry?.refusal).toMatch(/\w/);
  const later = outboxOf(page);
  later.resume([tasks]);
  expect(later.refused(tasks)).toEqual([entry]);
  expect(later.waiting(tasks)).toBe(0);
  if (entry !== undefined) later.drop(entry);
  expect(page.storage.names('outbox/')).toEqual([]);
  expect(await stored()).toEqual([]);
});

it('waits for the next visit after the session has ended', async () => {
  const outbox = outboxOf(page);
  page.interfere(async (request, send) => (isPost(request) ? new Response('{}', { status: 401 }) : await send()));
  outbox.add(tasks, { title: 'Later' });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(outbox.waiting(tasks)).toBe(1);
  page.interfere();
  const next = outboxOf(page);
  next.resume([tasks]);
  await until(() => next.isEmpty.value);
  expect(await stored()).toEqual(['Later']);
});

it('sends nothing of another person on this device', async () => {
  page.interfere(async (request, send) => (isPost(request) ? new Response('{}', { status: 401 }) : await send()));
  outboxOf(page).add(tasks, { title: 'Ada’s' });
  page.interfere();
  const outbox = outboxOf(page, 'grace');
  outbox.resume([tasks]);
  expect(outbox.isEmpty.value).toBe(true);
  outbox.dropAll();
  expect(page.storage.names('outbox/ada/')).toHaveLength(1);
});
