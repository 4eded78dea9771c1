import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

import { isRecordId } from '../schema/record-id.ts';
import { keyPart } from './index-spec.ts';
import { compareKeys, isIndexSortKey, type Range } from './keys.ts';
import { sortRange } from './query-plan.ts';
import type { ListQuery, Position, Scope } from './record-store.ts';

/**
 * Cursors: where the next page starts, encrypted with AES-256-GCM under a key derived from what the cursor is valid for
 * (workspace, type, sort, filters). A cursor of another query, or one that was cut or edited, does not decrypt.
 * The key is no secret: anyone who knows this format can make a cursor. So the content is checked like any other input, and
 * the partition comes from the caller, never from the cursor. A forged cursor starts somewhere else in the caller's own records.
 */
const FORMAT = 'cursor-2';
const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const TEXT = /^[A-Za-z0-9_-]{40,4000}$/;

export function sealCursor(scope: Scope, query: ListQuery, { id, key }: Position): string {
  return encryptCursor(scope, query, [id, key]);
}

/** A cursor with this content, which need not be a position; `sealCursor` for tests of forged cursors. */
export function encryptCursor(scope: Scope, query: ListQuery, content: unknown): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, bindingKey(scope, query), iv);
  const sealed = [iv, cipher.update(JSON.stringify(content)), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat(sealed).toString('base64url');
}

/** The position that a cursor holds, or `undefined` if it is not one for this query. */
export function openCursor(scope: Scope, query: ListQuery, cursor: string): Position | undefined {
  if (!TEXT.test(cursor)) return undefined;
  const bytes = Buffer.from(cursor, 'base64url');
  // Base64 has more than one spelling of the last bits; only our own counts.
  if (bytes.toString('base64url') !== cursor) return undefined;
  const decipher = createDecipheriv(ALGORITHM, bindingKey(scope, query), bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const opened = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
    return positionOf(scope, query, JSON.parse(opened.toString()));
  } catch {
    return undefined;
  }
}

/** The position that a decrypted cursor holds, if a read of its query can start there. DynamoDB refuses any other start key. */
function positionOf({ type }: Scope, query: ListQuery, content: unknown): Position | undefined {
  if (!Array.isArray(content) || content.length !== 2) return undefined;
  const [id, key]: unknown[] = content;
  if (typeof id !== 'string' || !isRecordId(id)) return undefined;
  if (query.sort.field === 'createdAt') return key === null ? { id } : undefined;
  const isKey = typeof key === 'string' && isIndexSortKey(key, id) && isInRange(sortRange(type, query), key);
  return isKey ? { id, key } : undefined;
}

function isInRange(range: Range | 'none' | undefined, key: string): boolean {
  if (range === undefined || range === 'none') return range === undefined;
  if ('prefix' in range) return key.startsWith(range.prefix);
  return compareKeys(range.low, key) <= 0 && compareKeys(key, range.high) <= 0;
}

function bindingKey({ workspace, type }: Scope, { sort, filters, words, trashed }: ListQuery): Buffer {
  const conditions = filters.map(({ field, operator, values }) => JSON.stringify([field, operator, distinct(values)])).sort();
  const binding = [FORMAT, workspace, type.name, orderOf(type, sort.field), sort.descending, conditions, words, trashed];
  return createHash('sha256').update(JSON.stringify(binding)).digest();
}

/** What decides the keys that a position of this order can have. */
function orderOf(type: Scope['type'], field: string): unknown {
  return field === 'createdAt' ? field : keyPart(type, field);
}

/** The same for the same values in any order. */
function distinct(values: readonly unknown[]): string[] {
  return [...new Set(values.map((value) => JSON.stringify(value)))].sort();
}
