import { plainText } from '../schema/key-format.ts';
import type { DynamoTable, QueryInput } from './dynamo-client.ts';
import { yieldToEventLoop } from './event-loop.ts';
import { createExpression } from './expression.ts';
import { attributesOf, createFilter, fieldValue, filteredAttributes } from './filter.ts';
import type { IndexedScope } from './index-keys.ts';
import { indexSortKey } from './index-sort-key.ts';
import { keyPart } from './index-spec.ts';
import { compareKeys, type Item, recordKey } from './keys.ts';
import { type Plan, planQuery } from './query-plan.ts';
import { recordAttributes, toRecord } from './record-item.ts';
import { type Count, IndexBuilding, type ListQuery, type Page, type Position, type Scope } from './record-store.ts';
import { PARTITION_KEY, SORT_KEY } from './table.ts';

/** Read units after which a page ends, even if it is not full. It limits the cost of a request. One consistent unit reads 4 KB. */
const PAGE_BUDGET = 250;
/** Read units after which a count stops and is marked incomplete. A list that must be sorted after the read is refused. */
const COUNT_BUDGET = 4_000;
/**
 * Bytes of JSON after which a page ends.
 * Lambda encodes a response as a JSON string, which can double its size. The limit there is 6 MB.
 */
const PAGE_BYTES = 2_000_000;
/** JSON has at most twice the stored bytes, so fewer bytes than this need no measurement. */
const SAFE_BYTES = PAGE_BYTES / 2;
/** Maximum number of items that one Query of a filtered page evaluates. */
const LARGEST_CHUNK = 1_000;

export interface PageOptions {
  readonly limit: number;
  readonly after?: Position | undefined;
}

/**
 * Reads one page of a list.
 * @throws {IndexBuilding} if no index has the order yet and there are too many records to sort
 */
export async function readPage(table: DynamoTable, scope: IndexedScope, query: ListQuery, options: PageOptions): Promise<Page> {
  const plan = planQuery(scope, query);
  if (plan.range === 'none') return { records: [] };
  const read = plan.order === 'other' ? readSorted : readInOrder;
  return await read({ table, scope, query, plan }, options);
}

interface Reading {
  readonly table: DynamoTable;
  readonly scope: IndexedScope;
  readonly query: ListQuery;
  readonly plan: Plan;
}

/** Reads chunks until the page is full, the range ends or the budget is spent. */
async function readInOrder({ table, scope, query, plan }: Reading, { limit, after }: PageOptions): Promise<Page> {
  const matches = createFilter(scope.type, query);
  const attributes = [...recordAttributes(scope.type), ...(plan.index === undefined ? [] : [plan.index.sortKey])];
  const found: Item[] = [];
  let start = after === undefined ? undefined : startKey(scope, query, plan, after);
  let chunk = limit + 1;
  for (let spent = 0; spent < PAGE_BUDGET; chunk = Math.min(chunk * 2, LARGEST_CHUNK)) {
    const { items, last, units } = await table.query({ ...keyCondition(plan), limit: chunk, after: start, attributes });
    found.push(...(await matching(items, matches)));
    spent += units;
    const page = pageWithin(found.slice(0, limit), bytesOf(plan, spent));
    if (page.length < found.length) return pageOf(scope, page, positionOf(query, plan, page.at(-1)));
    if (last === undefined) return pageOf(scope, found);
    start = last;
  }
  return pageOf(scope, found, positionOf(query, plan, start));
}

/**
 * Returns the maximum bytes that these read units read.
 * A unit is 4 KB in the table and 8 KB in an index, whose reads are not consistent.
 */
function bytesOf({ index }: Plan, units: number): number {
  return units * (index === undefined ? 4_096 : 8_192);
}

/** Returns the items that fit into one response, at least one item. @param bytes the size of the read */
function pageWithin(items: readonly Item[], bytes: number): readonly Item[] {
  if (bytes <= SAFE_BYTES) return items;
  let size = 0;
  const end = items.findIndex((item, n) => {
    size += Buffer.byteLength(JSON.stringify(item));
    return n > 0 && size > PAGE_BYTES;
  });
  return end === -1 ? items : items.slice(0, end);
}

