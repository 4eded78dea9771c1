import { foldCase, textSortKey } from './text-order.ts';

/**
 * How the values of a kind become keys of an index. Tables hold keys of these formats: a format never changes, a better one gets a
 * new name. Each function takes every value that a table can hold, also one from before its field had another kind.
 */
export interface KeyFormat {
  /** What `eq` compares: the filter holds if one of the wanted value's terms is among the record's. */
  terms(value: unknown): readonly string[];
  /** The value as a string whose order, by code point, is the value's own; absent where a kind has no order. Equal terms mean equal keys. */
  readonly sortKey?: (value: unknown) => string;
}

/** The most bytes of UTF-8 that a value may take in a key, so that the key with the record's id stays within DynamoDB's 1,024. */
export const MAX_INDEXED_BYTES = 1024 - 40;

/** Above every key of a number, below none of another value. */
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

/** The part of a field that its key format decides. */
export function keyFormat<const Name extends KeyFormatName>(name: Name) {
  return { keyFormat: name, ...KEY_FORMATS[name] };
}

/** What joins the items of a list in one text. */
export const LIST_JOINT = ';';

/** Any stored value as text, as a CSV cell shows it. */
export function plainText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(plainText).join(LIST_JOINT);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function exactTerms(value: unknown): readonly string[] {
  return [plainText(value)];
}

/** The bits of the double, turned so that their order as hexadecimal text is the order of the numbers (IEEE 754, section 5.10). */
export function numberSortKey(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const ordered = bits >> 63n ? ~bits & 0xffffffffffffffffn : bits | (1n << 63n);
  return ordered.toString(16).padStart(16, '0');
}
