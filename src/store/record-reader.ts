import type { DynamoTable, QueryInput } from './dynamo-client.ts';
import { yieldToEventLoop } from './event-loop.ts';
import { createExpression } from './expression.ts';
import { createFilter, filteredAttributes } from './filter.ts';
import { type Item, recordKey } from './keys.ts';
import { type Plan, planQuery } from './query-plan.ts';
import { recordAttributes, toRecord } from './record-item.ts';
import type { Count, ListQuery, Page, Position, Scope } from './record-store.ts';
import { PARTITION_KEY, SORT_KEY } from './table.ts';

/** Read units after which a page ends, full or not: what one request may cost. One consistent unit reads 4 KB. */
const PAGE_BUDGET = 250;
/** Read units after which a count ends and calls itself incomplete. */
const COUNT_BUDGET = 4_000;
/** The most items that one Query of a filtered page evaluates. */
const LARGEST_CHUNK = 1_000;

/** Reads on, chunk by chunk, until the page is full, the range is read or the budget is spent. */
export async function readPage(
  table: DynamoTable,
  scope: Scope,
  query: ListQuery,
  { limit, after }: { limit: number; after?: Position | undefined },
): Promise<Page> {
  const plan = planQuery(scope, query);
  if (plan.range === 'none') return { records: [] };
  const matches = createFilter(scope.type, query);
  const attributes = [...recordAttributes(scope.type), ...(plan.index === undefined ? [] : [plan.index.sortKey])];
  const found: Item[] = [];
  let start = after === undefined ? undefined : startKey(scope, plan, after);
  let chunk = limit + 1;
  for (let spent = 0; spent < PAGE_BUDGET; chunk = Math.min(chunk * 2, LARGEST_CHUNK)) {
    const { items, last, units } = await table.query({ ...keyCondition(plan), limit: chunk, after: start, attributes });
    found.push(...(await matching(items, matches)));
    if (found.length > limit) return pageOf(scope, plan, found.slice(0, limit), found[limit - 1]);
    if (last === undefined) return pageOf(scope, plan, found);
    start = last;
    spent += units;
  }
  return pageOf(scope, plan, found, start);
}

/** Counts by reading what the test needs of every record, within the budget. */
export async function countRecords(table: DynamoTable, scope: Scope, query: ListQuery, groupBy?: string): Promise<Count> {
  const plan = planQuery(scope, query);
  const matches = createFilter(scope.type, query);
  const attributes = [...new Set([...filteredAttributes(scope.type, query), ...(groupBy === undefined ? [] : [groupBy])])];
  const groups: Record<string, number> = {};
  let count = 0;
  let start: Item | undefined;
  for (let spent = 0; plan.range !== 'none'; ) {
    if (spent >= COUNT_BUDGET) return { count, groups, complete: false };
    const { items, last, units } = await table.query({ ...keyCondition(plan), after: start, attributes });
    for (const item of await matching(items, matches)) {
      count++;
      if (groupBy !== undefined) groups[String(item[groupBy])] = (groups[String(item[groupBy])] ?? 0) + 1;
    }
    if (last === undefined) break;
    start = last;
    spent += units;
  }
  return { count, groups, complete: true };
}

/** A search folds every text of every item, which takes long for a full chunk. */
async function matching(items: readonly Item[], matches: (item: Item) => boolean): Promise<Item[]> {
  const found: Item[] = [];
  for (const item of items) {
    if (matches(item)) found.push(item);
    await yieldToEventLoop();
  }
  return found;
}

function pageOf(scope: Scope, plan: Plan, items: readonly Item[], last?: Item): Page {
  const records = items.map((item) => toRecord(scope, item));
  if (last === undefined) return { records };
  const key = plan.index === undefined ? undefined : String(last[plan.index.sortKey]);
  return { records, next: { id: String(last[SORT_KEY]), key } };
}

function startKey(scope: Scope, { index, partition }: Plan, { id, key }: Position): Item {
  const inTable = recordKey(scope, id);
  return index === undefined ? inTable : { ...inTable, [index.partitionKey]: partition, [index.sortKey]: key };
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
  // An index cannot be read consistently; the table can, so that a list in the default order shows what was just written.
  return { condition, names, values, index: index?.name, descending, consistent: index === undefined };
}
