import { randomUUID } from 'node:crypto';

/** A task as a client sees it. `gone`: it does not exist, and the other members mean nothing. */
export interface State {
  readonly side: 'live' | 'trash' | 'gone';
  readonly version: number;
  readonly title: string;
}

/** The writes that a server acknowledged until its end, to compare with what it stores afterwards. */
export interface WriteJournal {
  /** Sends writes of every kind until no answer comes. Each writer waits for one answer before its next write. */
  writeUntilCutOff(url: string, writers: number): Promise<void>;
  /** Repeats the unanswered requests with their Idempotency-Keys. They must succeed. */
  repeatUnanswered(url: string): Promise<void>;
  /** Returns the records that differ from the acknowledged state. A title begins with the name of its record. */
  differences(found: ReadonlyMap<string, State>): string[];
  /** The numbers of acknowledged and of refused writes. */
  readonly counts: () => { readonly acknowledged: number; readonly refused: number };
}

interface Entry {
  readonly name: string;
  id?: string;
  /** One state, or two before an answer arrives. */
  possible: readonly State[];
}

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body?: object | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Unanswered {
  readonly sent: Sent;
  settle(body: unknown): void;
}

interface Made {
  readonly id: string;
}

const TASKS = '/api/v1/tasks';
const GONE: State = { side: 'gone', version: 0, title: '' };
/** Part of the titles that must never be stored. */
const REFUSED = 'refused';

/** Thrown if no answer comes. */
class CutOff extends Error {}

export function createWriteJournal(): WriteJournal {
  const entries: Entry[] = [];
  const unanswered: Unanswered[] = [];
  const counts = { acknowledged: 0, refused: 0 };

  async function send(url: string, { method, path, body, headers }: Sent): Promise<{ status: number; body: unknown }> {
    try {
      const content = body === undefined ? {} : { body: JSON.stringify(body) };
      const response = await fetch(url + path, { method, headers: { 'Content-Type': 'application/json', ...headers }, ...content });
      const text = await response.text();
      return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
    } catch (cause) {
      throw new CutOff('there is no answer', { cause });
    }
  }

  async function acknowledged(url: string, sent: Sent): Promise<unknown> {
    const { status, body } = await send(url, sent);
    if (status > 299) throw new Error(`${sent.method} ${sent.path} was answered ${status}: ${JSON.stringify(body)}`);
    counts.acknowledged++;
    return body;
  }

  async function refused(url: string, sent: Sent, expected: number): Promise<void> {
    const { status } = await send(url, sent);
    if (status !== expected) throw new Error(`${sent.method} ${sent.path} was answered ${status} instead of ${expected}`);
    counts.refused++;
  }

  function addEntry(name: string): Entry {
    const entry: Entry = { name, possible: [GONE] };
    entries.push(entry);
    return entry;
  }

  /** Before the answer arrives, the record can have the old or the new state. */
  async function change(url: string, entry: Entry, next: Partial<State>, sent: Sent): Promise<unknown> {
    const before = stateOf(entry);
    const after = { ...before, version: before.version + 1, ...next };
    entry.possible = [before, after];
    const body = await acknowledged(url, sent);
    entry.possible = [after];
    return body;
  }

  async function create(url: string, name: string): Promise<Entry> {
    const entry = addEntry(name);
    const body = await change(url, entry, { side: 'live', title: name }, { method: 'POST', path: TASKS, body: { title: name } });
    entry.id = madeIn(body).id;
    return entry;
  }

  /** Creates the records in one request with an Idempotency-Key, so that it can be repeated. */
  async function createWithKey(url: string, names: readonly string[]): Promise<void> {
    const made = names.map(addEntry);
    for (const entry of made) entry.possible = [GONE, { side: 'live', version: 1, title: entry.name }];
    const records = names.map((title) => ({ title }));
    const [first] = records;
    const sent: Sent = {
      method: 'POST',
      path: records.length === 1 ? TASKS : `${TASKS}/batch`,
      body: records.length === 1 ? first : { operations: records.map((record) => ({ method: 'create', record })) },
      headers: { 'Idempotency-Key': randomUUID() },
    };
    const waiting: Unanswered = {
      sent,
      settle() {
        for (const entry of made) entry.possible = entry.possible.slice(-1);
        unanswered.splice(unanswered.indexOf(waiting), 1);
      },
    };
    unanswered.push(waiting);
    waiting.settle(await acknowledged(url, sent));
  }

  /** Sends every kind of write to one record, from its create to its permanent deletion. */
  async function live(url: string, name: string): Promise<void> {
    const entry = await create(url, name);
    const path = `${TASKS}/${entry.id}`;
    const renamed = (title: string) => ({ title: `${name} ${title}` });
    await change(url, entry, renamed('patched'), { method: 'PATCH', path, body: renamed('patched') });
    await refused(url, { method: 'PATCH', path, body: renamed(REFUSED), headers: { 'If-Match': '"99"' } }, 412);
    await change(url, entry, renamed('replaced'), { method: 'PUT', path, body: renamed('replaced'), headers: { 'If-Match': '"2"' } });
    await refused(url, { method: 'POST', path: TASKS, body: { title: `${name} ${REFUSED}`, status: 'none' } }, 422);
    await createWithKey(url, [`${name}-once`]);
    await change(url, entry, { side: 'trash' }, { method: 'DELETE', path });
    await refused(url, { method: 'PUT', path, body: renamed(REFUSED) }, 404);
    await createWithKey(url, [`${name}-first`, `${name}-second`]);
    await change(url, entry, { side: 'live' }, { method: 'POST', path: `${path}/restore` });
    await change(url, entry, GONE, { method: 'DELETE', path: `${path}?permanent=true` });
  }

  return {
    counts: () => counts,

    async writeUntilCutOff(url, writers) {
      const round = randomUUID().slice(0, 8);
      const write = async (writer: number) => {
        for (let n = 0; ; n++) await live(url, `${round}-${writer}-${n}`);
      };
      const ends = await Promise.allSettled(Array.from({ length: writers }, (_, writer) => write(writer)));
      for (const end of ends) if (end.status === 'rejected' && !(end.reason instanceof CutOff)) throw end.reason;
    },

    async repeatUnanswered(url) {
      for (const { sent, settle } of [...unanswered]) settle(await acknowledged(url, sent));
    },

    differences(found) {
      const names = new Set(entries.map(({ name }) => name));
      const strange = [...found].filter(([name, { title }]) => !names.has(name) || title.includes(REFUSED));
      const wrong = entries.filter(({ name, possible }) => !possible.some((state) => isSame(state, found.get(name) ?? GONE)));
      return [
        ...strange.map(([name, state]) => `${name} was not asked for: ${JSON.stringify(state)}`),
        ...wrong.map(({ name, possible }) => `${name} is ${JSON.stringify(found.get(name))}, expected ${JSON.stringify(possible)}`),
      ];
    },
  };
}

