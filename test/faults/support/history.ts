import type { Received, Sender } from '../../support/http-sender.ts';

/** `failed`: the service answered that nothing was written. `unknown`: the answer is missing or does not say. */
export type Outcome = 'ok' | 'failed' | 'unknown';

/** One write, as its client knows it. All times are milliseconds of the same clock. */
export interface Write {
  readonly workspace: string;
  readonly kind: 'create' | 'change' | 'trash' | 'restore';
  /** `undefined` if a create was not acknowledged. */
  readonly record: string | undefined;
  /** The title that only this write sets. `undefined` for a move to the trash and for a restore. */
  readonly title: string | undefined;
  /** The version in its If-Match header. */
  readonly ifMatch: number | undefined;
  readonly begin: number;
  readonly end: number;
  readonly outcome: Outcome;
  /** The version in the answer. */
  readonly version: number | undefined;
}

/** A record in an answer. */
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

/** All pages of one list, in order. */
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
  /** Answers other than "not found" to requests for another workspace's record. */
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
  /** The maximum number of attempts until the outcome is known. */
  readonly tries?: number;
}

const TASKS = '/api/v1/tasks';

export type HistoryCaller = ReturnType<typeof createHistoryCaller>;

/** A caller that notes its writes and the records that it reads. Its titles begin with its workspace, so that a leak is visible. */
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

  /**
   * Retries a request of unknown outcome, which must have an Idempotency-Key. After an unknown outcome, a refusal of a retry does not prove
   * that nothing was written.
   */
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
    /** Sends an Idempotency-Key if `tries` is more than 1, so that only one record is created. */
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

    /** Reads all pages of a list. Notes them only if every page succeeded. */
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

    /** Tries to read, change and delete a record of another workspace. */
    async accessForeign(record: string): Promise<void> {
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
  // A 503 says whether anything was written. The checker verifies this.
  return { outcome: status < 500 || body.includes('Nothing was changed') ? 'failed' : 'unknown' };
}
