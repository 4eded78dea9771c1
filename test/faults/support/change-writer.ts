import { setTimeout as delay } from 'node:timers/promises';

/** Sends a request. Returns `undefined` if there is no answer, for example while the server is down. */
export type Ask = (method: string, path: string, body?: object | string) => Promise<Answered | undefined>;

export interface Answered {
  readonly status: number;
  readonly body: unknown;
  readonly changeSet: string;
}

export type Values = Readonly<Record<string, unknown>>;

/** What the server acknowledged about one version of a record. */
export interface Acknowledged {
  readonly changeSet: string;
  /** The fields of the record. If the answer had none, those of the version before. */
  readonly values: Values;
}

/** All versions that were acknowledged, by record. */
export interface Journal {
  readonly versions: Map<string, Map<number, Acknowledged>>;
  /** Records whose permanent deletion was acknowledged. */
  readonly deleted: Set<string>;
  /** How many of these records each change set wrote. */
  readonly goneOf: Map<string, number>;
  /** The number of acknowledged writes. */
  count: number;
}

export const TASKS = '/api/v1/tasks';
const STAMPS = new Set(['id', 'version', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy', 'deletedAt']);

export function createJournal(): Journal {
  return { versions: new Map(), deleted: new Set(), goneOf: new Map(), count: 0 };
}

export function createAsk(url: string, headers: Readonly<Record<string, string>> = {}): Ask {
  return async (method, path, body) => {
    const type = typeof body === 'string' ? 'text/csv' : 'application/json';
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    try {
      const sent = { method, headers: { ...headers, 'Content-Type': type }, ...(text === undefined ? {} : { body: text }) };
      const response = await fetch(url + path, sent);
      const answer = await response.text();
      const changeSet = response.headers.get('Change-Set') ?? '';
      return { status: response.status, body: answer === '' ? undefined : JSON.parse(answer), changeSet };
    } catch {
      // The server is down: wait before the next request.
      await delay(20);
      return undefined;
    }
  };
}

export interface TaskRecord extends Values {
  readonly id: string;
  readonly version: number;
}

export function isTask(body: unknown): body is TaskRecord {
  return typeof body === 'object' && body !== null && 'id' in body && 'version' in body;
}

export function valuesOf(record: Values): Values {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !STAMPS.has(name)));
}

interface Own {
  readonly id: string;
  version: number;
  values: Values;
  isTrashed: boolean;
}

const oneOf = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(Math.random() * items.length)];
const word = () => Math.random().toString(36).slice(2);
const someValues = (): Values => ({
  title: word(),
  ...(Math.random() < 0.5 ? { notes: word().repeat(20) } : {}),
  ...(Math.random() < 0.5 ? { tags: [word(), word()] } : {}),
  ...(Math.random() < 0.3 ? { dueDate: '2026-12-18', status: 'done' } : {}),
});
const someChange = () =>
  oneOf([{ title: word() }, { status: oneOf(['open', 'done']) }, { notes: null }, { tags: [word()], priority: 'high' }]);

/**
 * Writes to its own records in every way that the API offers, and notes the acknowledged versions. If an answer is lost, it does not write
 * to that record again.
 */
