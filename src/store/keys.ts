import type { Index } from '../schema/definition.ts';
import type { RecordType } from '../schema/record-type.ts';
import { SEPARATOR } from '../schema/text-order.ts';
import type { Scope, Values } from './record-store.ts';
import { TABLE_INDEXES, type TableIndex, TRASH_INDEX } from './table.ts';

/**
 * Where things lie in the one table.
 *
 *     pk  records#<workspace>#<type>                                  sk  <id>
 *     iNpk  <workspace>#<type>#live#<by>[#<where>#<value>]            iNsk  1<sort key of `by`>\u0001<id>, or 2\u0001<id> if unset
 *     pk  idempotency#<workspace>                                     sk  <hash of the key>
 *
 * Neither a workspace nor a type's name can hold a `#`, so no two scopes share a partition. `1` and `2` put the records
 * without the field last in ascending order, as PostgreSQL does. Every write is paid by the begun KB, in the table and in each index:
 * what the keys tell (the id, and by it the time of creation) stands nowhere else.
 */

/** An item as it lies in the table. */
export type Item = Readonly<Record<string, unknown>>;
export type Key = { readonly pk: string; readonly sk: string };

const PRESENT = '1';
const ABSENT = '2';
/** Above every key of one value, below every key of the next. */
const AFTER = '\u0002';

export function recordPartition({ workspace, type }: Scope): string {
  return `records#${workspace}#${type.name}`;
}

/** Whose records of which type a partition of the table holds; `undefined` if it holds no records. */
export function ownerOfPartition(partition: string): { readonly workspace: string; readonly typeName: string } | undefined {
  const [, workspace, typeName] = /^records#([^#]+)#([^#]+)$/.exec(partition) ?? [];
  return workspace === undefined || typeName === undefined ? undefined : { workspace, typeName };
}

export function recordKey(scope: Scope, id: string): Key {
  return { pk: recordPartition(scope), sk: id };
}

export function idempotencyKey(workspace: string, hash: string): Key {
  return { pk: `idempotency#${workspace}`, sk: hash };
}

export type Side = 'live' | 'trash';

/** The partition of an index that holds one type's records, live or trashed, and of one value where the index has a `where`. */
export function indexPartition(scope: Scope, side: Side, { by, where }: Index, term?: string): string {
  const partition = `${scope.workspace}#${scope.type.name}#${side}#${by}`;
  return where === undefined ? partition : `${partition}#${where}#${term}`;
}

/** The partition of the trash index, which orders by creation: its sort key is the record's id. */
export function trashPartition(scope: Scope): string {
  return indexPartition(scope, 'trash', { by: 'createdAt' });
}

function indexSortKey(type: RecordType, { by }: Index, value: unknown, id: string): string {
  if (by === 'createdAt') return id;
  return value === undefined ? ABSENT + SEPARATOR + id : presentPrefix(type, by, value) + SEPARATOR + id;
}

/** DynamoDB's limit for a sort key, in bytes. */
const MAX_SORT_KEY_BYTES = 1024;

/** Whether a text can be the sort key of the record with this id in some index. */
export function isIndexSortKey(text: string, id: string): boolean {
  const hasForm = text === id || ((text.startsWith(PRESENT) || text.startsWith(ABSENT)) && text.endsWith(SEPARATOR + id));
  return hasForm && text.isWellFormed() && Buffer.byteLength(text) <= MAX_SORT_KEY_BYTES;
}

function presentPrefix(type: RecordType, by: string, value: unknown): string {
  return PRESENT + (type.fields[by]?.sortKey?.(value) ?? '');
}

/** Attributes to set and to remove so that a record lies where it should in its type's indexes. */
export interface IndexKeys {
  readonly set: Item;
  readonly remove: readonly string[];
}

/**
 * The index keys of a live record that the named fields decide (all of them if no names are given). Each key attribute
 * depends on one field alone, so a patch that knows only its own fields can move the record within an index.
 */