/** Reads the whole range and keeps only the page. Used for a list whose index is not complete. */
async function readSorted({ table, scope, query, plan }: Reading, { limit, after }: PageOptions): Promise<Page> {
  const matches = createFilter(scope.type, query);
  const by = keyPart(scope.type, query.sort.field);
  const attributes = recordAttributes(scope.type);
  const direction = query.sort.descending ? -1 : 1;
  const isAfter = (key: string) => after === undefined || compareKeys(key, after.key ?? '') * direction > 0;
  let found: { readonly item: Item; readonly key: string }[] = [];
  let start: Item | undefined;
  let spent = 0;
  for (;;) {
    const { items, last, units } = await table.query({ ...keyCondition(plan), after: start, attributes });
    spent += units;
    const keyed = (await matching(items, matches)).map((item) => ({ item, key: indexSortKey(by, item, String(item[SORT_KEY])) }));
    found.push(...keyed.filter(({ key }) => isAfter(key)));
    found = found.sort((a, b) => compareKeys(a.key, b.key) * direction).slice(0, limit + 1);
    if (last === undefined) break;
    start = last;
    if (spent >= COUNT_BUDGET) throw new IndexBuilding(query.sort.field);
  }
  const items = pageWithin(
    found.slice(0, limit).map(({ item }) => item),
    bytesOf(plan, spent),
  );
  const end = found.length > items.length ? found[items.length - 1] : undefined;
  return pageOf(scope, items, end && { id: String(end.item[SORT_KEY]), key: end.key });
}

/** Counts records within the budget. Reads only the attributes that the test needs. */
export async function countRecords(table: DynamoTable, scope: IndexedScope, query: ListQuery, groupBy?: string): Promise<Count> {
  const plan = planQuery(scope, query);
  const matches = createFilter(scope.type, query);
  const attributes = [
    ...new Set([...filteredAttributes(scope.type, query), ...(groupBy === undefined ? [] : attributesOf(scope.type.fields, groupBy))]),
  ];
  const groups = new Map<string, number>();
  const result = (complete: boolean) => ({ count, groups: Object.fromEntries(groups), complete });
  let count = 0;
  let start: Item | undefined;
  for (let spent = 0; plan.range !== 'none'; ) {
    if (spent >= COUNT_BUDGET) return result(false);
    const { items, last, units } = await table.query({ ...keyCondition(plan), after: start, attributes });
    for (const item of await matching(items, matches)) {
      count++;
      const value = groupBy === undefined ? undefined : fieldValue(scope.type, groupBy, item);
      if (value !== undefined) groups.set(plainText(value), (groups.get(plainText(value)) ?? 0) + 1);
    }
    if (last === undefined) break;
    start = last;
    spent += units;
  }
  return result(true);
}

/** Items that are tested before other requests can run. A search folds every text of an item, which takes up to 2 ms. */
const TESTED_AT_ONCE = 30;

async function matching(items: readonly Item[], matches: (item: Item) => boolean): Promise<Item[]> {
  const found: Item[] = [];
  for (let start = 0; start < items.length; start += TESTED_AT_ONCE) {
    if (start > 0) await yieldToEventLoop();
    found.push(...items.slice(start, start + TESTED_AT_ONCE).filter(matches));
  }
  return found;
}

function pageOf(scope: Scope, items: readonly Item[], next?: Position): Page {
  const records = items.map((item) => toRecord(scope, item));
  return next === undefined ? { records } : { records, next };
}

/**
 * Returns the start of the next page.
 * It does not contain the index, so that the cursor stays valid if another index serves the list later.
 */
function positionOf({ sort }: ListQuery, { index }: Plan, last: Item | undefined): Position | undefined {
  if (last === undefined) return undefined;
  const id = String(last[SORT_KEY]);
  return sort.field === 'createdAt' || index === undefined ? { id } : { id, key: String(last[index.sortKey]) };
}

function startKey(scope: Scope, { sort }: ListQuery, { index, partition, order, beforeId = '' }: Plan, { id, key }: Position): Item {
  const inTable = recordKey(scope, id);
  if (index === undefined) return inTable;
  const sortKey = order === 'level' ? beforeId + id : sort.field === 'createdAt' ? id : key;
  return { ...inTable, [index.partitionKey]: partition, [index.sortKey]: sortKey };
}

function keyCondition({ index, partition, range, descending }: Plan): QueryInput {
  const expression = createExpression();
  const partitionKey = expression.name(index?.partitionKey ?? PARTITION_KEY);
  const clauses = [`${partitionKey} = ${expression.value(partition)}`];
  if (range !== undefined && range !== 'none') {
    const sortKey = expression.name(index?.sortKey ?? SORT_KEY);
    if ('prefix' in range) clauses.push(`begins_with(${sortKey}, ${expression.value(range.prefix)})`);
    else clauses.push(`${sortKey} BETWEEN ${expression.value(range.low)} AND ${expression.value(range.high)}`);
  }
  const { condition, names, values } = expression.condition(clauses);
  // Only the table can be read consistently. So a list in the default order shows the latest writes.
  return { condition, names, values, index: index?.name, descending, consistent: index === undefined };
}
