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
 *     iNpk  <workspace>#<type>#live#<by>[#<where>#<value>]            iNsk  1<sort key of `by`>\u0001<id>, or 2\u0001<id> if unset
 *     pk  people#<workspace>                                          sk  <sub>
 *     pk  idempotency#<workspace>                                     sk  <hash of the key>
 *     pk  unique#<workspace>#<type>#<field>                           sk  <hash of a term that a record holds>
 *     pk  table                                                       sk  layout
 *
 * Neither a workspace nor a type's name can hold a `#`, so no two scopes share a partition. `1` and `2` put the records
 * without the field last in ascending order, as PostgreSQL does. DynamoDB charges each write by the KB, in the table and in each index:
 * so the id, which contains the time of creation, is stored in the key only.
 */

/** An item as it is stored. */
export type Item = Readonly<Record<string, unknown>>;
export type Key = { readonly pk: string; readonly sk: string };

const PRESENT = '1';
const ABSENT = '2';
/** An id begins with a hexadecimal digit. */
const BELOW_IDS = '0';
const ABOVE_IDS = 'g';
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

export function peoplePartition(workspace: string): string {
  return `people#${workspace}`;
}

/** Whose people a partition of the table holds; `undefined` if it holds no people. */
export function workspaceOfPeople(partition: string): string | undefined {
  return /^people#([^#]+)$/.exec(partition)?.[1];
}

/** The item of a person in the directory of a workspace. */
export function personKey(workspace: string, sub: string): Key {
  return { pk: peoplePartition(workspace), sk: sub };
}

export function idempotencyKey(workspace: string, hash: string): Key {
  return { pk: `idempotency#${workspace}`, sk: hash };
}

/** The claim of a record on a term of a unique field. Hashed: a term can be longer than a key, and outlive its record for a while. */
export function claimKey({ workspace, type }: Scope, { field, format }: KeyPart, term: string): Key {
  const hash = createHash('sha256')
    .update(JSON.stringify([format, term]))
    .digest('base64url');
  return { pk: `unique#${workspace}#${type.name}#${field}`, sk: hash };
}

export type Side = 'live' | 'trash';

/** A scope with the indexes that its type has in the table. Writes keep all of them up to date, also those of other definitions. */
export interface IndexedScope extends Scope {
  readonly indexes: readonly PlacedIndex[];
}

/** The partition of an index that holds one type's records, live or trashed, and of one value where the index has a `where`. */
export function indexPartition(scope: Scope, side: Side, { by, where }: IndexSpec, term?: string): string {
  const partition = `${scope.workspace}#${scope.type.name}#${side}#${nameOf(by)}`;
  return where === undefined ? partition : `${partition}#${where.field}#${term}`;
}

function nameOf(by: IndexSpec['by']): string {
  return by === 'createdAt' ? by : by.field;
}

/** The partition of the trash index, which orders by creation: its sort key is the record's id. */
export function trashPartition(scope: Scope): string {
  return indexPartition(scope, 'trash', { by: 'createdAt' });
}

/** The sort key of a record in an index by this part; the same in each index by it. */
export function indexSortKey(by: IndexSpec['by'], attributes: Item, id: string): string {
  if (by === 'createdAt') return id;
  const value = valueFor(by, attributes);
  return value === undefined ? ABSENT + SEPARATOR + id : presentPrefix(by, value) + SEPARATOR + id;
}

/** DynamoDB's limit for a sort key, in bytes. */
const MAX_SORT_KEY_BYTES = 1024;

/** Whether a text can be the sort key of the record with this id in some index by a field. */
export function isIndexSortKey(text: string, id: string): boolean {
  const hasForm = (text.startsWith(PRESENT) || text.startsWith(ABSENT)) && text.endsWith(SEPARATOR + id);
  return hasForm && text.isWellFormed() && Buffer.byteLength(text) <= MAX_SORT_KEY_BYTES;
}

function presentPrefix({ format }: KeyPart, value: unknown): string {
  const { sortKey }: KeyFormat = KEY_FORMATS[format];
  return PRESENT + within(MAX_INDEXED_BYTES, sortKey?.(value) ?? '');
}