export function liveIndexKeys(scope: Scope, id: string, values: Values, names?: ReadonlySet<string>): IndexKeys {
  const set: Record<string, string> = {};
  const remove: string[] = [];
  for (const [index, attributes] of indexesOf(scope.type)) {
    const { where, by } = index;
    if (names === undefined || names.has(by)) set[attributes.sortKey] = indexSortKey(scope.type, index, values[by], id);
    if (names === undefined || (where !== undefined && names.has(where))) {
      const term = where === undefined ? undefined : termOf(scope.type, where, values[where]);
      if (where !== undefined && term === undefined) remove.push(attributes.partitionKey);
      else set[attributes.partitionKey] = indexPartition(scope, 'live', index, term);
    }
  }
  return { set, remove };
}

/**
 * What moves a record from its type's indexes to the trash's, without knowing its values: indexes without `where` have a
 * partition for the trash with the same sort keys; those with `where` let go of it.
 */
export function trashIndexKeys(scope: Scope, id: string): IndexKeys {
  const trash = trashIndex();
  const set: Record<string, string> = { [trash.partitionKey]: trashPartition(scope), [trash.sortKey]: id };
  const remove: string[] = [];
  for (const [index, attributes] of indexesOf(scope.type)) {
    if (index.where === undefined) set[attributes.partitionKey] = indexPartition(scope, 'trash', index);
    else remove.push(attributes.partitionKey);
  }
  return { set, remove };
}

/** The index keys of a record that is to lie in the table as it is: live, or in the trash. */
export function indexKeys(scope: Scope, id: string, values: Values, side: Side): Item {
  const live = liveIndexKeys(scope, id, values).set;
  if (side === 'live') return live;
  const { set, remove } = trashIndexKeys(scope, id);
  return Object.fromEntries(Object.entries({ ...live, ...set }).filter(([name]) => !remove.includes(name)));
}

/** What a restored record needs: its type's indexes again, and the trash's no more. */
export function restoredIndexKeys(scope: Scope, id: string, values: Values): IndexKeys {
  const { set, remove } = liveIndexKeys(scope, id, values);
  const trash = trashIndex();
  return { set, remove: [...remove, trash.partitionKey, trash.sortKey] };
}

export function trashIndex(): TableIndex {
  return tableIndex(TRASH_INDEX);
}

/** A type's indexes beside the table's that hold them, in the order of their declaration. */
export function indexesOf(type: RecordType): [Index, TableIndex][] {
  return type.indexes.map((index, position) => [index, tableIndex(position)]);
}

function tableIndex(position: number): TableIndex {
  const index = TABLE_INDEXES[position];
  if (index === undefined) throw new RangeError(`the table has no index at position ${position}`);
  return index;
}

/** The one term of a value by which an index with `where` finds it. */
export function termOf(type: RecordType, name: string, value: unknown): string | undefined {
  return value === undefined ? undefined : type.fields[name]?.terms(value)[0];
}

/** Bounds on an index's sort key: both ends included, or everything that begins with a text. */
export type Range = { readonly low: string; readonly high: string } | { readonly prefix: string };

export const rangeOf = {
  exists: (exists: boolean): Range => ({ prefix: exists ? PRESENT : ABSENT }),
  startsWith: (folded: string): Range => ({ prefix: PRESENT + folded }),
  equals: (type: RecordType, by: string, value: unknown): Range => ({ prefix: presentPrefix(type, by, value) + SEPARATOR }),
  /** Bounds as `[gt]`, `[gte]`, `[lt]` and `[lte]` name them; records without the field are in no such range. */
  between(type: RecordType, by: string, bounds: { gt?: unknown; gte?: unknown; lt?: unknown; lte?: unknown }): Range {
    const { gt, gte, lt, lte } = bounds;
    const lows: string[] = [];
    if (gte !== undefined) lows.push(presentPrefix(type, by, gte));
    if (gt !== undefined) lows.push(presentPrefix(type, by, gt) + AFTER);
    const highs: string[] = [];
    if (lt !== undefined) highs.push(presentPrefix(type, by, lt));
    if (lte !== undefined) highs.push(presentPrefix(type, by, lte) + AFTER);
    return { low: lows.sort(compareKeys).at(-1) ?? PRESENT, high: highs.sort(compareKeys)[0] ?? ABSENT };
  },
};

/** The order of DynamoDB's strings: by UTF-8 bytes, which is by code point and not by the UTF-16 units of `<`. */
export function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
