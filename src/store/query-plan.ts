import type { RecordType } from '../schema/record-type.ts';
import { type KeyPart, keyPart, type PlacedIndex } from './index-spec.ts';
import {
  compareKeys,
  type IndexedScope,
  indexPartition,
  type Range,
  rangeOf,
  recordPartition,
  tableIndex,
  termOf,
  trashIndex,
  trashPartition,
} from './keys.ts';
import type { ListQuery } from './record-store.ts';
import type { TableIndex } from './table.ts';

/** How a query is read: one partition, in one direction, within one range. */
export interface Plan {
  /** The index; absent where the table itself is read. */
  readonly index?: TableIndex;
  readonly partition: string;
  /** `none`: no key can be in it. */
  readonly range?: Range | 'none';
  readonly descending: boolean;
  /**
   * How the order of the read fits the query: `sorted` by its field; `level`, where all keys of the range differ only in the id;
   * or `other`, where the records must be sorted after the read.
   */
  readonly order: 'sorted' | 'level' | 'other';
}

interface Candidate {
  readonly plan: Omit<Plan, 'descending'>;
  /** How much of the query the keys serve; the highest wins. */
  readonly worth: number;
}

/**
 * Picks the plan that gives the sort order and serves most filters by key. The rest is filtered after the read. It never scans:
 * every candidate is one partition of the caller's workspace. Only indexes that are complete are among `scope.indexes` here.
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

function creationOrder(scope: IndexedScope, { sort, trashed }: ListQuery): Candidate {
  const source = trashed ? { index: trashIndex(), partition: trashPartition(scope) } : { partition: recordPartition(scope) };
  return { plan: { ...source, order: sort.field === 'createdAt' ? 'sorted' : 'other' }, worth: 0 };
}

function placedIndex(scope: IndexedScope, query: ListQuery, index: PlacedIndex): Candidate | undefined {
  const { where, by } = index;
  const field = by === 'createdAt' ? by : by.field;
  const equal = equalTo(query, field);
  // Among records that are equal in `by`, or all without it, the index is in the order of ids, which is the order of creation.
  const isLevel = equal !== undefined || isUnset(query, field);
  const order: Plan['order'] = field === query.sort.field ? 'sorted' : query.sort.field === 'createdAt' && isLevel ? 'level' : 'other';

  const side = query.trashed ? 'trash' : 'live';
  const range = by === 'createdAt' ? undefined : rangeFor(query, by);
  const ranged = { order, index: tableIndex(index.slot), ...(range === undefined ? {} : { range }) };
  const rangeWorth = range === undefined ? 0 : isLevel ? 2 : 1;
  if (where === undefined) return { plan: { ...ranged, partition: indexPartition(scope, side, index) }, worth: rangeWorth };

  const wanted = equalTo(query, where.field);
  if (wanted === undefined || query.trashed) return undefined;
  return { plan: { ...ranged, partition: indexPartition(scope, side, index, termOf(where, wanted)) }, worth: 4 + rangeWorth };
}

/** The one value that the query asks a field to have, if it asks for just one. */
function equalTo({ filters }: ListQuery, field: string): unknown {
  const filter = filters.find((candidate) => candidate.field === field && candidate.operator === 'eq' && candidate.values.length === 1);
  return filter?.values[0];
}

function isUnset({ filters }: ListQuery, field: string): boolean {
  return filters.some((filter) => filter.field === field && filter.operator === 'exists' && filter.values[0] === false);
}

/** The range of keys that a query wants of an index by its sort field; `undefined`: all of them. */
export function sortRange(type: RecordType, query: ListQuery): Range | 'none' | undefined {
  return query.sort.field === 'createdAt' ? undefined : rangeFor(query, keyPart(type, query.sort.field));
}

function rangeFor(query: ListQuery, by: KeyPart): Range | 'none' | undefined {
  const equal = equalTo(query, by.field);
  if (equal !== undefined) return rangeOf.equals(by, equal);
  if (isUnset(query, by.field)) return rangeOf.exists(false);
  const operands = Object.fromEntries(
    query.filters.filter(({ field }) => field === by.field).map(({ operator, values }) => [operator, values[0]]),
  );
  if (typeof operands['prefix'] === 'string') return rangeOf.startsWith(operands['prefix']);
  if (['gt', 'gte', 'lt', 'lte'].some((operator) => operator in operands)) {
    const range = rangeOf.between(by, operands);
    return 'low' in range && compareKeys(range.low, range.high) > 0 ? 'none' : range;
  }
  return typeof operands['exists'] === 'boolean' ? rangeOf.exists(operands['exists']) : undefined;
}