/** A value from before its field had a limit can be longer than a key may be. */
function within(bytes: number, key: string): string {
  if (Buffer.byteLength(key) <= bytes) return key;
  // With `stream` a character that is cut at the end is left out.
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
 * The index keys of a live record that the named attributes decide (all of them if no names are given). Each key attribute
 * depends on one field alone, so a patch that knows only its own fields can move the record within an index.
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

/** An older version of the code writes a renamed field under its former name alone. The later write wins. */
function supersededBy(names: ReadonlySet<string> | undefined, part: IndexSpec['by'] | undefined): string[] {
  if (names === undefined || part === undefined || part === 'createdAt' || part.was === undefined) return [];
  return names.has(part.was) && !names.has(part.field) ? [part.field] : [];
}

/** The keys of a record, live or in the trash, that change with every write: those in indexes by the time of the last change. */
export function changeTimeKeys({ indexes }: IndexedScope, id: string, updatedAt: string): Item {
  return Object.fromEntries(
    indexes.flatMap(({ by, slot }) =>
      by === 'createdAt' || by.field !== 'updatedAt' ? [] : [[tableIndex(slot).sortKey, indexSortKey(by, { updatedAt }, id)]],
    ),
  );
}

/**
 * Moves a record from the indexes of its type to those of the trash, without its values. An index without `where` has a
 * partition for the trash with the same sort keys; an index with `where` drops the record.
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

/** All index keys of a record, live or in the trash. */
export function indexKeys(scope: IndexedScope, id: string, attributes: Item, side: Side): Item {
  const live = liveIndexKeys(scope, id, attributes).set;
  if (side === 'live') return live;
  const { set, remove } = trashIndexKeys(scope, id);
  return Object.fromEntries(Object.entries({ ...live, ...set }).filter(([name]) => !remove.includes(name)));
}

const INDEX_ATTRIBUTES = TABLE_INDEXES.flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]);

/** What to change in a record so that it has the right index keys for these attributes; nothing: it has them. */
export function keyCorrections(scope: IndexedScope, item: Item, attributes = item): IndexKeys {
  const wanted = indexKeys(scope, String(item[SORT_KEY]), attributes, attributes['deletedAt'] === undefined ? 'live' : 'trash');
  return {
    set: Object.fromEntries(Object.entries(wanted).filter(([name, value]) => item[name] !== value)),
    remove: INDEX_ATTRIBUTES.filter((name) => item[name] !== undefined && wanted[name] === undefined),
  };
}

/** Moves a restored record from the indexes of the trash to those of its type. */
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

/** The term of a record that no other record may have, if the field is unique. */
export function uniqueTerm(part: KeyPart, attributes: Item): string | undefined {
  const value = valueFor(part, attributes);
  return value === undefined ? undefined : KEY_FORMATS[part.format].terms(value)[0];
}

/** The term by which an index with `where` finds a value. A value that is too long for a key cannot be filtered by. */
export function termOf({ format }: KeyPart, value: unknown): string | undefined {
  const term = value === undefined ? undefined : KEY_FORMATS[format].terms(value)[0];
  return term === undefined || Buffer.byteLength(term) > MAX_INDEXED_BYTES ? undefined : term;
}

/** Bounds on an index's sort key: both ends included, or everything that begins with a text. */
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
  /** Bounds as `[gt]`, `[gte]`, `[lt]` and `[lte]` name them; records without the field are in none of them. */
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
  /** The ids of the records that were created within these bounds, in RFC 3339. No id is as short as a bound. */
  created({ gt, gte, lt, lte }: Bounds): { readonly low: string; readonly high: string } {
    const bound = (time: unknown, later: number) => (time === undefined ? [] : [idPrefixOf(Date.parse(String(time)) + later)]);
    const lows = [...bound(gte, 0), ...bound(gt, 1)].sort();
    const highs = [...bound(lt, 0), ...bound(lte, 1)].sort();
    return { low: lows.at(-1) ?? BELOW_IDS, high: highs[0] ?? ABOVE_IDS };
  },
};

/** The order of DynamoDB's strings: by UTF-8 bytes, which is by code point and not by the UTF-16 units of `<`. */
export function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
