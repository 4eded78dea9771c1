import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc, { type AsyncCommand } from 'fast-check';
import { createCallers } from '../support/callers.ts';
import type { Answer, Client } from '../support/client.ts';
import { type InProcess, startInProcess } from '../support/target.ts';
import { propertyRuns } from './support/property-runs.ts';

jest.setTimeout(90_000);

/**
 * Compares sequences of requests by several callers with a simple model of the service.
 * fast-check shrinks a failure to the shortest sequence; repeat it with SEED=….
 */

type Values = Readonly<Record<string, unknown>>;

interface Modelled {
  /** Set by the service. */
  readonly id: string;
  readonly values: Values;
  readonly version: number;
  readonly trashed: boolean;
}

/** A POST that can be sent again. */
interface Keyed {
  readonly key: string;
  readonly caller: number;
  readonly body: Values;
  readonly id: string;
}

interface Model {
  /** By workspace, in the order of creation. */
  readonly workspaces: readonly Map<string, Modelled>[];
  readonly keyed: Keyed[];
  /** The ids of all records, with their workspaces, in order of creation. Deleted ones stay. */
  readonly ids: { readonly id: string; readonly workspace: number }[];
}

/** Two workspaces, with an admin and an editor each: 0 and 1, 2 and 3. */
type Real = readonly Client[];
type Command = AsyncCommand<Model, Real>;

const TASKS = '/api/v1/tasks';
const DEFAULTS = { status: 'open', priority: 'normal' };
const workspaceOf = (caller: number): number => Math.floor(caller / 2);

const isAdmin = (caller: number): boolean => caller % 2 === 0;

const titles = fc.constantFrom('a', 'B', 'ä', 'straße', 'a b', '10', '9');
const changes = fc.record(
  {
    title: titles,
    status: fc.constantFrom('open', 'in-progress', 'done', null),
    priority: fc.constantFrom('low', 'high', null),
    dueDate: fc.constantFrom('2026-01-31', '2026-02-01', null),
    tags: fc.constantFrom(['x'], ['x', 'y'], [], null),
  },
  { requiredKeys: [] },
);
const records = fc.tuple(titles, changes).map(([title, change]): Values => ({ ...change, title: change.title ?? title }));
const callers = fc.nat(3);
/** Index into the list of all ids; it wraps around. */
const positions = fc.nat(30);
/** The kind of If-Match header. */
const matches = fc.constantFrom('none', 'right', 'stale', 'any');
type Match = 'none' | 'right' | 'stale' | 'any';

/** Applies a merge patch. `null` and an empty list clear a field or give it its default. */
function patched(values: Values, change: Values): Values {
  const merged = Object.entries({ ...values, ...change }).filter(
    ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
  );
  return { ...DEFAULTS, ...Object.fromEntries(merged) };
}

const ordered = (values: Values): string => JSON.stringify(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));

interface Aim {
  readonly id: string;
  readonly record: Modelled | undefined;
}

/** The record at a position. For a record of another workspace, the service must answer as if it did not exist. */
function aim({ ids, workspaces }: Model, caller: number, position: number): Aim | undefined {
  const found = ids.length === 0 ? undefined : ids[position % ids.length];
  return found && { id: found.id, record: workspaces[workspaceOf(caller)]?.get(found.id) };
}

function keep({ workspaces }: Model, caller: number, record: Modelled): void {
  workspaces[workspaceOf(caller)]?.set(record.id, record);
}

function headersFor(match: Match, version: number): Record<string, string> {
  if (match === 'none') return {};
  if (match === 'any') return { 'If-Match': '*' };
  return { 'If-Match': match === 'right' ? `"${version}"` : `"${version + 1}"` };
}

function expectRecord({ body, headers }: Answer, { id, values, version, trashed }: Modelled): void {
  const { id: found, version: foundVersion, createdAt, updatedAt, createdBy, updatedBy, deletedAt, ...own } = body;
  expect({ id: found, version: foundVersion, trashed: deletedAt !== undefined, values: ordered(own) }).toEqual({
    id,
    version,
    trashed,
    values: ordered(values),
  });
  expect(headers['etag']).toBe(`"${version}"`);
  expect([createdAt, updatedAt, createdBy, updatedBy].every((text) => typeof text === 'string')).toBe(true);
}

interface CommandParts {
  readonly name: string;
  readonly check?: (model: Model) => boolean;
  readonly run: (model: Model, real: Real) => Promise<void>;
}

function command({ name, check = () => true, run }: CommandParts): Command {
  return { check, run, toString: () => name };
}

const clientOf = (real: Real, caller: number): Client => {
  const client = real[caller];
  if (client === undefined) throw new RangeError(`there is no caller ${caller}`);
  return client;
};

