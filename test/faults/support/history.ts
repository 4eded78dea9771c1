import type { Received, Sender } from '../../support/http-sender.ts';

/** `failed`: the service has said that nothing was written. `unknown`: nobody has said what became of it. */
export type Outcome = 'ok' | 'failed' | 'unknown';

/** One write, as the client that asked for it knows it. Times are milliseconds of one clock. */
export interface Write {
  readonly workspace: string;
  readonly kind: 'create' | 'change' | 'trash' | 'restore';
  /** Absent where a create was not acknowledged. */
  readonly record: string | undefined;
  /** What it writes, and no other write does. Absent where it moves a record to the trash or out of it. */
  readonly title: string | undefined;
  /** The version that it was made for. */
  readonly ifMatch: number | undefined;
  readonly begin: number;
  readonly end: number;
  readonly outcome: Outcome;
  /** The version that it was acknowledged to have made. */
  readonly version: number | undefined;
}

/** A record as some answer had it. */
export interface Seen {
  readonly id: string;
  readonly version: number;
  readonly title: string;
}

export interface Read {
  readonly workspace: string;
  readonly begin: number;
  readonly end: number;
  readonly seen: Seen;
}

/** All pages of one list, in the order they came. */
export interface Walk {
  readonly workspace: string;
  readonly order: string;
  readonly begin: number;
  readonly end: number;
  readonly seen: readonly Seen[];
}

export interface History {
  readonly writes: Write[];
  readonly reads: Read[];
  readonly walks: Walk[];
  /** What someone of another workspace was answered, where it was anything but that there is no such record. */
  readonly leaks: string[];
}

export function createHistory(): History {
  return { writes: [], reads: [], walks: [], leaks: [] };
}

export interface CallerOptions {
  readonly sender: Sender;
  readonly token: string;
  readonly workspace: string;
  readonly history: History;
}

interface WriteRequest extends Pick<Write, 'kind' | 'record' | 'title' | 'ifMatch'> {
  readonly method: string;
  readonly path: string;
  readonly key?: string;
}

interface WriteOptions {
  readonly signal?: AbortSignal | undefined;
  /** How often it is asked for at most, until someone says what became of it. */
  readonly tries?: number;
}

const TASKS = '/api/v1/tasks';

export type HistoryCaller = ReturnType<typeof createHistoryCaller>;

/** A caller that notes each of its writes and what it saw. Its titles begin with its workspace, by which a leak shows. */
export function createHistoryCaller({ sender, token, workspace, history }: CallerOptions) {
  let n = 0;
  const caller = crypto.randomUUID().slice(0, 8);
  const newTitle = () => `${workspace} ${caller} ${n++}`;

  async function attempt({ method, path, key, title, ifMatch }: WriteRequest, signal?: AbortSignal) {
    const headers = {
      ...(ifMatch === undefined ? {} : { 'If-Match': `"${ifMatch}"` }),
      ...(key === undefined ? {} : { 'Idempotency-Key': key }),
    };
    return outcomeOf(await sender.send({ method, path, token, headers, body: title === undefined ? undefined : { title }, signal }));
  }

  /** Repeats a request of unknown outcome, which takes a key. Once one of them may have been applied, a refusal no longer proves that none was. */
  async function write(request: WriteRequest, { signal, tries = 1 }: WriteOptions = {}): Promise<Write> {
    const begin = performance.now();
    let answer = await attempt(request, signal);
    const wasUnknown = answer.outcome === 'unknown';
    for (let left = tries - 1; left > 0 && wasUnknown && answer.outcome !== 'ok'; left--) answer = await attempt(request);
    const { kind, title, ifMatch } = request;
    const noted: Write = {
      workspace,
      kind,
      record: request.record ?? answer.record?.id,
      title,
      ifMatch,
      begin,
      end: performance.now(),
      outcome: answer.outcome === 'failed' && wasUnknown ? 'unknown' : answer.outcome,
      version: answer.record?.version,
    };
    history.writes.push(noted);
    return noted;
  }

  const ofRecord = (record: string) => ({ record, title: undefined, ifMatch: undefined, path: `${TASKS}/${record}` });

  return {
    workspace,
    /** With more than one try it is asked for under a key, so that it is made once. */
    create: async (options: WriteOptions = {}) =>
      await write(
        {
          kind: 'create',
          record: undefined,
          title: newTitle(),
          ifMatch: undefined,
          method: 'POST',
          path: TASKS,
          ...((options.tries ?? 1) > 1 ? { key: crypto.randomUUID() } : {}),
        },
        options,
      ),
    change: async (record: string, { ifMatch, ...options }: WriteOptions & { ifMatch?: number | undefined } = {}) =>
      await write({ ...ofRecord(record), kind: 'change', title: newTitle(), ifMatch, method: 'PATCH' }, options),
    trash: async (record: string) => await write({ ...ofRecord(record), kind: 'trash', method: 'DELETE' }),
    restore: async (record: string) =>
      await write({ ...ofRecord(record), kind: 'restore', method: 'POST', path: `${TASKS}/${record}/restore` }),

    async read(record: string): Promise<Seen | undefined> {
      const begin = performance.now();
      const received = await sender.send({ method: 'GET', path: `${TASKS}/${record}`, token });
      if (!('status' in received) || received.status !== 200) return undefined;
      const seen: Seen = JSON.parse(received.body);
      history.reads.push({ workspace, begin, end: performance.now(), seen });
      return seen;
    },

    /** Walks a list to its end. Noted only if every page came. */
    async walk(order: string, { limit = 100, trashed = false } = {}): Promise<readonly Seen[] | undefined> {
      const begin = performance.now();
      const seen: Seen[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const query = `limit=${limit}&sort=${order}&trashed=${trashed}${cursor === '' ? '' : `&cursor=${cursor}`}`;
        const received: Received = await sender.send({ method: 'GET', path: `${TASKS}?${query}`, token });
        if (!('status' in received) || received.status !== 200) return undefined;
        const page: { items: Seen[]; nextCursor: string | null } = JSON.parse(received.body);
        seen.push(...page.items);
        cursor = page.nextCursor;
      }
      if (!trashed) history.walks.push({ workspace, order, begin, end: performance.now(), seen });
      return seen;
    },

    /** Reaches for a record of another workspace, by reading and by writing. */
    async reachFor(record: string): Promise<void> {
      for (const [method, body] of [['GET'], ['PATCH', { title: newTitle() }], ['DELETE']] as const) {
        const received = await sender.send({ method, path: `${TASKS}/${record}`, token, body });
        if ('status' in received && received.status < 500 && received.status !== 404)
          history.leaks.push(`${method} of another workspace's ${record} was answered ${received.status}`);
      }
    },
  };
}

function outcomeOf(received: Received): { outcome: Outcome; record?: Seen } {
  if ('lost' in received) return { outcome: received.lost === 'never sent' ? 'failed' : 'unknown' };
  const { status, body } = received;
  if (status === 204) return { outcome: 'ok' };
  if (status < 300) return { outcome: 'ok', record: JSON.parse(body) };
  // A 503 says whether anything was written, and is held to it.
  return { outcome: status < 500 || body.includes('Nothing was changed') ? 'failed' : 'unknown' };
}
