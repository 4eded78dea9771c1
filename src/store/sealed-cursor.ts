import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/**
 * Cursors: where the next page starts, encrypted with AES-256-GCM under a key derived from what the cursor is valid for
 * (its binding). A cursor of another list, or one that was cut or edited, does not decrypt.
 * The key is no secret: anyone who knows this format can make a cursor. So the content is checked like any other input, and
 * the partition comes from the caller, never from the cursor. A forged cursor starts somewhere else in the caller's own data.
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

/** The content of a cursor, still to be checked; `undefined` if the cursor has another binding. */
export function openSealed(binding: readonly unknown[], cursor: string): unknown {
  if (!TEXT.test(cursor)) return undefined;
  const bytes = Buffer.from(cursor, 'base64url');
  // Base64 has more than one spelling of the last bits; only our own counts.
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
