import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Callers, createCallers } from '../support/callers.ts';
import type { Client } from '../support/client.ts';
import { expectProblem } from '../support/problem.ts';
import { startTarget, type Target } from '../support/target.ts';

const TASKS = '/api/v1/tasks';

interface Task {
  readonly id: string;
  readonly title: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

let target: Target;
let callers: Callers;
/** Oldest first: three of the editor, then two of the admin, of which the editor changed the first. */
let tasks: Task[];

const idOf = async (client: Client): Promise<string> => (await client.get('/api/v1/people/me')).body.id;
const pause = async () => await new Promise((resolve) => setTimeout(resolve, 3));

async function add(client: Client, title: string, more: object = {}): Promise<Task> {
  await pause();
  return (await client.post(TASKS, { body: { title, ...more } })).body;
}

async function titles(query: string, client = callers.viewer, headers: Record<string, string> = {}): Promise<string[]> {
  const found: string[] = [];
  let path: string | undefined = `${TASKS}?limit=2&${query}`;
  while (path !== undefined) {
    const page = await client.get(path, { headers });
    expect(page.status).toBe(200);
    found.push(...page.body.items.map(({ title }: Task) => title));
    path = /<(.+)>/.exec(page.headers['link'] ?? '')?.[1];
  }
  const filters = query.replaceAll(/(^|&)sort=[^&]*/g, '').replace(/^&/, '');
  const count = await client.get(`${TASKS}/count?${filters}`, { headers });
  expect(count.body).toEqual({ count: found.length, complete: true });
  return found;
}

beforeAll(async () => {
  target = await startTarget();
  callers = await createCallers(target);
  const { editor, admin } = callers;
  tasks = [];
  for (const title of ['a', 'b', 'c']) tasks.push(await add(editor, title));
  tasks.push(await add(admin, 'd'), await add(admin, 'e'));
  await pause();
  await editor.patch(`${TASKS}/${tasks[3]?.id}`, { body: { notes: 'changed' } });
});
afterAll(async () => await target.close());

describe('filters by who created and changed a record', () => {
  it('takes ids, several of them, and me', async () => {
    const [editor, admin] = [await idOf(callers.editor), await idOf(callers.admin)];
    expect(await titles(`createdBy=${editor}`)).toEqual(['c', 'b', 'a']);
    expect(await titles(`createdBy=${admin}`)).toEqual(['e', 'd']);
    expect(await titles(`createdBy=${editor},${admin}`)).toHaveLength(5);
    expect(await titles(`createdBy=${editor}&createdBy=${admin}`)).toHaveLength(5);
    expect(await titles('createdBy=me', callers.editor)).toEqual(['c', 'b', 'a']);
    expect(await titles('createdBy=me')).toEqual([]);
    expect(await titles('updatedBy=me', callers.editor)).toEqual(['d', 'c', 'b', 'a']);
    expect(await titles('createdBy=me&updatedBy=me', callers.admin)).toEqual(['e']);
    expect(await titles('createdBy=nobody')).toEqual([]);
    expect(await titles('createdBy[ne]=me', callers.editor)).toEqual(['e', 'd']);
    expect(await titles(`createdBy[ne]=${editor},${admin}`)).toEqual([]);
  });

  it.each([
    ['createdBy=', 'blank'],
    ['createdBy[gte]=x', 'unknown-operator'],
    ['createdBy[exists]=true', 'unknown-operator'],
    ['createdAt=2026-01-01', 'unknown-operator'],
    ['createdAt[gte]=yesterday', 'bad-format'],
    ['updatedAt[lt]=2026-02-30', 'bad-format'],
    ['createdAt[lt]=today%2B1h', 'bad-format'],
    ['createdAt[lt]=2026-01-01&createdAt[lt]=2026-01-02', 'repeated'],
    ['version=1', 'unknown-parameter'],
    ['deletedAt[gte]=2026-01-01', 'unknown-parameter'],
  ])('refuses %s', async (query, code) => {
    for (const path of [TASKS, `${TASKS}/count`]) {
      const answer = await callers.viewer.get(`${path}?${query}`);
      expectProblem(answer, 'malformed-request');
      expect(answer.body.errors).toEqual([expect.objectContaining({ code })]);
    }
  });
});

describe('filters by the time of creation', () => {
  it('are exact to the millisecond, in both directions, with other orders, and in CSV', async () => {
    const at = (n: number) => encodeURIComponent(tasks[n]?.createdAt ?? '');
    for (const [sort, order] of [
      ['createdAt', (found: string[]) => found],
      ['-createdAt', (found: string[]) => [...found].reverse()],
      ['title', (found: string[]) => found],
    ] as const) {
      expect(await titles(`sort=${sort}&createdAt[gte]=${at(1)}`)).toEqual(order(['b', 'c', 'd', 'e']));
      expect(await titles(`sort=${sort}&createdAt[gt]=${at(1)}`)).toEqual(order(['c', 'd', 'e']));
      expect(await titles(`sort=${sort}&createdAt[lte]=${at(1)}`)).toEqual(order(['a', 'b']));
      expect(await titles(`sort=${sort}&createdAt[lt]=${at(1)}`)).toEqual(order(['a']));
      expect(await titles(`sort=${sort}&createdAt[gt]=${at(0)}&createdAt[lt]=${at(4)}`)).toEqual(order(['b', 'c', 'd']));
      expect(await titles(`sort=${sort}&createdAt[gte]=${at(2)}&createdAt[lte]=${at(2)}`)).toEqual(['c']);
      expect(await titles(`sort=${sort}&createdAt[gte]=${at(3)}&createdAt[lt]=${at(2)}`)).toEqual([]);
      expect(await titles(`sort=${sort}&createdAt[gte]=${at(1)}&status=open&dueDate[exists]=false`)).toEqual(order(['b', 'c', 'd', 'e']));
    }
    const csv = await callers.viewer.get(`${TASKS}?createdAt[lte]=${at(1)}&fields=title`, { headers: { accept: 'text/csv' } });
    expect(csv.text.trim().split('\r\n')).toHaveLength(3);
  });

  it('take days, which begin in the time zone of the request', async () => {
    const day = tasks[0]?.createdAt.slice(0, 10) ?? '';
    expect(await titles(`createdAt[gte]=${day}`)).toHaveLength(5);
    expect(await titles('createdAt[lt]=2020-01-01')).toEqual([]);
    expect(await titles('createdAt[gte]=today-1d&createdAt[lt]=today+2d')).toHaveLength(5);
    expect(await titles('createdAt[gte]=today-1d', callers.viewer, { 'time-zone': 'Pacific/Kiritimati' })).toHaveLength(5);
    expect(await titles('createdAt[gt]=today+2d')).toEqual([]);
  });

  it('hold for the trash', async () => {
    const [one, two] = [await add(callers.editor, 'trash 1'), await add(callers.editor, 'trash 2')];
    for (const { id } of [one, two]) await callers.editor.delete(`${TASKS}/${id}`);
    const at = encodeURIComponent(two.createdAt);
    expect(await titles(`trashed=true&createdAt[gte]=${at}`)).toEqual(['trash 2']);
    expect(await titles(`trashed=true&createdAt[lt]=${at}`)).toEqual(['trash 1']);
    expect(await titles(`trashed=true&sort=-updatedAt`)).toEqual(['trash 2', 'trash 1']);
  });
});

describe('the order by the last change', () => {
  it('follows every write: patch, trash, restore', async () => {
    expect(await titles('sort=-updatedAt&title[lte]=e')).toEqual(['d', 'e', 'c', 'b', 'a']);
    expect(await titles('sort=updatedAt&title[lte]=e')).toEqual(['a', 'b', 'c', 'e', 'd']);
    await pause();
    const path = `${TASKS}/${tasks[1]?.id}`;
    await callers.editor.delete(path);
    expect(await titles('sort=-updatedAt&trashed=true&title=b')).toEqual(['b']);
    await pause();
    const { body } = await callers.editor.post(`${path}/restore`);
    expect((await titles('sort=-updatedAt&title[lte]=e'))[0]).toBe('b');
    const at = encodeURIComponent(body.updatedAt);
    expect(await titles(`sort=updatedAt&updatedAt[gte]=${at}&title[lte]=e`)).toEqual(['b']);
    expect(await titles(`updatedAt[lt]=${at}&title[lte]=e`)).toHaveLength(4);
    await callers.editor.patch(path, { body: { notes: 'again' } });
    expect(await titles(`sort=updatedAt&updatedAt[gt]=${at}&title[lte]=e`)).toEqual(['b']);
  });
});

describe('relative days in filters of dates', () => {
  const dayFromNow = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

  it('are days from the day of the request', async () => {
    const { editor } = callers;
    for (const [title, days] of [
      ['past', -30],
      ['soon', 5],
      ['later', 60],
    ] as const)
      await add(editor, title, { dueDate: dayFromNow(days), tags: ['due'] });
    expect(await titles('tags=due&dueDate[lt]=today-7d')).toEqual(['past']);
    expect(await titles('tags=due&sort=dueDate&dueDate[gte]=today-1w&dueDate[lt]=today+4w')).toEqual(['soon']);
    expect(await titles('tags=due&sort=dueDate&dueDate[gte]=today%2B1m')).toEqual(['later']);
    expect(await titles(`tags=due&dueDate=today,${dayFromNow(5)}`)).toEqual(['soon']);
  });

  it('are those of the header Time-Zone; an unknown one is refused', async () => {
    const answer = await callers.viewer.get(`${TASKS}?dueDate[lt]=today`, { headers: { 'time-zone': 'Mars/Olympus' } });
    expectProblem(answer, 'malformed-request');
    expect(answer.body.errors).toEqual([expect.objectContaining({ in: 'header', name: 'Time-Zone', code: 'unknown-time-zone' })]);
    const { headers } = await callers.viewer.get(TASKS, { headers: { 'time-zone': 'Europe/Berlin' } });
    expect(headers['vary']).toMatch(/\bTime-Zone\b/);
  });

  it.each(['', '/count'])('are the same in a list and in a count: GET %s', async (suffix) => {
    const title = crypto.randomUUID();
    // The days of these zones always differ.
    const [first, last] = ['Pacific/Kiritimati', 'Pacific/Pago_Pago'];
    const dueDate = new Intl.DateTimeFormat('en-CA', { timeZone: first }).format(new Date());
    await add(callers.editor, title, { dueDate });
    for (const [zone, count] of [
      [first, 0],
      [last, 1],
    ] as const) {
      const path = `${TASKS}${suffix}?title=${title}&dueDate[gt]=today`;
      const { body } = await callers.viewer.get(path, { headers: { 'time-zone': zone } });
      expect([zone, body.count ?? body.items.length]).toEqual([zone, count]);
    }
  });
});

describe('a field of a person', () => {
  it('takes me and the ids of people of the workspace, in JSON, batches and CSV', async () => {
    const { editor, admin } = callers;
    await admin.put('/api/v1/people/me', { body: { name: 'Ada Admin' } });
    const [editorId, adminId] = [await idOf(editor), await idOf(admin)];
    const mine = (await editor.post(TASKS, { body: { title: 'mine', assignee: 'me' } })).body;
    expect(mine.assignee).toBe(editorId);
    const given = await editor.patch(`${TASKS}/${mine.id}`, { body: { assignee: adminId } });
    expect([given.status, given.body.assignee]).toEqual([200, adminId]);
    const { body } = await editor.post(`${TASKS}/batch`, {
      body: { operations: [{ method: 'create', record: { title: 'mine too', assignee: 'me' } }] },
    });
    expect(body.results[0].record.assignee).toBe(editorId);
    const imported = await editor.post(`${TASKS}/import`, {
      body: 'title,assignee\nmine three,me\n',
      headers: { 'content-type': 'text/csv' },
    });
    expect(imported.body).toMatchObject({ created: 1, failed: 0 });
    expect(await titles('assignee=me&sort=title', editor)).toEqual(['mine three', 'mine too']);
    expect(await titles('assignee=me', admin)).toEqual(['mine']);
    expect(await titles(`assignee=me,${adminId}&sort=title`, editor)).toEqual(['mine', 'mine three', 'mine too']);
    expect(await titles('assignee=me&status=open&sort=dueDate', editor)).toHaveLength(2);
  });

  it('refuses an id that no person of the workspace has, and writes nothing', async () => {
    const strange = await idOf(callers.stranger);
    for (const assignee of ['nobody', strange]) {
      const answer = await callers.editor.post(TASKS, { body: { title: 'refused', assignee } });
      expectProblem(answer, 'invalid-record');
      expect(answer.body.errors).toEqual([expect.objectContaining({ pointer: '/assignee', code: 'no-such-record' })]);
    }
    expect(await titles('title=refused')).toEqual([]);
  });
});
