import { createHash } from 'node:crypto';
import { KEY_FORMATS, type KeyFormat, MAX_INDEXED_BYTES } from '../schema/key-format.ts';
import { SEPARATOR } from '../schema/text-order.ts';
import { idPrefixOf } from './creation-time.ts';
import type { IndexSpec, KeyPart, PlacedIndex } from './index-spec.ts';
import type { Scope } from './record-store.ts';
import { SORT_KEY, TABLE_INDEXES, type TableIndex, TRASH_INDEX } from './table.ts';

/**
 * The keys of the items in the one table.
 *
 *     pk  records#<workspace>#<type>                                  sk  <id>
 *     pk  system#<workspace>#<type>                                   sk  <id>, of a record that the service itself uses
 *     iNpk  <workspace>#<type>#live#<by>[#<where>#<value>]            iNsk  1<sort key of `by`>\u0001<id>, or 2\u0001<id> if unset
 *     pk  people#<workspace>                                          sk  <sub>
 *     pk  idempotency#<workspace>                                     sk  <hash of the key>
 *     pk  unique#<workspace>#<type>#<field>                           sk  <hash of a term that a record holds>
 *     pk  table                                                       sk  layout
 *
 * Workspaces and names of types cannot contain `#`, so no two scopes share a partition.
 * `1` and `2` put the records without the field last in ascending order, as PostgreSQL does.
 * DynamoDB charges each write by the KB, in the table and in each index.
 * So the id, which contains the time of creation, is stored only in the key.
 */

/** A stored item. */
export type Item = Readonly<Record<string, unknown>>;
export type Key = { readonly pk: string; readonly sk: string };

const PRESENT = '1';
const ABSENT = '2';
/** An id starts with a hexadecimal digit. */
const BELOW_IDS = '0';
const ABOVE_IDS = 'g';
/** Sorts after every key of one value and before every key of the next value. */
const AFTER = '\u0002';

/** The part of a scope that keys contain. */
export interface NamedScope {
  readonly workspace: string;
  readonly type: { readonly name: string; readonly isSystem?: true };
}

export function recordPartition({ workspace, type }: NamedScope): string {
  return `${type.isSystem ? 'system' : 'records'}#${workspace}#${type.name}`;
}

/** Returns the workspace and the type of a partition with records, or `undefined` for other partitions. */
export function ownerOfPartition(partition: string): PartitionOwner | undefined {
  return ownerBehind('records', partition);
}

/** Returns the workspace and the type of a partition with records that the service itself uses. */
export function ownerOfSystemPartition(partition: string): PartitionOwner | undefined {
  return ownerBehind('system', partition);
}

export interface PartitionOwner {
  readonly workspace: string;
  readonly typeName: string;
}

function ownerBehind(prefix: string, partition: string): PartitionOwner | undefined {
  const [found, workspace, typeName, ...others] = partition.split('#');
  return found === prefix && workspace && typeName && others.length === 0 ? { workspace, typeName } : undefined;
}

export function recordKey(scope: NamedScope, id: string): Key {
  return { pk: recordPartition(scope), sk: id };
}

export function peoplePartition(workspace: string): string {
  return `people#${workspace}`;
}

/** Returns the workspace of a partition with people, or `undefined` for other partitions. */
export function workspaceOfPeople(partition: string): string | undefined {
  return /^people#([^#]+)$/.exec(partition)?.[1];
}

/** Returns the key of a person in the directory of a workspace. */
export function personKey(workspace: string, sub: string): Key {
  return { pk: peoplePartition(workspace), sk: sub };
}

export function idempotencyKey(workspace: string, hash: string): Key {
  return { pk: `idempotency#${workspace}`, sk: hash };
}

/**
 * Returns the key of the claim on a term of a unique field.
 * The term is hashed, because it can be longer than a key, and because a claim can remain longer than its record.
 */
export function claimKey({ workspace, type }: Scope, { field, format }: KeyPart, term: string): Key {
  const hash = createHash('sha256')
    .update(JSON.stringify([format, term]))
    .digest('base64url');
  return { pk: `unique#${workspace}#${type.name}#${field}`, sk: hash };
}

export type Side = 'live' | 'trash';

/** A scope with the type's indexes in the table. Writes update all of them, including indexes of other definitions. */
export interface IndexedScope extends Scope {
  readonly indexes: readonly PlacedIndex[];
}

/** Returns the partition of a type's live or trashed records in an index. With `where`, all its records have the same value. */
export function indexPartition(scope: Scope, side: Side, { by, where }: IndexSpec, term?: string): string {
  const partition = `${scope.workspace}#${scope.type.name}#${side}#${nameOf(by)}`;
  return where === undefined ? partition : `${partition}#${where.field}#${term}`;
}

