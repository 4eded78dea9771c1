import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tasks } from '../../src/records/tasks.ts';
import type { Usage } from '../../src/store/dynamo-client.ts';

import type { ListQuery, Scope } from '../../src/store/record-store.ts';
import { fillWorkspace } from '../support/fill-workspace.ts';
import { type InProcess, startInProcess } from '../support/target.ts';

let target: InProcess;
let used: Usage[] = [];
const few: Scope = { workspace: 'few', type: tasks };
const many: Scope = { workspace: 'many', type: tasks };

beforeAll(async () => {
  target = await startInProcess({ onUsage: (usage) => used.push(usage), services: { history: undefined } });
  await fillWorkspace(target, few, 100);
  await fillWorkspace(target, many, 5_000);
  // Reads the catalog of the table, which a process does only with its first list.
  await target.services.store.list(few, everything, { limit: 1 });
}, 300_000);
afterAll(async () => {
  await target.close();
});

async function usageOf(run: () => Promise<unknown>): Promise<Usage[]> {
  used = [];
  await run();
  return used;
}

const everything: ListQuery = { sort: { field: 'createdAt', descending: true }, filters: [], words: [], trashed: false };
const status = (value: string) => ({ field: 'status', operator: 'eq', values: [value] }) as const;
const LISTS: [name: string, query: ListQuery][] = [
  ...tasks.sortable.flatMap((field): [string, ListQuery][] => [
    [`sort=${field}`, { ...everything, sort: { field, descending: false } }],
    [`sort=-${field}`, { ...everything, sort: { field, descending: true } }],
  ]),
  ['status=open', { ...everything, filters: [status('open')] }],
  ['status=open&sort=createdAt', { ...everything, filters: [status('open')], sort: { field: 'createdAt', descending: false } }],
  [
    'title[prefix]=task 1&sort=title',
    { ...everything, filters: [{ field: 'title', operator: 'prefix', values: ['task 1'] }], sort: { field: 'title', descending: false } },
  ],
];

describe('a page of 25', () => {
  it.each(LISTS)('costs one Query and the same units with 100 and with 5,000 records for %s', async (_, query) => {
    const [small, large] = [
      await usageOf(async () => await target.services.store.list(few, query, { limit: 25 })),
      await usageOf(async () => await target.services.store.list(many, query, { limit: 25 })),
    ];
    expect(small).toHaveLength(1);
    expect(large).toEqual(small);
  });

  it.each(LISTS)('costs the same on a later page for %s', async (_, query) => {
    const { next } = await target.services.store.list(many, query, { limit: 100 });
    const first = await usageOf(async () => await target.services.store.list(many, query, { limit: 25 }));
    const later = await usageOf(async () => await target.services.store.list(many, query, { limit: 25, after: next }));
    expect(later).toEqual(first);
  });
});

describe('the read budget', () => {
  it('ends a page that finds nothing among 5,000 records, and the list still has a last page', async () => {
    const query = { ...everything, words: ['nowhere to be found'] };
    const units = await usageOf(async () => {
      const { records, next } = await target.services.store.list(many, query, { limit: 25 });
      expect([records, typeof next]).toEqual([[], 'object']);
    });
    expect(units.reduce((sum, entry) => sum + entry.units, 0)).toBeLessThan(600);
    let pages = 0;
    for (
      let after: Awaited<ReturnType<typeof target.services.store.list>>['next'], isFirst = true;
      isFirst || after !== undefined;
      isFirst = false
    ) {
      ({ next: after } = await target.services.store.list(many, query, { limit: 25, after }));
      pages++;
    }
    expect(pages).toBeGreaterThan(1);
  });

  it('is enough to count 5,000 records, in total and by status', async () => {
    const { count, complete, groups } = await target.services.store.count(many, everything, 'status');
    expect([count, complete]).toEqual([5_000, true]);
    expect(Object.values(groups).reduce((sum, count) => sum + count, 0)).toBe(5_000);
  });
});

describe('the number of requests for an operation', () => {
  const by = 'tester';
  const values = { title: 'A task', status: 'open', priority: 'normal' };

  it('is one for each create, get, patch, replace, trash and permanent deletion, and two for a restore', async () => {
    const { store } = target.services;
    const { id } = await store.create(few, values, { by });
    const steps: [name: string, requests: number, run: () => Promise<unknown>][] = [
      ['create', 1, async () => await store.create(few, values, { by })],
      ['get', 1, async () => await store.get(few, id)],
      ['patch', 1, async () => await store.patch(few, id, { set: { title: 'b' }, unset: [] }, { by })],
      ['replace', 1, async () => await store.replace(few, id, values, { by })],
      ['trash', 1, async () => await store.trash(few, id, { by })],
      ['restore', 2, async () => await store.restore(few, id, { by })],
      ['destroy', 1, async () => await store.destroy(few, id, { by })],
    ];
    const counted: [string, number][] = [];
    for (const [name, , run] of steps) counted.push([name, (await usageOf(run)).length]);
    expect(counted).toEqual(steps.map(([name, requests]) => [name, requests]));
  });
});
