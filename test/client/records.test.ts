import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClientFor } from '../../client/src/exports.ts';
import { eventually } from '../support/eventually.ts';
import { type Service, startService } from '../support/service.ts';
import { createTestClient } from './support/client.ts';

let service: Service;
beforeAll(async () => {
  service = await startService();
}, 30_000);
afterAll(async () => await service.close());

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

it('iterates over every page of a list, or reads one', async () => {
  const { records, attempts } = await createTestClient(service);
  const titles = ['a', 'b', 'c', 'd', 'e'];
  await records.tasks.batch(titles.map((title) => ({ method: 'create', record: { title } })));
  const before = attempts.length;
  const list = records.tasks.list({ sort: 'title', limit: 2 });
  expect((await all(list)).map(({ title }) => title)).toEqual(titles);
  expect(attempts).toHaveLength(before + 3);
  const { items, nextCursor } = await list.page();
  expect(items).toHaveLength(2);
  expect((await list.page(nextCursor)).items.map(({ title }) => title)).toEqual(['c', 'd']);
});

it('stops reading pages when the loop ends', async () => {
  const { records, attempts } = await createTestClient(service);
  await records.tasks.batch(['a', 'b', 'c'].map((title) => ({ method: 'create', record: { title } })));
  for await (const { title } of records.tasks.list({ sort: 'title', limit: 1 })) if (title === 'b') break;
  expect(attempts).toHaveLength(3);
});

it('takes commas and backslashes in filters as parts of the text', async () => {
  const { records } = await createTestClient(service);
  const odd = 'Berlin, Mitte\\';
  await records.tasks.create({ title: odd, tags: [odd] });
  await records.tasks.create({ title: 'b', tags: ['Berlin', 'x'] });
  const titles = async (query: Parameters<typeof records.tasks.list>[0]) =>
    (await all(records.tasks.list(query))).map(({ title }) => title);
  expect(await titles({ title: odd })).toEqual([odd]);
  expect(await titles({ tags: odd })).toEqual([odd]);
  expect(await titles({ tags: [odd, 'x'], sort: '-title' })).toEqual([odd, 'b']);
  expect(await titles({ q: 'berlin,' })).toEqual([odd]);
});

it('counts by the choices of a field', async () => {
  const { records } = await createTestClient(service);
  await records.tasks.create({ title: 'a', status: 'done' });
  expect((await records.tasks.count({ groupBy: 'status' })).groups).toMatchObject({ open: 0, done: 1 });
});

it('writes batches under versions', async () => {
  const { records } = await createTestClient(service);
  const { id, version } = await records.tasks.create({ title: 'a' });
  const outcomes = await records.tasks.batch([
    { method: 'update', id, record: { title: 'b' }, version },
    { method: 'update', id, record: { title: 'c' }, version },
    { method: 'delete', id, version: 2 },
  ]);
  expect(outcomes).toMatchObject([
    { ok: true, status: 200, record: { title: 'b' } },
    { ok: false, status: 412, error: { current: { title: 'b', version: 2 } } },
    { ok: true, status: 204 },
  ]);
  expect(outcomes.map((outcome) => !outcome.ok && records.tasks.isConflict(outcome.error))).toEqual([false, true, false]);
});

it('creates one record for one key of the caller', async () => {
  const { records } = await createTestClient(service);
  const create = async () => await records.tasks.create({ title: 'a' }, { idempotencyKey: 'order 7' });
  expect((await create()).id).toBe((await create()).id);
});

it('reads the history of a record, the newest change first', async () => {
  const { records } = await createTestClient(service);
  const task = await records.tasks.create({ title: 'a' });
  await records.tasks.update(task, { title: 'b' });
  await eventually(async () => {
    const [latest, first] = await all(records.tasks.history(task));
    expect(latest?.changes.title).toEqual({ from: 'a', to: 'b' });
    expect(first).toMatchObject({ action: 'create', version: 1 });
  });
});

