import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { RecordType } from '../schema/record-type.ts';
import { createdAtOf, timeOfId } from './creation-time.ts';
import { attributesOf, fieldValue, isTrashed } from './filter.ts';
import { type IndexedScope, indexKeys, liveIndexKeys } from './index-keys.ts';
import { type Item, recordKey } from './keys.ts';
import type { Author, Scope, StoredRecord, Values } from './record-store.ts';
import { ACTION, FENCE, PARTITION_KEY, SORT_KEY, TABLE_INDEXES, TTL_ATTRIBUTE } from './table.ts';

/** Creates the item of a new record. */
export function newItem(
  scope: IndexedScope,
  values: Values,
  { id, writeId, by, action }: Omit<Author, 'changeSet'> & { readonly id: string; readonly writeId: string },
): Item {
  const updatedAt = createdAtOf(id);
  return {
    ...recordKey(scope, id),
    ...values,
    ...liveIndexKeys(scope, id, { ...values, updatedAt }).set,
    updatedAt,
    createdBy: by,
    updatedBy: by,
    ...(action === undefined ? {} : { [ACTION]: action }),
    version: 1,
    writeId,
    // Always present, so that a condition can compare it.
    previousWriteId: '',
  };
}

/** Converts an item to a record of the API, without the attributes that only the table needs. */
export function toRecord(scope: Scope, item: Item): StoredRecord {
  const { updatedAt, createdBy, updatedBy, version, deletedAt } = item;
  const id = text(item[SORT_KEY]);
  return {
    id,
    ...valuesOf(scope, item),
    createdAt: createdAtOf(id),
    updatedAt: text(updatedAt),
    createdBy: text(createdBy),
    updatedBy: text(updatedBy),
    version: typeof version === 'number' ? version : 0,
    ...(deletedAt === undefined ? {} : { deletedAt: text(deletedAt) }),
  };
}

/** Returns the attributes that `toRecord` and filters read. A list fetches only these. */
export function recordAttributes({ fields }: RecordType): readonly string[] {
  return [
    SORT_KEY,
    ...Object.keys(fields).flatMap((name) => attributesOf(fields, name)),
    'updatedAt',
    'createdBy',
    'updatedBy',
    'version',
    'deletedAt',
    TTL_ATTRIBUTE,
  ];
}

/** Attributes of an item that are not part of the record. */
const BOOKKEEPING: ReadonlySet<string> = new Set([
  PARTITION_KEY,
  SORT_KEY,
  TTL_ATTRIBUTE,
  'writeId',
  'previousWriteId',
  FENCE,
  ACTION,
  ...TABLE_INDEXES.flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]),
]);

/** Parts of a record that only the key of its item contains. */
const IN_THE_KEY: ReadonlySet<string> = new Set(['id', 'createdAt']);

/** Returns all attributes of a record, including values of removed fields. `itemFromExport` does the reverse. */
export function exportAttributes(item: Item): Item & { readonly id: string } {
  const id = text(item[SORT_KEY]);
  return { id, createdAt: createdAtOf(id), ...without(BOOKKEEPING, item) };
}

/** Creates the item of an exported record, with keys for the indexes that its type has now. */
export function itemFromExport(scope: IndexedScope, id: string, attributes: Item, writeId: string): Item {
  const side = isTrashed(attributes) ? 'trash' : 'live';
  const keys = { ...recordKey(scope, id), ...indexKeys(scope, id, attributes, side) };
  return { ...without(IN_THE_KEY, attributes), ...keys, writeId, previousWriteId: '' };
}

function without(names: ReadonlySet<string>, item: Item): Item {
  return Object.fromEntries(Object.entries(item).filter(([name]) => !names.has(name)));
}

export function newId(): string {
  return uuidv7();
}

/** Derives the id of a record that an operation of a request creates. A retry derives the same id. Ids ascend with `index`. */
export function derivedId(root: string, index: number): string {
  const random = createHash('sha256').update(`${root}:${index}`).digest().subarray(0, 16);
  return uuidv7({ msecs: timeOfId(root).getTime(), seq: index, random });
}

/** Returns the values of a type's fields in an item. */
function valuesOf({ type }: Scope, item: Item): Values {
  const values: Record<string, unknown> = {};
  for (const name of Object.keys(type.fields)) {
    const value = fieldValue(type, name, item);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