const create = fc.tuple(callers, records, fc.boolean()).map(([caller, body, isKeyed]) =>
  command({
    name: `${caller} creates ${JSON.stringify(body)}${isKeyed ? ' with a key' : ''}`,
    async run(model, real) {
      const key = crypto.randomUUID();
      const answer = await clientOf(real, caller).post(TASKS, { body, headers: isKeyed ? { 'Idempotency-Key': key } : {} });
      expect(answer.status).toBe(201);
      const made = { id: answer.body.id, values: patched({}, body), version: 1, trashed: false };
      expectRecord(answer, made);
      keep(model, caller, made);
      model.ids.push({ id: made.id, workspace: workspaceOf(caller) });
      if (isKeyed) model.keyed.push({ key, caller, body, id: made.id });
    },
  }),
);

const replay = positions.map((position) =>
  command({
    name: `retries create ${position}`,
    check: ({ keyed }) => keyed.length > 0,
    async run({ keyed, workspaces }, real) {
      const sent = keyed[position % keyed.length];
      if (sent === undefined) return;
      const answer = await clientOf(real, sent.caller).post(TASKS, { body: sent.body, headers: { 'Idempotency-Key': sent.key } });
      const now = workspaces[workspaceOf(sent.caller)]?.get(sent.id);
      expect(answer.status).toBe(now === undefined ? 409 : 201);
      if (now === undefined) return;
      expect(answer.headers['idempotency-replayed']).toBe('true');
      expectRecord(answer, now);
    },
  }),
);

const read = fc.tuple(callers, positions).map(([caller, position]) =>
  command({
    name: `${caller} reads ${position}`,
    check: ({ ids }) => ids.length > 0,
    async run(model, real) {
      const { id = '', record } = aim(model, caller, position) ?? {};
      const answer = await clientOf(real, caller).get(`${TASKS}/${id}`);
      const isThere = record !== undefined && !record.trashed;
      expect(answer.status).toBe(isThere ? 200 : 404);
      if (isThere) expectRecord(answer, record);
    },
  }),
);

/** A write to a live record. */
interface Change {
  readonly name: string;
  send(client: Client, path: string, headers: Record<string, string>): Promise<Answer>;
  /** Returns the record after the write. */
  after(record: Modelled): Modelled;
}

function changeCommand(caller: number, position: number, match: Match, change: Change): Command {
  return command({
    name: `${caller} ${change.name} ${position} if ${match}`,
    check: ({ ids }) => ids.length > 0,
    async run(model, real) {
      const { id = '', record } = aim(model, caller, position) ?? {};
      const answer = await change.send(clientOf(real, caller), `${TASKS}/${id}`, headersFor(match, record?.version ?? 1));
      if (record === undefined || record.trashed) {
        expect(answer.status).toBe(404);
      } else if (match === 'stale') {
        expect([answer.status, answer.body.current?.version]).toEqual([412, record.version]);
      } else {
        const after = change.after(record);
        expect(answer.status).toBe(after.trashed ? 204 : 200);
        if (!after.trashed) expectRecord(answer, after);
        keep(model, caller, after);
      }
    },
  });
}

/** A write that changes nothing keeps the version. */
function withValues(record: Modelled, values: Values): Modelled {
  return ordered(values) === ordered(record.values) ? record : { ...record, values, version: record.version + 1 };
}

const patch = fc.tuple(callers, positions, matches, changes).map(([caller, position, match, body]) =>
  changeCommand(caller, position, match, {
    name: `patches ${JSON.stringify(body)} into`,
    send: async (client, path, headers) => await client.patch(path, { body, headers }),
    after: (record) => withValues(record, patched(record.values, body)),
  }),
);
const replace = fc.tuple(callers, positions, matches, records).map(([caller, position, match, body]) =>
  changeCommand(caller, position, match, {
    name: `puts ${JSON.stringify(body)} instead of`,
    send: async (client, path, headers) => await client.put(path, { body, headers }),
    after: (record) => withValues(record, patched({}, body)),
  }),
);
const trash = fc.tuple(callers, positions, matches).map(([caller, position, match]) =>
  changeCommand(caller, position, match, {
    name: 'trashes',
    send: async (client, path, headers) => await client.delete(path, { headers }),
    after: (record) => ({ ...record, version: record.version + 1, trashed: true }),
  }),
);

const restore = fc.tuple(callers, positions).map(([caller, position]) =>
  command({
    name: `${caller} restores ${position}`,
    check: ({ ids }) => ids.length > 0,
    async run(model, real) {
      const { id = '', record } = aim(model, caller, position) ?? {};
      const answer = await clientOf(real, caller).post(`${TASKS}/${id}/restore`);
      expect(answer.status).toBe(record === undefined ? 404 : record.trashed ? 200 : 409);
      if (record?.trashed !== true) return;
      const after = { ...record, version: record.version + 1, trashed: false };
      expectRecord(answer, after);
      keep(model, caller, after);
    },
  }),
);