export async function keepWriting(ask: Ask, journal: Journal, shouldContinue: () => boolean): Promise<void> {
  const own: Own[] = [];

  const forget = (records: readonly Own[]) => {
    for (const record of records) own.splice(own.indexOf(record), 1);
  };

  function note(record: Own, changeSet: string, next: { readonly version: number; readonly values?: Values; readonly isTrashed: boolean }) {
    // A patch that changes nothing creates no version.
    if (next.version === record.version) return;
    Object.assign(record, next);
    const versions = journal.versions.get(record.id) ?? new Map<number, Acknowledged>();
    journal.versions.set(record.id, versions.set(record.version, { changeSet, values: record.values }));
    journal.count++;
  }

  function noteBody(body: unknown, changeSet: string, isTrashed = false): void {
    if (!isTask(body)) throw new TypeError(`not a record: ${JSON.stringify(body)}`);
    const known = own.find(({ id }) => id === body.id);
    const record = known ?? { id: body.id, version: 0, values: {}, isTrashed: false };
    if (known === undefined) own.push(record);
    note(record, changeSet, { version: body.version, values: valuesOf(body), isTrashed });
  }

  async function single(record: Own, method: string, path: string, body?: object): Promise<void> {
    const answer = await ask(method, path, body);
    if (answer === undefined || answer.status >= 500) return forget([record]);
    if (answer.status >= 300) throw new Error(`${method} ${path} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    if (method === 'DELETE' && path.includes('permanent')) {
      const changeSets = [...(journal.versions.get(record.id)?.values() ?? [])].map(({ changeSet }) => changeSet);
      for (const changeSet of new Set(changeSets)) journal.goneOf.set(changeSet, (journal.goneOf.get(changeSet) ?? 0) + 1);
      journal.deleted.add(record.id);
      journal.versions.delete(record.id);
      journal.count++;
      forget([record]);
    } else if (method === 'DELETE') note(record, answer.changeSet, { version: record.version + 1, isTrashed: true });
    else noteBody(answer.body, answer.changeSet);
  }

  async function batch(): Promise<void> {
    const touched = own.filter(() => Math.random() < 20 / own.length);
    const operations = touched.map(({ id, isTrashed }) => {
      if (isTrashed) return { method: 'restore', id };
      return Math.random() < 0.2 ? { method: 'delete', id } : { method: 'update', id, record: someChange() };
    });
    const creates = Array.from({ length: 12 }, () => ({ method: 'create', record: someValues() }));
    const answer = await ask('POST', `${TASKS}/batch`, { operations: [...operations, ...creates] });
    if (answer === undefined || answer.status >= 500) return forget(touched);
    for (const [n, { status, record }] of resultsIn(answer.body).entries()) {
      const target = touched[n];
      if (status === 204 && target !== undefined) note(target, answer.changeSet, { version: target.version + 1, isTrashed: true });
      else if (status < 300) noteBody(record, answer.changeSet);
      else if (target !== undefined) forget([target]);
    }
  }

  /** Updates records. The answer has their next versions, unless the import was cut off. */
  async function importCsv(): Promise<void> {
    const live = own.filter(({ isTrashed }) => !isTrashed).slice(0, 20);
    const rows = live.map((record) => ({ record, title: word() }));
    const lines = rows.map(({ record, title }) => `${record.id},${record.version},${title}`);
    const answer = await ask('POST', `${TASKS}/import`, `id,version,title\n${lines.join('\n')}\n,,${word()}\n`);
    if (answer?.status !== 200 || failedIn(answer.body) > 0) return forget(live);
    for (const { record, title } of rows) {
      note(record, answer.changeSet, { version: record.version + 1, values: { ...record.values, title }, isTrashed: false });
    }
  }

  async function step(n: number): Promise<void> {
    const record = oneOf(own);
    if (n % 6 === 0) return await batch();
    if (n % 60 === 1) return await importCsv();
    if (record === undefined || n % 4 === 0) {
      const answer = await ask('POST', TASKS, someValues());
      if (answer?.status === 201) noteBody(answer.body, answer.changeSet);
      return;
    }
    const path = `${TASKS}/${record.id}`;
    if (n % 40 === 2) return await single(record, 'DELETE', `${path}?permanent=true`);
    if (record.isTrashed) return await single(record, 'POST', `${path}/restore`);
    if (n % 10 === 3) return await single(record, 'DELETE', path);
    if (n % 10 === 5) return await single(record, 'PUT', path, someValues());
    await single(record, 'PATCH', path, someChange());
  }

  for (let n = 1; shouldContinue(); n++) await step(n);
}

function resultsIn(body: unknown): readonly { readonly status: number; readonly record?: unknown }[] {
  if (typeof body === 'object' && body !== null && 'results' in body && Array.isArray(body.results)) return body.results;
  throw new TypeError(`not the answer to a batch: ${JSON.stringify(body)}`);
}

function failedIn(body: unknown): number {
  return typeof body === 'object' && body !== null && 'failed' in body ? Number(body.failed) : Number.NaN;
}
