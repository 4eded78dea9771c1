import type { Callers } from '../../support/callers.ts';
import type { Answer } from '../../support/client.ts';
import { make, makeTrashed } from '../../support/records.ts';

/** What an answer tells a client about one part of its request. */
export type Outcome = 'done' | 'not done' | 'unknown';

/** One request of an operation, with its own records. */
export interface Run {
  ask(): Promise<Answer>;
  /** Counts from the records how often each part of the request was carried out. Absent for a read. */
  times?(): Promise<number[]>;
}

export interface Operation {
  readonly name: string;
  /** Whether it has an Idempotency-Key, so that a retry is always safe. */
  readonly hasKey?: boolean;
  /** Text that its requests to the database contain. Default: the workspace. */
  readonly matching?: string;
  prepare(callers: Callers): Promise<Run>;
}

const TASKS = '/api/v1/tasks';
const body = { title: 'asked for' };
const key = () => ({ 'Idempotency-Key': crypto.randomUUID() });

async function madeOf({ viewer }: Callers): Promise<number> {
  const live = await viewer.get(`${TASKS}?title=${encodeURIComponent(body.title)}`);
  return live.body.items.length;
}

/** How often a record, live or in the trash, was changed since `version`. */
async function changesOf({ viewer }: Callers, id: string, version: number): Promise<number> {
  const pages = [await viewer.get(`${TASKS}?limit=100`), await viewer.get(`${TASKS}?limit=100&trashed=true`)];
  const found = pages.flatMap((page) => page.body.items).find((item) => item.id === id);
  return found.version - version;
}

const read = (name: string, ask: (callers: Callers, path: string) => Promise<Answer>): Operation => ({
  name,
  async prepare(callers) {
    const { path } = await make(callers.editor, 'tasks', { title: 'here' });
    return { ask: async () => await ask(callers, path) };
  },
});

/** A change of a live record that increases its version. */
const change = (name: string, ask: (callers: Callers, path: string) => Promise<Answer>): Operation => ({
  name,
  async prepare(callers) {
    const { id, path } = await make(callers.editor, 'tasks', { title: 'before' });
    return { ask: async () => await ask(callers, path), times: async () => [await changesOf(callers, id, 1)] };
  },
});

const restore = (name: string, headers: () => Record<string, string>): Operation => ({
  name,
  hasKey: 'Idempotency-Key' in headers(),
  async prepare(callers) {
    const { id, path } = await makeTrashed(callers.editor, 'tasks', { title: 'trashed' });
    const sent = headers();
    return {
      ask: async () => await callers.editor.post(`${path}/restore`, { headers: sent }),
      times: async () => [await changesOf(callers, id, 2)],
    };
  },
});

const create = (name: string, headers: () => Record<string, string>): Operation => ({
  name,
  hasKey: 'Idempotency-Key' in headers(),
  async prepare(callers) {
    const sent = headers();
    return { ask: async () => await callers.editor.post(TASKS, { headers: sent, body }), times: async () => [await madeOf(callers)] };
  },
});

const batch = (name: string, headers: () => Record<string, string>): Operation => ({
  name,
  hasKey: 'Idempotency-Key' in headers(),
  async prepare(callers) {
    const changed = await make(callers.editor, 'tasks', { title: 'before' });
    const trashed = await make(callers.editor, 'tasks', { title: 'before' });
    const operations = [
      { method: 'create', record: body },
      { method: 'update', id: changed.id, record: { title: 'changed' } },
      { method: 'delete', id: trashed.id },
    ];
    const sent = headers();
    return {
      ask: async () => await callers.editor.post(`${TASKS}/batch`, { headers: sent, body: { operations } }),
      times: async () => [await madeOf(callers), await changesOf(callers, changed.id, 1), await changesOf(callers, trashed.id, 1)],
    };
  },
});

const READS: readonly Operation[] = [
  read('get', async ({ viewer }, path) => await viewer.get(path)),
  read('list', async ({ viewer }) => await viewer.get(TASKS)),
  read('list by an index', async ({ viewer }) => await viewer.get(`${TASKS}?sort=title`)),
  read('count', async ({ viewer }) => await viewer.get(`${TASKS}/count?groupBy=status`)),
  { ...read('readiness', async ({ anonymous }) => await anonymous.get('/api/health/ready')), matching: '"ready"' },
];

const WRITES: readonly Operation[] = [
  create('create', () => ({})),
  create('create with a key', key),
  change('put', async ({ editor }, path) => await editor.put(path, { body })),
  change('patch', async ({ editor }, path) => await editor.patch(path, { body })),
  change('patch under If-Match', async ({ editor }, path) => await editor.patch(path, { headers: { 'If-Match': '"1"' }, body })),
  change('trash', async ({ editor }, path) => await editor.delete(path)),
  restore('restore', () => ({})),
  restore('restore with a key', key),
  {
    name: 'destroy',
    async prepare({ admin, viewer }) {
      const { path } = await make(admin, 'tasks', { title: 'before' });
      return {
        ask: async () => await admin.delete(`${path}?permanent=true`),
        times: async () => [(await viewer.get(path)).status === 404 ? 1 : 0],
      };
    },
  },
  batch('batch', () => ({})),
  batch('batch with a key', key),
  {
    name: 'import',
    async prepare(callers) {
      const { id } = await make(callers.editor, 'tasks', { title: 'before' });
      const csv = { headers: { 'Content-Type': 'text/csv' }, body: `id,title\n,${body.title}\n${id},changed\n` };
      return {
        ask: async () => await callers.editor.post(`${TASKS}/import`, csv),
        times: async () => [await madeOf(callers), await changesOf(callers, id, 1)],
      };
    },
  },
];

/** Every operation of the API that needs the database. */
export const OPERATIONS: readonly Operation[] = [...READS, ...WRITES];

/** What an answer says about each part of the request. @throws if the answer is not a valid success or 503 */
export function outcomesOf({ status, body, headers }: Answer, asked: number): Outcome[] {
  if (status === 503) {
    if (!/^[1-9]\d*$/.test(headers['retry-after'] ?? '')) throw new Error('503 without Retry-After');
    return Array<Outcome>(asked).fill(outcomeIn(body));
  }
  if (status < 200 || status > 299) throw new Error(`answered ${status}: ${JSON.stringify(body)}`);
  if (Array.isArray(body.results)) return body.results.map(partOutcome);
  if (Array.isArray(body.rows)) {
    const failed = new Map<number, Part>(body.rows.map((row: Part & { row: number }) => [row.row - 2, row]));
    return Array.from({ length: asked }, (_, n) => partOutcome(failed.get(n) ?? { status: 200 }));
  }
  return Array<Outcome>(asked).fill('done');
}

interface Part {
  readonly status: number;
  readonly problem?: { readonly detail?: string };
}

function partOutcome({ status, problem }: Part): Outcome {
  if (status >= 200 && status <= 299) return 'done';
  if (status === 503 && problem !== undefined) return outcomeIn(problem);
  throw new Error(`a part was answered ${status}: ${JSON.stringify(problem)}`);
}

function outcomeIn({ detail = '' }: { readonly detail?: string }): Outcome {
  if (detail.startsWith('Nothing was changed')) return 'not done';
  if (detail.startsWith('It is not known whether the request was applied')) return 'unknown';
  throw new Error(`a 503 that says neither: ${detail}`);
}
