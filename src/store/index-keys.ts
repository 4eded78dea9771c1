import { indexSortKey } from './index-sort-key.ts';
import type { IndexSpec, KeyPart, PlacedIndex } from './index-spec.ts';
import type { Item } from './keys.ts';
import type { Scope } from './record-store.ts';
import { SORT_KEY, TABLE_INDEXES, tableIndex, trashIndex } from './table.ts';
import { termOf, valueFor } from './terms.ts';

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
