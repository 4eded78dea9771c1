import { KEY_FORMATS, MAX_INDEXED_BYTES } from '../schema/key-format.ts';
import type { KeyPart } from './index-spec.ts';
import type { Item } from './keys.ts';

/** Returns the value of a field, which is in the attribute of the former name if no write has moved it. */
export function valueFor({ field, was }: KeyPart, attributes: Item): unknown {
  return attributes[field] ?? (was === undefined ? undefined : attributes[was]);
}

/** Returns the term of a record that no other record may have in a unique field. */
export function uniqueTerm(part: KeyPart, attributes: Item): string | undefined {
  const value = valueFor(part, attributes);
  return value === undefined ? undefined : KEY_FORMATS[part.format].terms(value)[0];
}

/** Returns the term by which an index with `where` finds a value, or `undefined` if it is too long for a key. */
export function termOf({ format }: KeyPart, value: unknown): string | undefined {
  const term = value === undefined ? undefined : KEY_FORMATS[format].terms(value)[0];
  return term === undefined || Buffer.byteLength(term) > MAX_INDEXED_BYTES ? undefined : term;
}
