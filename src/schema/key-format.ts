import { foldCase, textSortKey } from './text-order.ts';

/**
 * Converts the values of a field kind to keys of an index.
 * A format must never change, because tables contain keys in this format. An improved format gets a new name.
 * Each function accepts any value that a table can contain, including values of a former kind of the field.
 */
export interface KeyFormat {
  /** Returns the terms that `eq` compares. A filter matches if a record has any of its terms. */
  terms(value: unknown): readonly string[];
  /**
   * Returns a string. Sorted by code point, these strings are in the order of the values. Absent if the kind has no order.
   * Values with equal terms have equal keys.
   */
  readonly sortKey?: (value: unknown) => string;
}

/** Maximum length of an indexed value, in bytes of UTF-8. DynamoDB's limit for a sort key is 1,024; the record's id needs the rest. */
export const MAX_INDEXED_BYTES = 1024 - 40;

/** Sorts other values after every number. */
const AFTER_NUMBERS = 'g';
const AFTER_BOOLEANS = '2';

export const KEY_FORMATS = {
  'text-1': { terms: exactTerms, sortKey: (value) => textSortKey(plainText(value)) },
  'folded-1': { terms: (value) => [foldCase(plainText(value))], sortKey: (value) => foldCase(plainText(value)) },
  'exact-1': { terms: exactTerms, sortKey: plainText },
  'number-1': {
    terms: (value) => (typeof value === 'number' ? [String(value)] : []),
    sortKey: (value) => (typeof value === 'number' ? numberSortKey(value) : AFTER_NUMBERS + plainText(value)),
  },
  'boolean-1': {
    terms: (value) => (typeof value === 'boolean' ? [String(value)] : []),
    sortKey: (value) => (typeof value === 'boolean' ? (value ? '1' : '0') : AFTER_BOOLEANS + plainText(value)),
  },
  'unordered-1': { terms: exactTerms },
  'list-1': { terms: (value) => (Array.isArray(value) ? value.map(plainText) : [plainText(value)]) },
} as const satisfies Readonly<Record<string, KeyFormat>>;

export type KeyFormatName = keyof typeof KEY_FORMATS;

export function isKeyFormatName(name: unknown): name is KeyFormatName {
  return typeof name === 'string' && Object.hasOwn(KEY_FORMATS, name);
}

/** Returns the properties of a field that come from its key format. */
export function keyFormat<const Name extends KeyFormatName>(name: Name) {
  return { keyFormat: name, ...KEY_FORMATS[name] };
}

/** Separates the items of a list in one text. */
export const LIST_SEPARATOR = ';';

/** Converts any stored value to text, as in a CSV cell. */
export function plainText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(plainText).join(LIST_SEPARATOR);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function exactTerms(value: unknown): readonly string[] {
  return [plainText(value)];
}

/** Returns the bits of the double as hexadecimal text, changed so that the texts sort like the numbers (IEEE 754, section 5.10). */
export function numberSortKey(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const ordered = bits >> 63n ? ~bits & 0xffffffffffffffffn : bits | (1n << 63n);
  return ordered.toString(16).padStart(16, '0');
}
