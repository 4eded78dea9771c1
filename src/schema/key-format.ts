import { foldCase, textSortKey } from './text-order.ts';

/**
 * How the values of a kind become keys of an index. Tables contain keys of these formats, so a format never changes; a better one
 * gets a new name. Each function accepts every value that a table can contain, including values of a former kind of the field.
 */
export interface KeyFormat {
  /** The terms that `eq` compares: a filter matches if a record has one of its terms. */
  terms(value: unknown): readonly string[];
  /** The value as a string that sorts by code point like the values. Absent if a kind has no order. Equal terms have equal keys. */
  readonly sortKey?: (value: unknown) => string;
}

/** Bytes of UTF-8 that an indexed value may take. DynamoDB's limit for a sort key is 1,024; the record's id needs the rest. */
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

/** The members of a field that come from its key format. */
export function keyFormat<const Name extends KeyFormatName>(name: Name) {
  return { keyFormat: name, ...KEY_FORMATS[name] };
}

/** Separates the items of a list in one text. */
export const LIST_SEPARATOR = ';';

/** Any stored value as text, as a CSV cell shows it. */
export function plainText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(plainText).join(LIST_SEPARATOR);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function exactTerms(value: unknown): readonly string[] {
  return [plainText(value)];
}

/** The bits of the double as hexadecimal text, changed so that the texts sort like the numbers (IEEE 754, section 5.10). */
export function numberSortKey(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const ordered = bits >> 63n ? ~bits & 0xffffffffffffffffn : bits | (1n << 63n);
  return ordered.toString(16).padStart(16, '0');
}