const destroy = fc.tuple(callers, positions).map(([caller, position]) =>
  command({
    name: `${caller} deletes ${position} permanently`,
    check: ({ ids }) => ids.length > 0,
    async run(model, real) {
      const { id = '', record } = aim(model, caller, position) ?? {};
      const answer = await clientOf(real, caller).delete(`${TASKS}/${id}?permanent=true`);
      expect(answer.status).toBe(record === undefined ? 404 : isAdmin(caller) ? 204 : 403);
      if (isAdmin(caller)) model.workspaces[workspaceOf(caller)]?.delete(id);
    },
  }),
);

const batch = fc.tuple(callers, fc.array(fc.tuple(positions, changes), { minLength: 1, maxLength: 5 })).map(([caller, parts]) =>
  command({
    name: `${caller} patches in a batch ${JSON.stringify(parts)}`,
    check: ({ ids }) => ids.length > 0,
    async run(model, real) {
      const aims = parts.map(([position, change]) => ({ id: aim(model, caller, position)?.id ?? '', change }));
      const operations = aims.map(({ id, change }) => ({ method: 'update', id, record: change }));
      const answer = await clientOf(real, caller).post(`${TASKS}/batch`, { body: { operations } });
      expect(answer.status).toBe(200);
      for (const [n, { id, change }] of aims.entries()) {
        const record = model.workspaces[workspaceOf(caller)]?.get(id);
        const { status, record: found } = answer.body.results[n];
        const isThere = record !== undefined && !record.trashed;
        expect([n, status]).toEqual([n, isThere ? 200 : 404]);
        if (!isThere) continue;
        const after = withValues(record, patched(record.values, change));
        expect(found).toMatchObject({ id, version: after.version, ...after.values });
        keep(model, caller, after);
      }
    },
  }),
);

/** The sort orders of the API. Records without the field are last in ascending order and first in descending order. */
const sorts = fc.constantFrom('createdAt', '-createdAt', 'title', '-title', 'dueDate', '-dueDate');

function inOrder(found: readonly Modelled[], sort: string): string[] {
  const descending = sort.startsWith('-');
  const field = sort.replace('-', '');
  const keyOf = ({ values, id }: Modelled): string => {
    const value = field === 'createdAt' ? '' : values[field];
    return `${value === undefined ? '1' : `0${String(value).toLowerCase()}`} ${id}`;
  };
  const ids = found.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)).map(({ id }) => id);
  return descending ? ids.reverse() : ids;
}

const list = fc
  .tuple(callers, sorts, fc.boolean(), fc.constantFrom('', 'open', 'done', 'open,in-progress'), fc.integer({ min: 1, max: 4 }))
  .map(([caller, sort, trashed, status, limit]) =>
    command({
      name: `${caller} lists by ${sort}, ${limit} a page, status "${status}"${trashed ? ', the trash' : ''}`,
      async run({ workspaces }, real) {
        const wanted = [...(workspaces[workspaceOf(caller)]?.values() ?? [])].filter(
          (record) => record.trashed === trashed && (status === '' || status.split(',').includes(String(record.values['status']))),
        );
        const filters = `trashed=${trashed}${status === '' ? '' : `&status=${status}`}`;
        const found: string[] = [];
        for (let cursor: string | null = ''; cursor !== null; ) {
          const query = `sort=${sort}&limit=${limit}&${filters}${cursor === '' ? '' : `&cursor=${cursor}`}`;
          const answer: Answer = await clientOf(real, caller).get(`${TASKS}?${query}`);
          expect(answer.status).toBe(200);
          found.push(...answer.body.items.map(({ id }: { id: string }) => id));
          cursor = answer.body.nextCursor;
        }
        expect(found).toEqual(inOrder(wanted, sort));
        const counted = await clientOf(real, caller).get(`${TASKS}/count?${filters}`);
        expect(counted.body).toEqual({ count: wanted.length, complete: true });
      },
    }),
  );

describe('any sequence of requests', () => {
  let target: InProcess;
  beforeAll(async () => {
    target = await startInProcess();
  });
  afterAll(() => target.close());

  it('gets the answers that the model predicts', async () => {
    const commands = fc.commands([create, create, read, patch, patch, replace, trash, restore, destroy, batch, list, replay], {
      maxCommands: 40,
      size: 'max',
    });
    await fc.assert(
      fc.asyncProperty(commands, async (sequence) => {
        const teams = [await createCallers(target), await createCallers(target)];
        const setUp = () => ({
          model: { workspaces: [new Map<string, Modelled>(), new Map<string, Modelled>()], keyed: [], ids: [] },
          real: teams.flatMap(({ admin, editor }) => [admin, editor]),
        });
        await fc.asyncModelRun(setUp, sequence);
      }),
      propertyRuns(25),
    );
  });
});
