import { randomUUID } from 'node:crypto';
import type { Answer, Client, Method, SendOptions } from '../../support/client.ts';
import { codeOf, type Workspace } from './workspace.ts';

/** The API in one workspace. */
export interface Site {
  readonly workspace: Workspace;
  readonly client: Client;
  /** Writes the entries of all changes since the last call, as the function behind the stream does. */
  writeHistory(): Promise<void>;
}

export type Measure = (run: () => Promise<unknown>) => Promise<void>;

export interface Operation {
  readonly name: string;
  /** The documented maximum of its read units, for operations that read more until then. */
  readonly atMost?: number;
  /** Does the operation once. `measure` gets the part that counts. */
  run(site: Site, measure: Measure): Promise<unknown>;
}

/** The budgets of `src/store/record-reader.ts`: a page may exceed it by its last query, of up to 1 MB. */
const PAGE_UNITS = 250 + 256;
const COUNT_UNITS = 4_000 + 256;

export const operations: readonly Operation[] = [
  reading('get', (site) => `tasks/${middle(site, 'tasks')}`),
  reading('page, newest first', () => 'tasks?limit=25'),
  reading('page by title', () => 'tasks?limit=25&sort=title'),
  reading('page by `updatedAt`', () => 'tasks?limit=25&sort=-updatedAt'),
  reading('page by due date, in the middle', () => 'tasks?limit=25&sort=dueDate&dueDate[gte]=2026-06-01'),
  reading('page of one status', () => 'tasks?limit=25&status=open'),
  reading('page of one customer', (site) => `tasks?limit=25&customer=${middle(site, 'customers')}`),
  reading('page with `expand`', () => 'tasks?limit=25&expand=customer,assignee'),
  reading('page of a search that finds many', () => 'tasks?limit=25&q=task'),
  {
    name: 'second page by title',
    async run({ client }, measure) {
      const { body } = await send(client, 'get', 'tasks?limit=25&sort=title');
      await measure(() => send(client, 'get', `tasks?limit=25&sort=title&cursor=${body.nextCursor}`));
    },
  },
  writing('create, with a reference', 'post', (site) => ['tasks', { title: randomUUID(), customer: middle(site, 'customers') }]),
  writing('create with an `Idempotency-Key`', 'post', () => ['tasks', { title: randomUUID() }, { 'Idempotency-Key': randomUUID() }]),
  writing('create, with a unique field', 'post', () => ['projects', { name: randomUUID(), code: `N-${randomUUID()}` }]),
  writing('create with a value that is taken', 'post', () => ['projects', { name: randomUUID(), code: codeOf(1) }], 409),
  writing('patch', 'patch', (site) => [`tasks/${middle(site, 'tasks')}`, { notes: randomUUID() }]),
  writing('patch of a unique field, with rules', 'patch', (site) => [
    `projects/${middle(site, 'projects')}`,
    { code: `P-${randomUUID()}` },
  ]),
  {
    name: 'action',
    async run(site, measure) {
      const path = `tasks/${middle(site, 'tasks')}`;
      await send(site.client, 'patch', path, { body: { status: 'open' } });
      await measure(() => send(site.client, 'post', `${path}/actions/complete`));
    },
  },
  {
    name: 'delete',
    async run({ client }, measure) {
      const id = await create(client, 'projects');
      await measure(() => send(client, 'delete', `projects/${id}`));
    },
  },
  {
    name: 'restore',
    async run({ client }, measure) {
      const id = await create(client, 'projects');
      await send(client, 'delete', `projects/${id}`);
      await measure(() => send(client, 'post', `projects/${id}/restore`));
    },
  },
  {
    name: 'permanent delete',
    async run({ client }, measure) {
      const id = await create(client, 'projects');
      await measure(() => send(client, 'delete', `projects/${id}?permanent=true`));
    },
  },
  reading('page of the trash', () => 'projects?trashed=true&limit=25'),
  writing('permanent delete, refused: referenced', 'delete', (site) => [`customers/${middle(site, 'customers')}?permanent=true`], 409),
  writing('import of one CSV row, matched by a unique field', 'post', ({ workspace: { size } }) => [
    'projects/import?match=code',
    `code,name\n${codeOf(size / 10 + 1)},${randomUUID()}\n`,
    { 'Content-Type': 'text/csv', 'Idempotency-Key': randomUUID() },
  ]),
  reading('history of a record', (site) => `tasks/${middle(site, 'tasks')}/history`),
  reading('recent change sets', () => 'change-sets'),
  reading('`changes`, from the start', () => 'changes'),
  {
    name: '`changes`, since a cursor',
    async run({ client }, measure) {
      const { body } = await send(client, 'get', 'changes?since=now');
      await measure(() => send(client, 'get', `changes?since=${body.nextCursor}`));
    },
  },
  {
    name: 'entry of a change in the history',
    async run(site, measure) {
      await change(site);
      await measure(site.writeHistory);
    },
  },
  {
    name: 'undo of one change',
    async run(site, measure) {
      const changeSet = await change(site);
      await site.writeHistory();
      await measure(() => send(site.client, 'post', `change-sets/${changeSet}/undo`));
    },
  },
  reading('saved views', () => 'views?type=tasks'),
  reading('page of people', () => 'people'),
  { ...reading('page of a search that finds nothing', () => 'tasks?limit=25&q=nowhere'), atMost: PAGE_UNITS },
  { ...reading('page of a filter without an index', () => 'tasks?limit=25&priority=high'), atMost: PAGE_UNITS },
  { ...reading('count, also of the columns of a board', () => 'tasks/count?groupBy=status'), atMost: COUNT_UNITS },
];

function reading(name: string, path: (site: Site) => string): Operation {
  return { name, run: async (site, measure) => await measure(() => send(site.client, 'get', path(site))) };
}

type Wanted = [path: string, body?: object | string, headers?: Readonly<Record<string, string>>];

function writing(name: string, method: Method, wanted: (site: Site) => Wanted, status?: number): Operation {
  return {
    name,
    async run(site, measure) {
      const [path, body, headers = {}] = wanted(site);
      await measure(() => send(site.client, method, path, { headers, ...(body === undefined ? {} : { body }) }, status));
    },
  };
}

/** Sends a request. @throws if the answer is not the expected one */
async function send(client: Client, method: Method, path: string, options?: SendOptions, status?: number): Promise<Answer> {
  const answer = await client.send(method, `/api/v1/${path}`, options);
  const isExpected = status === undefined ? answer.status < 300 : answer.status === status;
  if (!isExpected) throw new Error(`${method} ${path} is answered with ${answer.status}: ${answer.text}`);
  return answer;
}

async function create(client: Client, type: string): Promise<string> {
  const { body } = await send(client, 'post', type, { body: { name: randomUUID(), code: `N-${randomUUID()}`, state: 'open' } });
  return String(body.id);
}

/** @returns the id of the change set */
async function change(site: Site): Promise<string> {
  const { headers } = await send(site.client, 'patch', `tasks/${middle(site, 'tasks')}`, { body: { notes: randomUUID() } });
  return String(headers['change-set']);
}

function middle({ workspace: { ids } }: Site, type: string): string {
  const all = ids.get(type) ?? [];
  return all[all.length >> 1] ?? '';
}
