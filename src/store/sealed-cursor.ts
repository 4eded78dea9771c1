import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/**
 * A cursor contains the start of the next page, encrypted with AES-256-GCM.
 * The key is derived from the cursor's binding: the list for which it is valid. Cursors of other lists and changed cursors do not decrypt.
 *
 * The key is not secret: anyone who knows this format can create a cursor. So the content is checked like any other input.
 * The partition comes from the caller, never from the cursor. A forged cursor only starts elsewhere in the caller's own data.
 */
const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const TEXT = /^[A-Za-z0-9_-]{40,4000}$/;

export function seal(binding: readonly unknown[], content: unknown): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, keyOf(binding), iv);
  const sealed = [iv, cipher.update(JSON.stringify(content)), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat(sealed).toString('base64url');
}

/** Returns the unchecked content of a cursor, or `undefined` if the cursor is damaged or has another binding. */
export function openSealed(binding: readonly unknown[], cursor: string): unknown {
  if (!TEXT.test(cursor)) return undefined;
  const bytes = Buffer.from(cursor, 'base64url');
  // Several base64 texts can decode to the same bytes. Accept only the canonical text.
  if (bytes.toString('base64url') !== cursor) return undefined;
  const decipher = createDecipheriv(ALGORITHM, keyOf(binding), bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]).toString());
  } catch {
    return undefined;
  }
}

function keyOf(binding: readonly unknown[]): Buffer {
  return createHash('sha256').update(JSON.stringify(binding)).digest();
}