describe('undo', () => {
  it('puts back what a request did, by the change set of its answer', async () => {
    const { records } = await createTestClient(service);
    const task = await records.tasks.create({ title: 'a' });
    let changeSet = '';
    const onHeaders = (headers: Headers) => {
      changeSet = headers.get('Change-Set') ?? '';
    };
    await records.tasks.update(task, { title: 'b' }, { onHeaders });
    // Retries until the change has arrived in the history.
    expect(await records.changeSets.undo(changeSet, { dryRun: true })).toMatchObject({ undone: 1 });
    expect(await records.tasks.get(task.id)).toMatchObject({ title: 'b', version: 2 });
    const result = await records.changeSets.undo(changeSet);
    expect(result).toMatchObject({ undone: 1, records: [{ type: 'tasks', id: task.id, outcome: 'undone' }] });
    expect(await records.tasks.get(task.id)).toMatchObject({ title: 'a', version: 3 });
  });

  it('lists change sets, those of one job with the first one', async () => {
    const { records } = await createTestClient(service);
    let first: string | undefined;
    const onHeaders = (headers: Headers) => {
      first ??= headers.get('Change-Set') ?? undefined;
    };
    for (const title of ['a', 'b']) {
      await records.tasks.batch([{ method: 'create', record: { title } }], { continues: first, onHeaders });
    }
    await eventually(async () => {
      const sets = await all(records.changeSets.list({ limit: 1 }));
      expect(sets.map(({ continues, changes, types }) => ({ continues, changes, types }))).toEqual([
        { continues: first, changes: 1, types: ['tasks'] },
        { continues: null, changes: 1, types: ['tasks'] },
      ]);
    });
  });

  it('brings back an earlier version of a record, unless it changed meanwhile', async () => {
    const { records } = await createTestClient(service);
    const task = await records.tasks.create({ title: 'a' });
    const changed = await records.tasks.update(task, { title: 'b' });
    await eventually(async () => expect(await records.tasks.revert(changed, 1)).toMatchObject({ title: 'a', version: 3 }));
    await expect(records.tasks.revert(changed, 1)).rejects.toMatchObject({ name: 'Conflict', current: { version: 3 } });
  });
});

it('saves, changes and deletes views', async () => {
  const { records } = await createTestClient(service);
  const view = await records.views.create({ type: 'tasks', name: 'Open', query: 'status=open', owner: 'me' });
  expect(view).toMatchObject({ kind: 'list', owner: 'ada', version: 1 });
  const shared = await records.views.update(view, { owner: null });
  expect(await records.views.list()).toEqual([shared]);
  await expect(records.views.update(view, { name: 'Mine' })).rejects.toMatchObject({ name: 'Conflict', current: { version: 2 } });
  await records.views.remove(shared);
  expect(await records.views.list()).toEqual([]);
});

it('reads the people of the workspace, and says who the caller is', async () => {
  const { records } = await createTestClient(service);
  expect(await records.people.me()).toMatchObject({ id: 'ada', role: 'admin' });
  expect(await all(records.people.list())).toEqual([]);
  await records.people.saveMe({ name: 'Ada' });
  expect(await all(records.people.list())).toMatchObject([{ id: 'ada', name: 'Ada' }]);
});

it('goes on with changes where the last loop ended, and repeats a page that a loop did not finish', async () => {
  const { records } = await createTestClient(service);
  const start = records.changes({ since: 'now' });
  expect(await all(start)).toEqual([]);
  await records.tasks.batch(['a', 'b', 'c'].map((title) => ({ method: 'create', record: { title } })));

  const feed = records.changes({ since: start.cursor, type: 'tasks', limit: 2 });
  await eventually(async () => expect((await feed.page()).more).toBe(true));
  for await (const change of feed) {
    expect(change).toMatchObject({ type: 'tasks', action: 'create' });
    break;
  }
  expect(feed.cursor).toBe(start.cursor);
  await eventually(async () => {
    const again = records.changes({ since: start.cursor, limit: 2 });
    expect(new Set((await all(again)).map(({ id }) => id)).size).toBe(3);
    expect(await all(records.changes({ since: again.cursor, type: 'tasks' }))).toEqual([]);
  });
});

it('tells the service its time zone, and asks for each token', async () => {
  let tokens = 0;
  const token = await service.tokenFor({ sub: 'ada', groups: ['editor'] });
  const options = { timeZone: 'Asia/Tokyo', token: async () => `${token}${tokens++ === 0 ? 'x' : ''}` };
  const { records, attempts } = await createTestClient(service, options);
  await expect(records.tasks.count()).rejects.toMatchObject({ status: 401, slug: 'unauthenticated' });
  expect(await records.tasks.count()).toMatchObject({ count: 0 });
  expect(attempts.map(({ headers }) => headers.get('Time-Zone'))).toEqual(['Asia/Tokyo', 'Asia/Tokyo']);
});

it('expands nothing if no field is named', async () => {
  const { records, attempts } = await createTestClient(service);
  const { id } = await records.tasks.create({ title: 'a' });
  expect(await records.tasks.get(id, { expand: [] })).not.toHaveProperty('expand');
  expect(attempts.at(-1)?.url).toBe(`${service.url}/api/v1/tasks/${id}`);
});

it('refuses an address that is no URL at once', () => {
  expect(() => createClientFor({}, { baseUrl: 'records.example.com' })).toThrow(/URL/);
});
