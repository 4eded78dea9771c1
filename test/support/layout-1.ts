import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pMap from 'p-map';

export type AnyRecord = Readonly<Record<string, unknown>> & { readonly id: string };

type Records = Readonly<Record<'tasks' | 'customers', readonly AnyRecord[]>>;

/** Returns the expected records of the data folder, by type. */
export async function recordsOfLayout1(): Promise<Records> {
  return JSON.parse(await readFile('test/local/layout-1/records.json', 'utf8'));
}

/** Unpacks the data folder that commit 98d7bab created. @returns its path */
export async function unpackLayout1(folder: string): Promise<string> {
  await promisify(execFile)('tar', ['-C', folder, '-xzf', 'test/local/layout-1/data.tgz']);
  return join(folder, 'data');
}

interface Expectation {
  readonly type: 'tasks' | 'customers';
  readonly query: string;
  /** The ids in order. */
  readonly ids: readonly string[];
}

type Test = (record: AnyRecord) => boolean;

/** Returns queries of every kind with their expected ids, computed from the records alone. */
function expectationsFor(type: 'tasks' | 'customers', records: readonly AnyRecord[]): Expectation[] {
  const { sorts, filters } = QUERIES[type];
  return [false, true].flatMap((trashed) => {
    const side = records.filter((record) => (record['deletedAt'] !== undefined) === trashed);
    const suffix = trashed ? '&trashed=true' : '';
    const sorted = sorts.flatMap((field) => [
      { type, query: `sort=${field}${suffix}`, ids: idsOf(side, field) },
      { type, query: `sort=-${field}${suffix}`, ids: idsOf(side, field).reverse() },
    ]);
    const filtered = Object.entries(filters).flatMap(([filter, test]) =>
      sorts.map((field) => ({ type, query: `${filter}&sort=${field}${suffix}`, ids: idsOf(side.filter(test), field) })),
    );
    return [...sorted, ...filtered];
  });
}

/** Returns the ids in ascending order: by text ignoring case, then by code point, then by id. Records without the field come last. */
function idsOf(records: readonly AnyRecord[], field: string): string[] {
  const bytesOf = (value: unknown) => Buffer.from(value === undefined ? '\u{10ffff}' : String(value));
  const order = (a: AnyRecord, b: AnyRecord) =>
    Buffer.compare(bytesOf(a[field] && lower(a[field])), bytesOf(b[field] && lower(b[field]))) ||
    Buffer.compare(bytesOf(a[field]), bytesOf(b[field])) ||
    (a.id < b.id ? -1 : 1);
  return [...records].sort(order).map(({ id }) => id);
}

function lower(value: unknown): string {
  return String(value ?? '').toLowerCase();
}

const is =
  (field: string, ...values: readonly string[]): Test =>
  (record) =>
    values.includes(String(record[field]));
const begins =
  (field: string, prefix: string): Test =>
  (record) =>
    lower(record[field]).startsWith(prefix);
const has =
  (field: string, value: string): Test =>
  (record) => {
    const list = record[field];
    return Array.isArray(list) && list.includes(value);
  };
const holds =
  (word: string, ...fields: readonly string[]): Test =>
  (record) =>
    fields.some((field) => lower(record[field]).includes(word));

const QUERIES: Readonly<Record<'tasks' | 'customers', { sorts: readonly string[]; filters: Readonly<Record<string, Test>> }>> = {
  tasks: {
    sorts: ['createdAt', 'dueDate', 'title'],
    filters: {
      'status=open': is('status', 'open'),
      'status=in-progress': is('status', 'in-progress'),
      'status=done': is('status', 'done'),
      'status=open,done': is('status', 'open', 'done'),
      'priority=high': is('priority', 'high'),
      'status=open&priority=low': (record) => is('status', 'open')(record) && is('priority', 'low')(record),
      'dueDate[gte]=2026-06-01': (record) => String(record['dueDate'] ?? '') >= '2026-06-01',
      'dueDate[lt]=2026-06-15': (record) => record['dueDate'] !== undefined && String(record['dueDate']) < '2026-06-15',
      'dueDate[exists]=false': (record) => record['dueDate'] === undefined,
      'dueDate=2026-12-24': is('dueDate', '2026-12-24'),
      'title[prefix]=б': begins('title', 'б'),
      'title[prefix]=позвонить': begins('title', 'позвонить'),
      'title[prefix]=bu': begins('title', 'bu'),
      'title=Buy milk': is('title', 'Buy milk'),
      'tags=urgent': has('tags', 'urgent'),
      'q=москва': holds('москва', 'title', 'notes'),
      'q=milk': holds('milk', 'title', 'notes'),
    },
  },
  customers: {
    sorts: ['createdAt', 'name', 'company'],
    filters: {
      'stage=lead': is('stage', 'lead'),
      'stage=active': is('stage', 'active'),
      'stage=inactive': is('stage', 'inactive'),
      'email=person4@example.com': is('email', 'Person4@Example.com'),
      'company=acme': is('company', 'acme'),
      'company[exists]=false': (record) => record['company'] === undefined,
      'name[prefix]=acme': begins('name', 'acme'),
      'name[prefix]=газ': begins('name', 'газ'),
      'tags=vip': has('tags', 'vip'),
      'q=söhne': holds('söhne', 'name', 'company', 'email', 'phone', 'website', 'address', 'notes'),
    },
  },
};

/** Returns the differences between the answers of a service and the records. */
export async function differencesFrom(url: string, { sortsOnly = false } = {}): Promise<string[]> {
  const records = await recordsOfLayout1();
  const expectations = [...expectationsFor('tasks', records.tasks), ...expectationsFor('customers', records.customers)];
  const asked = expectations.filter(({ query }) => !sortsOnly || query.startsWith('sort='));
  return (await pMap(asked, async (expectation) => await differenceFrom(url, expectation, records), { concurrency: 8 })).flat();
}

async function differenceFrom(url: string, { type, query, ids }: Expectation, records: Records): Promise<string[]> {
  const differences: string[] = [];
  const { items }: { items: readonly AnyRecord[] } = await getJson(`${url}/api/v1/${type}?limit=100&${query}`);
  const byId = new Map(records[type].map((record) => [record.id, record]));
  const wanted = ids.map((id) => byId.get(id));
  if (JSON.stringify(items) !== JSON.stringify(wanted))
    differences.push(`${type}?${query}: ${items.map(({ id }) => id)} instead of ${ids}`);
  const filters = query.replace(/&?sort=[^&]*/, '').replace(/^&/, '');
  const { count, complete } = await getJson(`${url}/api/v1/${type}/count?${filters}`);
  if (count !== ids.length || complete !== true) differences.push(`count of ${type}?${filters}: ${count} instead of ${ids.length}`);
  return differences;
}

async function getJson(address: string) {
  return await (await fetch(encodeURI(address))).json();
}
