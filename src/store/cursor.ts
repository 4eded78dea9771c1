import { isDeepStrictEqual } from 'node:util';
import { type AsOf, isTimeZone } from '../schema/moment.ts';
import { isRecordId } from '../schema/record-id.ts';
import { isIndexSortKey, type Range } from './index-sort-key.ts';
import { keyPart } from './index-spec.ts';
import { compareKeys } from './keys.ts';
import { sortRange } from './query-plan.ts';
import type { ListQuery, Position, Scope } from './record-store.ts';
import { openSealed, seal } from './sealed-cursor.ts';

/** The format of cursors for lists of records. A cursor is valid for one workspace, type, sort order and set of conditions. */
const FORMAT = 'cursor-2';

export function sealCursor(scope: Scope, query: ListQuery, { id, key }: Position): string {
  return encryptCursor(scope, query, [id, key, ...(query.asOf === undefined ? [] : [query.asOf])]);
}

/** Encrypts any content as a cursor, so that tests can forge cursors. */
export function encryptCursor(scope: Scope, query: ListQuery, content: unknown): string {
  return seal(bindingOf(scope, query), content);
}

/** Returns the time of the list's first page, if the filters depend on it. */
export function asOfCursor(scope: Scope, query: ListQuery, cursor: string): AsOf | undefined {
  const content = openSealed(bindingOf(scope, query), cursor);
  const asOf: unknown = Array.isArray(content) ? content[2] : undefined;
  return isAsOf(asOf) ? { now: asOf.now, timeZone: asOf.timeZone } : undefined;
}

function isAsOf(value: unknown): value is AsOf {
  if (typeof value !== 'object' || value === null || !('now' in value && 'timeZone' in value)) return false;
  const { now, timeZone } = value;
  return (
    typeof now === 'string' &&
    /^\d{4}-.*Z$/.test(now) &&
    !Number.isNaN(Date.parse(now)) &&
    typeof timeZone === 'string' &&
    isTimeZone(timeZone)
  );
}

/** Returns the position in a cursor, or `undefined` if the cursor is not valid for this query. */
export function openCursor(scope: Scope, query: ListQuery, cursor: string): Position | undefined {
  return positionOf(scope, query, openSealed(bindingOf(scope, query), cursor));
}

/** Returns the position in a decrypted cursor, if the query can start there. DynamoDB rejects other start keys. */
function positionOf({ type }: Scope, query: ListQuery, content: unknown): Position | undefined {
  if (!Array.isArray(content)) return undefined;
  const [id, key, ...rest]: unknown[] = content;
  if (!isDeepStrictEqual(rest, query.asOf === undefined ? [] : [query.asOf])) return undefined;
  if (typeof id !== 'string' || !isRecordId(id)) return undefined;
  if (query.sort.field === 'createdAt') return key === null && isInRange(sortRange(type, query), id) ? { id } : undefined;
  const isKey = typeof key === 'string' && isIndexSortKey(key, id) && isInRange(sortRange(type, query), key);
  return isKey ? { id, key } : undefined;
}

function isInRange(range: Range | 'none' | undefined, key: string): boolean {
  if (range === undefined || range === 'none') return range === undefined;
  if ('prefix' in range) return key.startsWith(range.prefix);
  return compareKeys(range.low, key) <= 0 && compareKeys(key, range.high) <= 0;
}

function bindingOf({ workspace, type }: Scope, { sort, filters, words, trashed }: ListQuery): readonly unknown[] {
  const conditions = filters
    .map(({ field, operator, values, asked = values }) => JSON.stringify([field, operator, distinct(asked)]))
    .sort();
  return [FORMAT, workspace, type.name, orderOf(type, sort.field), sort.descending, conditions, words, trashed];
}

/** Returns the properties that determine the keys of positions in this order. */
function orderOf(type: Scope['type'], field: string): unknown {
  return field === 'createdAt' ? field : keyPart(type, field);
}

/** Returns the same list for the same values in any order. */
function distinct(values: readonly unknown[]): string[] {
  return [...new Set(values.map((value) => JSON.stringify(value)))].sort();
}
