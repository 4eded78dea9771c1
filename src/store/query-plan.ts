import type { RecordType } from '../schema/record-type.ts';
import { type IndexedScope, indexPartition, trashPartition } from './index-keys.ts';
import { type Range, rangeOf } from './index-sort-key.ts';
import { type KeyPart, keyPart, type PlacedIndex } from './index-spec.ts';
import { compareKeys, recordPartition } from './keys.ts';
import type { ListQuery } from './record-store.ts';
import { type TableIndex, tableIndex, trashIndex } from './table.ts';
import { termOf } from './terms.ts';

/** How to read a query: one partition, in one direction, within one range. */
export interface Plan {
  /** The index; absent if the table itself is read. */
  readonly index?: TableIndex;
  readonly partition: string;
  /** `none` if no key can be in the range. */
  readonly range?: Range | 'none';
  /** The text before the id in all keys of the range, if the order is `level`. */
  readonly beforeId?: string;
  readonly descending: boolean;
  /**
   * How the order of the read fits the query.
   * - `sorted`: by the query's sort field.
   * - `level`: all keys of the range differ only in the id.
   * - `other`: the records must be sorted after the read.
   */
  readonly order: 'sorted' | 'level' | 'other';
}

interface Candidate {
  readonly plan: Omit<Plan, 'descending'>;
  /** How many of the query's conditions the keys cover. The highest value wins. */
  readonly worth: number;
}

/**
 * Picks the plan that gives the sort order and covers most filters by key. Other filters are applied after the read.
 * Never scans: every candidate is one partition of the caller's workspace. `scope.indexes` must contain only complete indexes.
 */
export function planQuery(scope: IndexedScope, query: ListQuery): Plan {
  const candidates = [creationOrder(scope, query), ...scope.indexes.flatMap((index) => placedIndex(scope, query, index) ?? [])].sort(
    (a, b) => b.worth - a.worth,
  );
  const { descending } = query.sort;
  const best = candidates.find(({ plan }) => plan.order !== 'other') ?? candidates[0];
  if (best === undefined) throw new RangeError(`no partition holds ${scope.type.name}`);
  return { ...best.plan, descending };
}

function creationOrder(scope: IndexedScope, query: ListQuery): Candidate {
  const source = query.trashed ? { index: trashIndex(), partition: trashPartition(scope) } : { partition: recordPartition(scope) };
  const order = query.sort.field === 'createdAt' ? 'sorted' : 'other';
  const range = createdRange(query);
  return range === undefined ? { plan: { ...source, order }, worth: 0 } : { plan: { ...source, order, range }, worth: 1 };
}

function placedIndex(scope: IndexedScope, query: ListQuery, index: PlacedIndex): Candidate | undefined {
  const { where, by } = index;
  const field = by === 'createdAt' ? by : by.field;
  const equal = equalTo(query, field);
  // If all records have the same `by`, or none has it, the index is in the order of ids, which is the order of creation.
  const isLevel = equal !== undefined || isUnset(query, field);
  const order: Plan['order'] = field === query.sort.field ? 'sorted' : query.sort.field === 'createdAt' && isLevel ? 'level' : 'other';

  const side = query.trashed ? 'trash' : 'live';
  const { range, beforeId } = by === 'createdAt' ? { range: createdRange(query) } : levelRange(query, by, order);
  const ranged = {
    order,
    index: tableIndex(index.slot),
    ...(range === undefined ? {} : { range }),
    ...(beforeId === undefined ? {} : { beforeId }),
  };
  const rangeWorth = range === undefined ? 0 : isLevel ? 2 : 1;
  if (where === undefined) return { plan: { ...ranged, partition: indexPartition(scope, side, index) }, worth: rangeWorth };

  const wanted = equalTo(query, where.field);
  if (wanted === undefined || query.trashed) return undefined;
  return { plan: { ...ranged, partition: indexPartition(scope, side, index, termOf(where, wanted)) }, worth: 4 + rangeWorth };
}

/** Returns the value that a field must equal, if the query names exactly one. */
function equalTo({ filters }: ListQuery, field: string): unknown {
  const filter = filters.find((candidate) => candidate.field === field && candidate.operator === 'eq' && candidate.values.length === 1);
  return filter?.values[0];
}

function isUnset({ filters }: ListQuery, field: string): boolean {
  return filters.some((filter) => filter.field === field && filter.operator === 'exists' && filter.values[0] === false);
}

/**
 * Returns the range of keys that a query needs in an index by its sort field. For `createdAt`, it is a range of ids.
 * `undefined` means all keys.
 */
export function sortRange(type: RecordType, query: ListQuery): Range | 'none' | undefined {
  return query.sort.field === 'createdAt' ? createdRange(query) : rangeFor(query, keyPart(type, query.sort.field));
}

interface RangeOfIndex {
  readonly range?: Range | 'none' | undefined;
  readonly beforeId?: string;
}

/** Does the same as `rangeFor`. If all keys of the range differ only in the id, bounds on `createdAt` also narrow the range. */
function levelRange(query: ListQuery, by: KeyPart, order: Plan['order']): RangeOfIndex {
  const range = rangeFor(query, by);
  if (order !== 'level' || range === undefined || range === 'none' || !('prefix' in range)) return { range };
  const { prefix: beforeId } = range;
  const created = createdRange(query);
  if (created === undefined || created === 'none') return { range: created ?? range, beforeId };
  return { range: { low: beforeId + created.low, high: beforeId + created.high }, beforeId };
}

/** Returns the range of ids for the query's bounds on `createdAt`. `undefined` means all ids. */
function createdRange(query: ListQuery): { readonly low: string; readonly high: string } | 'none' | undefined {
  const bounds = boundsOf(query, 'createdAt');
  if (Object.keys(bounds).length === 0) return undefined;
  const range = rangeOf.created(bounds);
  return range.low > range.high ? 'none' : range;
}

function boundsOf({ filters }: ListQuery, field: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(filters.filter((filter) => filter.field === field).map(({ operator, values }) => [operator, values[0]]));
}

function rangeFor(query: ListQuery, by: KeyPart): Range | 'none' | undefined {
  const equal = equalTo(query, by.field);
  if (equal !== undefined) return rangeOf.equals(by, equal);
  if (isUnset(query, by.field)) return rangeOf.exists(false);
  const operands = boundsOf(query, by.field);
  if (typeof operands['prefix'] === 'string') return rangeOf.startsWith(operands['prefix']);
  if (['gt', 'gte', 'lt', 'lte'].some((operator) => operator in operands)) {
    const range = rangeOf.between(by, operands);
    return 'low' in range && compareKeys(range.low, range.high) > 0 ? 'none' : range;
  }
  return typeof operands['exists'] === 'boolean' ? rangeOf.exists(operands['exists']) : undefined;
}