function nameOf(by: IndexSpec['by']): string {
  return by === 'createdAt' ? by : by.field;
}

/** Returns the partition of the trash index, which is in the order of creation: its sort key is the record's id. */
export function trashPartition(scope: Scope): string {
  return indexPartition(scope, 'trash', { by: 'createdAt' });
}

/** Returns the sort key of a record in an index by this field. All indexes by the same field have the same sort key. */
export function indexSortKey(by: IndexSpec['by'], attributes: Item, id: string): string {
  if (by === 'createdAt') return id;
  const value = valueFor(by, attributes);
  return value === undefined ? ABSENT + SEPARATOR + id : presentPrefix(by, value) + SEPARATOR + id;
}

/** DynamoDB's limit for a sort key, in bytes. */
const MAX_SORT_KEY_BYTES = 1024;

/** Checks whether a text can be the sort key of the record with this id in an index by a field. */
export function isIndexSortKey(text: string, id: string): boolean {
  const hasForm = (text.startsWith(PRESENT) || text.startsWith(ABSENT)) && text.endsWith(SEPARATOR + id);
  return hasForm && text.isWellFormed() && Buffer.byteLength(text) <= MAX_SORT_KEY_BYTES;
}

function presentPrefix({ format }: KeyPart, value: unknown): string {
  const { sortKey }: KeyFormat = KEY_FORMATS[format];
  return PRESENT + within(MAX_INDEXED_BYTES, sortKey?.(value) ?? '');
}

/** Shortens a key. A value from before its field had a limit can be too long for a key. */
function within(bytes: number, key: string): string {
  if (Buffer.byteLength(key) <= bytes) return key;
  // `stream` removes a character that is cut at the end.
  return new TextDecoder().decode(Buffer.from(key).subarray(0, bytes), { stream: true });
}

function valueFor({ field, was }: KeyPart, attributes: Item): unknown {
  return attributes[field] ?? (was === undefined ? undefined : attributes[was]);
}

/** Attributes to set and to remove so that a record has the right keys in the indexes of its type. */
export interface IndexKeys {
  readonly set: Item;
  readonly remove: readonly string[];
}

/**
 * Returns the index keys of a live record that depend on the named attributes. Default: all keys.
 * Each key attribute depends on a single field, so a patch with only some fields can move the record within an index.
 */
export function liveIndexKeys(scope: IndexedScope, id: string, attributes: Item, names?: ReadonlySet<string>): IndexKeys {
  const set: Record<string, string> = {};
  const remove: string[] = [];
  const isDecided = (part: KeyPart | 'createdAt') =>
    names === undefined || (part !== 'createdAt' && (names.has(part.field) || (part.was !== undefined && names.has(part.was))));
  for (const index of scope.indexes) {
    const { where, by, slot } = index;
    const { partitionKey, sortKey } = tableIndex(slot);
    remove.push(...[where, by].flatMap((part) => supersededBy(names, part)));
    if (isDecided(by)) set[sortKey] = indexSortKey(by, attributes, id);
    if (where === undefined ? names === undefined : isDecided(where)) {
      const term = where && termOf(where, valueFor(where, attributes));
      if (where !== undefined && term === undefined) remove.push(partitionKey);
      else set[partitionKey] = indexPartition(scope, 'live', index, term);
    }
  }
  return { set, remove: [...new Set(remove)] };
}

/**
 * Returns the attribute to remove when an older version of the code writes a renamed field.
 * It writes only the former name, and the later write wins.
 */
function supersededBy(names: ReadonlySet<string> | undefined, part: IndexSpec['by'] | undefined): string[] {
  if (names === undefined || part === undefined || part === 'createdAt' || part.was === undefined) return [];
  return names.has(part.was) && !names.has(part.field) ? [part.field] : [];
}

/** Returns the keys that change with every write, live or in the trash: the keys in indexes by `updatedAt`. */
export function changeTimeKeys({ indexes }: IndexedScope, id: string, updatedAt: string): Item {
  return Object.fromEntries(
    indexes.flatMap(({ by, slot }) =>
      by === 'createdAt' || by.field !== 'updatedAt' ? [] : [[tableIndex(slot).sortKey, indexSortKey(by, { updatedAt }, id)]],
    ),
  );
}

/**
 * Returns the keys that move a record to the trash. They do not depend on the record's values.
 * An index without `where` has a partition for the trash with the same sort keys. An index with `where` removes the record.
 */
export function trashIndexKeys(scope: IndexedScope, id: string): IndexKeys {
  const trash = trashIndex();
  const set: Record<string, string> = { [trash.partitionKey]: trashPartition(scope), [trash.sortKey]: id };
  const remove: string[] = [];
  for (const index of scope.indexes) {
    const { partitionKey } = tableIndex(index.slot);
    if (index.where === undefined) set[partitionKey] = indexPartition(scope, 'trash', index);
    else remove.push(partitionKey);
  }
  return { set, remove };
}

