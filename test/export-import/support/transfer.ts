import type { OpenTable } from '../../../src/export-import/open-table.ts';
import { type Client, createClient } from '../../support/client.ts';
import type { InProcess } from '../../support/target.ts';

/** A target's table as `npm run export` and `npm run import` open one. */
export function tableOf({ client, tableName }: InProcess): OpenTable {
  return { client, tableName, name: `the table ${tableName}`, close: async () => undefined };
}

export async function callerIn(target: InProcess, workspace: string): Promise<Client> {
  return createClient(target, await target.tokenFor({ sub: 'ed', groups: ['admin'], workspace }));
}

/** Records of every shape that can lie in a table: changed, trashed, restored, deleted for good, made under a key, in two workspaces. */
export async function fillWithEverything(target: InProcess): Promise<void> {
  for (const workspace of ['one', 'two']) {
    const caller = await callerIn(target, workspace);
    await caller.put('/api/v1/people/me', { body: { name: `Ed of ${workspace}`, email: 'ed@example.com' } });
    for (const owner of [undefined, 'me'])
      await caller.post('/api/v1/views', { body: { type: 'tasks', name: 'Done', query: 'status=done', owner } });
    const tasks = await createAll(caller, '/api/v1/tasks', [
      { title: 'plain' },
      { title: '=formula "quoted"\u2028', notes: 'ä😀\r\nb', tags: ['x', 'y z'], dueDate: '2026-05-01', status: 'done', priority: 'high' },
      ...Array.from({ length: 30 }, (_, n) => ({ title: `Task ${n % 7}`, ...(n % 2 === 0 ? { dueDate: `2026-01-1${n % 10}` } : {}) })),
    ]);
    const customers = await createAll(caller, '/api/v1/customers', [
      { name: 'Ada', email: 'Ada@Example.com', company: 'Engines', stage: 'active' },
      { name: 'Bob' },
    ]);
    for (const path of tasks.slice(0, 8)) await caller.patch(path, { body: { status: 'in-progress' } });
    for (const path of [...tasks.slice(4, 12), ...customers.slice(1)]) await caller.delete(path);
    for (const path of tasks.slice(4, 6)) await caller.post(`${path}/restore`);
    for (const path of tasks.slice(10, 12)) await caller.delete(`${path}?permanent=true`);
  }
}

async function createAll(caller: Client, path: string, bodies: readonly object[]): Promise<string[]> {
  const headers = { 'Idempotency-Key': crypto.randomUUID() };
  const operations = bodies.map((record) => ({ method: 'create', record }));
  const { body } = await caller.post(`${path}/batch`, { body: { operations }, headers });
  return body.results.map(({ record }: { record: { id: string } }) => `${path}/${record.id}`);
}

/** What the API answers of a workspace: every list in every order, live and trashed, and lists that an index serves. */
export async function allThatIsAnswered(target: InProcess, workspace: string): Promise<Record<string, unknown>> {
  const caller = await callerIn(target, workspace);
  const queries: Readonly<Record<string, readonly string[]>> = {
    tasks: ['', 'sort=title', 'sort=-dueDate', 'status=in-progress', 'title=Task+3', 'dueDate[exists]=false'],
    customers: ['', 'sort=name', 'sort=-company', 'stage=active', 'email=ada@example.com'],
  };
  const answers: Record<string, unknown> = {
    people: (await caller.get('/api/v1/people')).body,
    views: (await caller.get('/api/v1/views')).body,
  };
  for (const [type, asked] of Object.entries(queries)) {
    for (const query of asked.flatMap((live) => [live, `${live}&trashed=true`])) {
      const path = `/api/v1/${type}?limit=100&${query}`;
      const { status, body } = await caller.get(path);
      // One page holds them all; a cursor is another one each time.
      answers[path] = [status, body.items, typeof body.nextCursor];
    }
    answers[`count of ${type}`] = (await caller.get(`/api/v1/${type}/count`)).body;
  }
  return answers;
}