function stateOf({ possible: [state = GONE] }: Entry): State {
  return state;
}

function madeIn(body: unknown): Made {
  if (typeof body !== 'object' || body === null || !('id' in body)) throw new TypeError('a created record has an id');
  return { id: String(body.id) };
}

function isSame(a: State, b: State): boolean {
  return a.side === b.side && (a.side === 'gone' || (a.version === b.version && a.title === b.title));
}

interface Task {
  readonly id: string;
  readonly version: number;
  readonly title: string;
}

/** Reads all tasks, page by page, in a sort order. */
export async function walk(url: string, sort: string, trashed = false): Promise<Map<string, Task>> {
  const found = new Map<string, Task>();
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query = `limit=100&sort=${sort}&trashed=${trashed}${cursor === '' ? '' : `&cursor=${cursor}`}`;
    const response: Response = await fetch(`${url}${TASKS}?${query}`);
    const page: { items: Task[]; nextCursor: string | null } = await response.json();
    for (const task of page.items) {
      if (found.has(task.id)) throw new Error(`${task.id} is there twice in the order of ${sort}`);
      found.set(task.id, task);
    }
    cursor = page.nextCursor;
  }
  return found;
}

/** Returns the state of each task by the name at the start of its title. @throws if two tasks have the same name */
export async function statesByName(url: string, sort: string): Promise<Map<string, State>> {
  const states = new Map<string, State>();
  for (const side of ['live', 'trash'] as const) {
    for (const { title, version } of (await walk(url, sort, side === 'trash')).values()) {
      const [name = ''] = title.split(' ');
      if (states.has(name)) throw new Error(`${name} is there twice`);
      states.set(name, { side, version, title });
    }
  }
  return states;
}