/** Returns all index keys of a record, live or in the trash. */
export function indexKeys(scope: IndexedScope, id: string, attributes: Item, side: Side): Item {
  const live = liveIndexKeys(scope, id, attributes).set;
  if (side === 'live') return live;
  const { set, remove } = trashIndexKeys(scope, id);
  return Object.fromEntries(Object.entries({ ...live, ...set }).filter(([name]) => !remove.includes(name)));
}

const INDEX_ATTRIBUTES = TABLE_INDEXES.flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]);

/** Returns the changes that give a record the correct index keys for these attributes. Empty if the keys are correct. */
export function keyCorrections(scope: IndexedScope, item: Item, attributes = item): IndexKeys {
  const wanted = indexKeys(scope, String(item[SORT_KEY]), attributes, attributes['deletedAt'] === undefined ? 'live' : 'trash');
  return {
    set: Object.fromEntries(Object.entries(wanted).filter(([name, value]) => item[name] !== value)),
    remove: INDEX_ATTRIBUTES.filter((name) => item[name] !== undefined && wanted[name] === undefined),
  };
}

/** Returns the keys that move a restored record from the trash to the indexes of its type. */
export function restoredIndexKeys(scope: IndexedScope, id: string, attributes: Item): IndexKeys {
  const { set, remove } = liveIndexKeys(scope, id, attributes);
  const trash = trashIndex();
  return { set, remove: [...remove, trash.partitionKey, trash.sortKey] };
}

export function trashIndex(): TableIndex {
  return tableIndex(TRASH_INDEX);
}

export function tableIndex(slot: number): TableIndex {
  const index = TABLE_INDEXES[slot];
  if (index === undefined) throw new RangeError(`the table has no index in slot ${slot}`);
  return index;
}

/** Returns the term of a record that no other record may have in a unique field. */
export function uniqueTerm(part: KeyPart, attributes: Item): string | undefined {
  const value = valueFor(part, attributes);
  return value === undefined ? undefined : KEY_FORMATS[part.format].terms(value)[0];
}

/** Returns the term by which an index with `where` finds a value, or `undefined` if it is too long for a key. */
export function termOf({ format }: KeyPart, value: unknown): string | undefined {
  const term = value === undefined ? undefined : KEY_FORMATS[format].terms(value)[0];
  return term === undefined || Buffer.byteLength(term) > MAX_INDEXED_BYTES ? undefined : term;
}

/** A range of sort keys: from `low` to `high`, both included, or all keys with a prefix. */
export type Range = { readonly low: string; readonly high: string } | { readonly prefix: string };

interface Bounds {
  readonly gt?: unknown;
  readonly gte?: unknown;
  readonly lt?: unknown;
  readonly lte?: unknown;
}

export const rangeOf = {
  exists: (exists: boolean): Range => ({ prefix: exists ? PRESENT : ABSENT + SEPARATOR }),
  startsWith: (folded: string): Range => ({ prefix: PRESENT + folded }),
  equals: (by: KeyPart, value: unknown): Range => ({ prefix: presentPrefix(by, value) + SEPARATOR }),
  /** Returns the range for the operators `gt`, `gte`, `lt` and `lte`. Records without the field are never in the range. */
  between(by: KeyPart, bounds: Bounds): Range {
    const { gt, gte, lt, lte } = bounds;
    const lows: string[] = [];
    if (gte !== undefined) lows.push(presentPrefix(by, gte));
    if (gt !== undefined) lows.push(presentPrefix(by, gt) + AFTER);
    const highs: string[] = [];
    if (lt !== undefined) highs.push(presentPrefix(by, lt));
    if (lte !== undefined) highs.push(presentPrefix(by, lte) + AFTER);
    return { low: lows.sort(compareKeys).at(-1) ?? PRESENT, high: highs.sort(compareKeys)[0] ?? ABSENT };
  },
  /** Returns the range of ids of records created within these bounds (RFC 3339). Bounds are shorter than ids, so they never equal an id. */
  created({ gt, gte, lt, lte }: Bounds): { readonly low: string; readonly high: string } {
    const bound = (time: unknown, later: number) => (time === undefined ? [] : [idPrefixOf(Date.parse(String(time)) + later)]);
    const lows = [...bound(gte, 0), ...bound(gt, 1)].sort();
    const highs = [...bound(lt, 0), ...bound(lte, 1)].sort();
    return { low: lows.at(-1) ?? BELOW_IDS, high: highs[0] ?? ABOVE_IDS };
  },
};

/** Compares strings in the order of DynamoDB: by UTF-8 bytes, and so by code point. `<` compares UTF-16 units. */
export function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
