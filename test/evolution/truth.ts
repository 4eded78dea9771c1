import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import { countableFields, readCountRequest, readListRequest } from '../../src/http/request/list-query.ts';
import { readQuery } from '../../src/http/request/query-parameters.ts';
import { createMoment } from '../../src/schema/moment.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { openCursor, sealCursor } from '../../src/store/cursor.ts';
import type { createDynamoClient } from '../../src/store/dynamo-client.ts';
import { createFilter } from '../../src/store/filter.ts';
import { compareKeys, type Item, recordPartition } from '../../src/store/keys.ts';
import { toRecord } from '../../src/store/record-item.ts';
import type { RecordStore, Scope, StoredRecord } from '../../src/store/record-store.ts';

const ASKER = { me: 'tester', now: '2026-01-01T00:00:00.000Z', timeZone: 'UTC' };

/** Filter values for each kind of field. */
const OPERANDS: Readonly<Record<string, readonly string[]>> = {
  text: ['Beta', 'alpha 1', '12'],
  email: ['Ada@example.com'],
  choice: ['open', 'blocked', 'done', 'high'],
  number: ['5', '-2.5'],
  date: ['2026-01-15'],
  'text-list': ['red'],
};

/** No index serves these operators, so one value each is enough. */
const AFTER_THE_READ = ['ne', 'contains'];

/**
 * Returns the queries to test for a type: every sort order, live and in the trash, and every filter and search in one of these orders.
 * Each filter and search is also tested in the order of creation, and its records are counted.
 */
function queriesOf(type: RecordType): string[] {
  const filters = type.filterable.flatMap((name) => {
    const field = type.fields[name];
    const operands = (OPERANDS[field?.kind ?? ''] ?? []).filter(
      (operand) => (field?.parseOperand ?? field?.parse)?.(field?.fromText(operand), createMoment(ASKER)).ok,
    );
    return (field?.operators ?? []).flatMap((operator) => {
      if (operator === 'exists') return [`${name}[exists]=true`, `${name}[exists]=false`];
      const asked = AFTER_THE_READ.includes(operator) ? operands.slice(0, 1) : operands;
      return asked.map((operand) => `${operator === 'eq' ? name : `${name}[${operator}]`}=${encodeURIComponent(operand)}`);
    });
  });
  const both = ['status=open&priority=high'].filter(() => ['status', 'priority'].every((name) => type.filterable.includes(name)));
  const conditions = [...filters, 'q=red', 'q=ALPHA', ...both];
  const orders = type.sortable.flatMap((field) => [`sort=${field}`, `sort=-${field}`]);
  const filtered = conditions.flatMap((condition, n) => [
    `${condition}&${orders[n % orders.length]}${n % 5 === 0 ? '&trashed=true' : ''}`,
    `${condition}&sort=createdAt`,
  ]);
  return [...orders.flatMap((order) => [order, `${order}&trashed=true`]), ...new Set(filtered)];
}

/** Reads the items of a scope by a scan of the table. */
export async function itemsOf(client: ReturnType<typeof createDynamoClient>, tableName: string, scope: Scope): Promise<Item[]> {
  const items: Item[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new ScanCommand({ TableName: tableName, ConsistentRead: true, ...(start === undefined ? {} : { ExclusiveStartKey: start }) }),
    );
    items.push(...Items.filter(({ pk }) => pk === recordPartition(scope)));
    start = LastEvaluatedKey;
  } while (start !== undefined);
  return items;
}

/** Computes the expected answer from all items. */
function expectedRecords(scope: Scope, items: readonly Item[], question: string): StoredRecord[] {
  const { query } = readListRequest(scope, readQuery(`/?${question}`), ASKER);
  const { field, descending } = query.sort;
  const { sortKey } = scope.type.fields[field] ?? {};
  const keyOf = (record: StoredRecord) => (record[field] === undefined ? '2' : `1${sortKey?.(record[field])}`);
  return items
    .filter(createFilter(scope.type, query))
    .map((item) => toRecord(scope, item))
    .sort(
      (a, b) =>
        (compareKeys(field === 'createdAt' ? '' : keyOf(a), field === 'createdAt' ? '' : keyOf(b)) || compareKeys(a.id, b.id)) *
        (descending ? -1 : 1),
    );
}

/** Reads the answer of the store page by page. Seals and opens each cursor as the API does. */
async function walk(store: RecordStore, scope: Scope, question: string, limit: number): Promise<StoredRecord[]> {
  const { query } = readListRequest(scope, readQuery(`/?${question}`), ASKER);
  const found: StoredRecord[] = [];
  for (let cursor: string | undefined; ; ) {
    const after = cursor === undefined ? undefined : openCursor(scope, query, cursor);
    if (cursor !== undefined && after === undefined) throw new Error(`a cursor of ${question} does not open`);
    const { records, next } = await store.list(scope, query, { limit, after });
    found.push(...records);
    if (next === undefined) return found;
    cursor = sealCursor(scope, query, next);
  }
}

/** Queries at the same time, because most of the time is spent waiting for DynamoDB Local. */
const CONCURRENCY = 8;

/** Describes every query with a wrong answer. Empty if all are correct. */
export async function wrongAnswers(store: RecordStore, scope: Scope, items: readonly Item[]): Promise<string[]> {
  const check = async (question: string): Promise<string[]> => {
    const expected = expectedRecords(scope, items, question);
    const found = await walk(store, scope, question, question.startsWith('sort') ? 9 : 100);
    const isRight = JSON.stringify(found) === JSON.stringify(expected);
    const wrong = isRight ? [] : [`${question}: ${found.length} records, not ${expected.length}, or in another order`];
    if (!question.includes('sort=createdAt')) return wrong;
    return [...wrong, ...(await wrongCounts(store, scope, question.replace(/&?sort=createdAt/, ''), expected))];
  };
  return (await pMap(queriesOf(scope.type), check, { concurrency: CONCURRENCY })).flat();
}

async function wrongCounts(store: RecordStore, scope: Scope, question: string, expected: readonly StoredRecord[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const groupBy of question === '' ? [undefined, ...countableFields(scope.type)] : [undefined]) {
    const { query } = readCountRequest(scope.type, readQuery(`/?${question}`), ASKER);
    const { count, complete, groups } = await store.count(scope, query, groupBy);
    if (count !== expected.length || !complete)
      wrong.push(`count?${question}: ${count}, complete: ${complete}; there are ${expected.length}`);
    if (groupBy === undefined) continue;
    const there = groupsOf(expected, groupBy);
    for (const value of new Set([...Object.keys(groups), ...there.keys()])) {
      const [found = 0, real = 0] = [groups[value], there.get(value)];
      if (found !== real) wrong.push(`count?${question}&groupBy=${groupBy}: ${value} ${found}; there are ${real}`);
    }
  }
  return wrong;
}

function groupsOf(records: readonly StoredRecord[], groupBy: string): ReadonlyMap<string, number> {
  const groups = new Map<string, number>();
  for (const { [groupBy]: value } of records) {
    const name = Array.isArray(value) ? value.join(';') : String(value);
    if (value !== undefined) groups.set(name, (groups.get(name) ?? 0) + 1);
  }
  return groups;
}
