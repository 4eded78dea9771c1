import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signal } from '@preact/signals';
import { createRecordSearch } from '../../public/commands/find-records.ts';
import { matchCommands } from '../../public/commands/match-commands.ts';
import type { Route } from '../../public/model/route.ts';
import { openNext } from '../../public/state/open-next.ts';
import { customers } from '../../src/records/customers.ts';
import { tasks } from '../../src/records/tasks.ts';
import { type Service, startService } from '../support/service.ts';
import { openPage, until } from './support/page.ts';

const entries = [
  { name: 'Tasks', words: 'list' },
  { name: 'Tasks: My open tasks', words: 'view' },
  { name: 'Customers', words: 'list' },
  { name: 'New task', words: 'add create' },
  { name: 'New customer', words: 'add create' },
  { name: 'Import tasks from CSV', words: 'upload file' },
  { name: 'Theme: dark', words: 'colors mode' },
  { name: 'Élan vital' },
  { name: 'مهمة جديدة' },
];
const found = (text: string) => matchCommands(entries, text).map(({ name }) => name);

describe('the commands that match a text', () => {
  it.each([
    ['cust', ['Customers', 'New customer']],
    ['new', ['New task', 'New customer']],
    ['new cust', ['New customer']],
    ['cust new', ['New customer']],
    ['NEW TASK', ['New task']],
    ['task', ['Tasks', 'Tasks: My open tasks', 'New task', 'Import tasks from CSV']],
    ['my', ['Tasks: My open tasks']],
    ['add', ['New task', 'New customer']],
    ['upload', ['Import tasks from CSV']],
    ['task upload', ['Import tasks from CSV']],
    ['nt', ['New task']],
    ['elan', ['Élan vital']],
    ['مهمة', ['مهمة جديدة']],
    ['ustomers', []],
    ['new order', []],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it('are all for a blank text, in their order', () => {
    expect(found('  ')).toEqual(entries.map(({ name }) => name));
  });
});

describe('with records of the service', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
  }, 30_000);
  afterAll(async () => await service?.close());

  /** A router that only notes where it went. */
  const noting = () => {
    const visited: string[] = [];
    return { visited, url: signal(new URL('http://localhost/tasks')), go: (href: string) => void visited.push(href) };
  };

  it('finds records of every type, and says when a type could not be searched', async () => {
    const page = await openPage(service);
    const task = await page.write.create(tasks, { title: 'Call Zoë' }, crypto.randomUUID());
    const customer = await page.write.create(customers, { name: 'Zoë Hill' }, crypto.randomUUID());
    const router = noting();
    const records = createRecordSearch({ types: [tasks, customers], api: page.pages, router });
    records.search('zoe');
    expect(records.state.value).toBe('searching');
    await until(() => records.state.value === 'idle');
    expect(records.found.value).toMatchObject([
      { title: 'Tasks', commands: [{ name: 'Call Zoë' }] },
      { title: 'Customers', commands: [{ name: 'Zoë Hill' }] },
    ]);
    for (const { commands } of records.found.value) commands[0]?.run();
    expect(router.visited).toEqual([`/tasks/${task.id}`, `/customers/${customer.id}`]);

    page.interfere(async ({ path }, send) => (path.includes('/customers') ? new Response('{}', { status: 403 }) : await send()));
    records.search('zo');
    expect(records.found.value).toEqual([]);
    await until(() => records.state.value === 'failed');
    expect(records.found.value).toMatchObject([{ title: 'Tasks', commands: [{ name: 'Call Zoë' }] }]);
    records.search('');
    expect(records.state.value).toBe('idle');
    records.stop();
  });

  it('opens the next record of the list, and loads more of it', async () => {
    const page = await openPage(service);
    for (let index = 0; index < 52; index++) await page.write.create(tasks, { title: String(index) }, crypto.randomUUID());
    await page.lists.current.value?.reload();
    await until(() => page.titles().length === 50);
    const ids = page.lists.current.value?.records.value.map(({ id }) => id) ?? [];
    const route = signal<Route | undefined>(undefined);
    const router = noting();
    const from = async (open: string | undefined, by: 1 | -1) => {
      route.value = { type: tasks, open, view: new URLSearchParams() };
      return await openNext({ route, router, lists: page.lists }, by);
    };
    expect(await from(ids[0], 1)).toBe(ids[1]);
    expect(await from(ids[1], -1)).toBe(ids[0]);
    expect(await from(ids[0], -1)).toBeUndefined();
    const next = await from(ids[49], 1);
    expect(page.titles()).toHaveLength(52);
    expect(next).toBe(page.lists.current.value?.records.value[50]?.id);
    expect(await from(page.lists.current.value?.records.value[51]?.id, 1)).toBeUndefined();
    expect(await from(crypto.randomUUID(), 1)).toBeUndefined();
    expect(router.visited).toEqual([ids[1], ids[0], next].map((id) => `/tasks/${id}`));
  });
});
