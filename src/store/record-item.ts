import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { type Item, liveIndexKeys, recordKey } from './keys.ts';
import type { Scope, StoredRecord, Values } from './record-store.ts';

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
export function toRecord({ type }: Scope, item: Item): StoredRecord {
  const { id, createdAt, updatedAt, createdBy, updatedBy, version, deletedAt } = item;
  const values = Object.keys(type.fields)
    .filter((name) => item[name] !== undefined)
    .map((name) => [name, item[name]]);
  return {
    id: text(id),
    ...Object.fromEntries(values),
    createdAt: text(createdAt),
    updatedAt: text(updatedAt),
    createdBy: text(createdBy),
    updatedBy: text(updatedBy),
    version: typeof version === 'number' ? version : 0,
    ...(deletedAt === undefined ? {} : { deletedAt: text(deletedAt) }),
  };
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
  return Object.fromEntries(Object.keys(type.fields).flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
