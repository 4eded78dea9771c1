const BYTES = 16;

/** Returns a unique key. Does not use `crypto.randomUUID`, which requires a secure context (https). */
export function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(BYTES)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
