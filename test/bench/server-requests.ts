import type { Received, Sender } from '../support/http-sender.ts';

export const OPERATIONS = ['get', 'page', 'filtered page', 'patch', 'create'] as const;
export type ServerOperation = (typeof OPERATIONS)[number];

/** How a server is asked for tasks. */
export interface Api {
  readonly collection: string;
  /** Queries: `PAGE` tasks, newest first. */
  readonly page: string;
  readonly filteredPage: string;
  /** The time of creation, where it is the client's to say. */
  readonly createdAt: () => { readonly createdAt?: string };
}

const PAGE = 25;
export const OURS: Api = {
  collection: '/api/v1/tasks',
  page: `?limit=${PAGE}`,
  filteredPage: `?limit=${PAGE}&status=open`,
  createdAt: () => ({}),
};
const NEWEST_FIRST = `?_sort=-createdAt&_page=1&_per_page=${PAGE}`;
export const JSON_SERVER: Api = {
  collection: '/tasks',
  page: NEWEST_FIRST,
  filteredPage: `${NEWEST_FIRST}&status:eq=open`,
  createdAt: () => ({ createdAt: new Date().toISOString() }),
};
/** Prime, so that it goes by all records. */
const STRIDE = 7919;
const STATUSES = ['open', 'in-progress', 'done'];
const CLIENTS = 16;

/** @returns the ids of what was made, in the order of `taskOf` */
export async function fill(sender: Sender, { collection }: Api, records: number): Promise<readonly string[]> {
  const ids: string[] = [];
  let next = 0;
  async function create(): Promise<void> {
    while (next < records) {
      const n = next++;
      ids[n] = JSON.parse(bodyOf(await sender.send({ method: 'POST', path: collection, token: '', body: taskOf(n) }))).id;
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, create));
  return ids;
}

/** @throws if a page is not what all servers are asked for: what does less is faster */
export async function checkPages(sender: Sender, { collection, page, filteredPage }: Api): Promise<void> {
  const tasksOf = async (query: string) =>
    pageIn(JSON.parse(bodyOf(await sender.send({ method: 'GET', path: `${collection}${query}`, token: '' }))));
  for (const tasks of [await tasksOf(page), await tasksOf(filteredPage)]) {
    const times = tasks.map(({ createdAt }) => createdAt);
    if (tasks.length !== PAGE || times.toSorted().reverse().join() !== times.join())
      throw new Error(`no page of the newest: ${times.join()}`);
  }
  const others = (await tasksOf(filteredPage)).filter(({ status }) => status !== 'open');
  if (others.length > 0) throw new Error(`not filtered: ${JSON.stringify(others)}`);
}

interface Task {
  readonly status: string;
  readonly createdAt: string;
}

/** Bare, or beside what else a server says of a page. */
function pageIn(answer: Task[] | Readonly<Record<string, Task[]>>): Task[] {
  return Array.isArray(answer) ? answer : (Object.values(answer).find(Array.isArray) ?? []);
}

export function createRequests(sender: Sender, { collection, page, filteredPage, createdAt }: Api, ids: readonly string[]) {
  const statuses = ids.map((_, n) => n % STATUSES.length);
  let turn = 0;
  // Not one after the other: neighbours share what a database has just read.
  const nextOne = () => (turn++ * STRIDE) % ids.length;
  const ask = async (method: string, path: string, body?: unknown) => void bodyOf(await sender.send({ method, path, token: '', body }));
  return {
    get: async () => await ask('GET', `${collection}/${ids[nextOne()]}`),
    page: async () => await ask('GET', `${collection}${page}`),
    'filtered page': async () => await ask('GET', `${collection}${filteredPage}`),
    async patch() {
      const n = nextOne();
      const status = ((statuses[n] ?? 0) + 1) % STATUSES.length;
      statuses[n] = status;
      await ask('PATCH', `${collection}/${ids[n]}`, { status: STATUSES[status] });
    },
    create: async () => await ask('POST', collection, { ...taskOf(turn++), ...createdAt() }),
  } satisfies Readonly<Record<ServerOperation, () => Promise<void>>>;
}

export function taskOf(n: number) {
  const day = String(1 + (n % 28)).padStart(2, '0');
  return { title: `task ${String((n * 7919) % 1_000_003).padStart(7, '0')}`, status: STATUSES[n % 3], dueDate: `2026-12-${day}` };
}

/** @throws if it is no success */
function bodyOf(answer: Received): string {
  if (!('status' in answer)) throw new Error(answer.lost);
  if (answer.status >= 300) throw new Error(`answered with ${answer.status}: ${answer.body}`);
  return answer.body;
}
