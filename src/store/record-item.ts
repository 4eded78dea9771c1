import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { isTrashed } from './filter.ts';
import { type Item, indexKeys, liveIndexKeys, recordKey } from './keys.ts';
import type { Scope, StoredRecord, Values } from './record-store.ts';
import { PARTITION_KEY, SORT_KEY, TABLE_INDEXES, TTL_ATTRIBUTE } from './table.ts';

/** The item of a new record. Its `createdAt` is the time in its id, so that the order of ids is the order of creation. */
export function newItem(scope: Scope, values: Values, { id, by, writeId }: { id: string; by: string; writeId: string }): Item {
  const createdAt = timeOfId(id).toISOString();
  return {
    ...recordKey(scope, id),
    id,
    ...values,
    ...liveIndexKeys(scope, id, values).set,
    createdAt,
    updatedAt: createdAt,
    createdBy: by,
    updatedBy: by,
    version: 1,
    writeId,
    // Always there, so that a condition can compare it.
    previousWriteId: '',
  };
}

/** A record as the API knows it, without what only the table needs. */
export function toRecord(scope: Scope, item: Item): StoredRecord {
  const { id, createdAt, updatedAt, createdBy, updatedBy, version, deletedAt } = item;
  return {
    id: text(id),
    ...valuesOf(scope, item),
    createdAt: text(createdAt),
    updatedAt: text(updatedAt),
    createdBy: text(createdBy),
    updatedBy: text(updatedBy),
    version: typeof version === 'number' ? version : 0,
    ...(deletedAt === undefined ? {} : { deletedAt: text(deletedAt) }),
  };
}

/** What an item has for the table's sake alone. */
const BOOKKEEPING: ReadonlySet<string> = new Set([
  PARTITION_KEY,
  SORT_KEY,
  TTL_ATTRIBUTE,
  'writeId',
  'previousWriteId',
  ...TABLE_INDEXES.flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]),
]);

/** All that makes up a record, fields that its type no longer has included: enough for `keptItem` to make the item anew. */
export function keptAttributes(item: Item): Item {
  return Object.fromEntries(Object.entries(item).filter(([name]) => !BOOKKEEPING.has(name)));
}

/** The item of a record that was kept before, with the keys that its type's indexes have by now. */
export function keptItem(scope: Scope, id: string, attributes: Item, writeId: string): Item {
  const side = isTrashed(attributes) ? 'trash' : 'live';
  const keys = { ...recordKey(scope, id), ...indexKeys(scope, id, valuesOf(scope, attributes), side) };
  return { ...attributes, ...keys, writeId, previousWriteId: '' };
}

export function newId(): string {
  return uuidv7();
}

/** The id that the record made by an operation of a request has, whenever and however often the request is run. Ascends with `index`. */
export function derivedId(root: string, index: number): string {
  const random = createHash('sha256').update(`${root}:${index}`).digest().subarray(0, 16);
  return uuidv7({ msecs: timeOfId(root).getTime(), seq: index, random });
}

/** The time in a UUID version 7: its first 48 bits, milliseconds since 1970 (RFC 9562, section 5.7). */
export function timeOfId(id: string): Date {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}

/** The values of a type's fields among an item's attributes. */
export function valuesOf({ type }: Scope, item: Item): Values {
  const values: Record<string, unknown> = {};
  for (const name of Object.keys(type.fields)) if (item[name] !== undefined) values[name] = item[name];
  return values;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
