import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

import type { ListQuery, Position, Scope } from './record-store.ts';

/**
 * Cursors: where the next page starts, sealed with AES-256-GCM under a key that is made of what the cursor is good for
 * (workspace, type, sort, filters). So a cursor of another query, a cut or an edited one does not open, and none shows a
 * key of the table. There is no secret to keep: a position lies in the caller's own partition, which is never read from the cursor.
 */
const FORMAT = 'cursor-1';
const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const TEXT = /^[A-Za-z0-9_-]{40,4000}$/;

export function sealCursor(scope: Scope, query: ListQuery, { id, key }: Position): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, bindingKey(scope, query), iv);
  const sealed = [iv, cipher.update(JSON.stringify([id, key])), cipher.final(), cipher.getAuthTag()];
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
    const [id, key] = JSON.parse(opened.toString());
    return { id, key: key ?? undefined };
  } catch {
    return undefined;
  }
}

function bindingKey({ workspace, type }: Scope, { sort, filters, words, trashed }: ListQuery): Buffer {
  const conditions = filters.map(({ field, operator, values }) => JSON.stringify([field, operator, distinct(values)])).sort();
  const binding = [FORMAT, workspace, type.name, type.indexes, sort.field, sort.descending, conditions, words, trashed];
  return createHash('sha256').update(JSON.stringify(binding)).digest();
}

/** The same for the same values in any order. */
function distinct(values: readonly unknown[]): string[] {
  return [...new Set(values.map((value) => JSON.stringify(value)))].sort();
}
