import type { Index } from '../schema/definition.ts';
import {
  compareKeys,
  indexesOf,
  indexPartition,
  type Range,
  rangeOf,
  recordPartition,
  termOf,
  trashIndex,
  trashPartition,
} from './keys.ts';
import type { ListQuery, Scope } from './record-store.ts';
import type { TableIndex } from './table.ts';

/** How a query is read: one partition, in one direction, within one range. */
export interface Plan {
  /** The index; absent where the table itself is read. */
  readonly index?: TableIndex;
  readonly partition: string;
  /** `none`: no key can be in it. */
  readonly range?: Range | 'none';
  readonly descending: boolean;
}

interface Candidate {
  readonly plan: Omit<Plan, 'descending'>;
  /** How much of the query the keys serve; the highest wins. */
  readonly worth: number;
}

/**
 * Picks what serves the sort order and most of the filters by key; the rest is filtered after the read. It never scans:
 * every candidate is one partition of the caller's workspace.
 */
export function planQuery(scope: Scope, query: ListQuery): Plan {
  const candidates = [
    creationOrder(scope, query),
    ...indexesOf(scope.type).map(([index, table]) => declaredIndex(scope, query, index, table)),
  ];
  const best = candidates.filter((candidate) => candidate !== undefined).sort((a, b) => b.worth - a.worth)[0];
  if (best === undefined) throw new RangeError(`no index of ${scope.type.name} is in the order of ${query.sort.field}`);
  return { ...best.plan, descending: query.sort.descending };
}

function creationOrder(scope: Scope, { sort, trashed }: ListQuery): Candidate | undefined {
  if (sort.field !== 'createdAt') return undefined;
  const plan = trashed ? { index: trashIndex(), partition: trashPartition(scope) } : { partition: recordPartition(scope) };
  return { plan, worth: 0 };
}

function declaredIndex(scope: Scope, query: ListQuery, index: Index, table: TableIndex): Candidate | undefined {
  const { where, by } = index;
  const equal = equalTo(query, by);
  // Among records that are equal in `by`, or all without it, the index is in the order of ids, which is the order of creation.
  const isLevel = equal !== undefined || isUnset(query, by);
  const inOrder = by === query.sort.field || (query.sort.field === 'createdAt' && isLevel);
  if (!inOrder) return undefined;

  const side = query.trashed ? 'trash' : 'live';
  const range = by === 'createdAt' ? undefined : rangeFor(scope, query, by);
  const ranged = { index: table, ...(range === undefined ? {} : { range }) };
  const rangeWorth = range === undefined ? 0 : isLevel ? 2 : 1;
  if (where === undefined) return { plan: { ...ranged, partition: indexPartition(scope, side, index) }, worth: rangeWorth };

  const wanted = equalTo(query, where);
  if (wanted === undefined || query.trashed) return undefined;
  return { plan: { ...ranged, partition: indexPartition(scope, side, index, termOf(scope.type, where, wanted)) }, worth: 4 + rangeWorth };
}

/** The one value that the query asks a field to have, if it asks for just one. */
function equalTo({ filters }: ListQuery, field: string): unknown {
  const filter = filters.find((one) => one.field === field && one.operator === 'eq' && one.values.length === 1);
  return filter?.values[0];
}

function isUnset({ filters }: ListQuery, field: string): boolean {
  return filters.some((one) => one.field === field && one.operator === 'exists' && one.values[0] === false);
}

function rangeFor({ type }: Scope, query: ListQuery, by: string): Range | 'none' | undefined {
  const equal = equalTo(query, by);
  if (equal !== undefined) return rangeOf.equals(type, by, equal);
  const operands = Object.fromEntries(
    query.filters.filter(({ field }) => field === by).map(({ operator, values }) => [operator, values[0]]),
  );
  if (typeof operands['prefix'] === 'string') return rangeOf.startsWith(operands['prefix']);
  if (['gt', 'gte', 'lt', 'lte'].some((operator) => operator in operands)) {
    const range = rangeOf.between(type, by, operands);
    return 'low' in range && compareKeys(range.low, range.high) > 0 ? 'none' : range;
  }
  return typeof operands['exists'] === 'boolean' ? rangeOf.exists(operands['exists']) : undefined;
}
