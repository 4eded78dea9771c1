import { KEY_FORMATS, type KeyFormat, MAX_INDEXED_BYTES } from '../schema/key-format.ts';
import { SEPARATOR } from '../schema/text-order.ts';
import { idPrefixOf } from './creation-time.ts';
import type { IndexSpec, KeyPart } from './index-spec.ts';
import { compareKeys, type Item } from './keys.ts';
import { valueFor } from './terms.ts';

const PRESENT = '1';
const ABSENT = '2';
/** An id starts with a hexadecimal digit. */
const BELOW_IDS = '0';
const ABOVE_IDS = 'g';
/** Sorts after every key of one value and before every key of the next value. */
const AFTER = '\u0002';

/** Returns the sort key of a record in an index by this field. All indexes by the same field have the same sort key. */
export function indexSortKey(by: IndexSpec['by'], attributes: Item, id: string): string {
  if (by === 'createdAt') return id;
  const value = valueFor(by, attributes);
  return value === undefined ? ABSENT + SEPARATOR + id : presentPrefix(by, value) + SEPARATOR + id;
}

/** DynamoDB's limit for a sort key, in bytes. */
const MAX_SORT_KEY_BYTES = 1024;

/** Checks whether a text can be the sort key of the record with this id in an index by a field. */
export function isIndexSortKey(text: string, id: string): boolean {
  const hasForm = (text.startsWith(PRESENT) || text.startsWith(ABSENT)) && text.endsWith(SEPARATOR + id);
  return hasForm && text.isWellFormed() && Buffer.byteLength(text) <= MAX_SORT_KEY_BYTES;
}

function presentPrefix({ format }: KeyPart, value: unknown): string {
  const { sortKey }: KeyFormat = KEY_FORMATS[format];
  return PRESENT + within(MAX_INDEXED_BYTES, sortKey?.(value) ?? '');
}

/** Shortens a key. A value from before its field had a limit can be too long for a key. */
function within(bytes: number, key: string): string {
  if (Buffer.byteLength(key) <= bytes) return key;
  // `stream` removes a character that is cut at the end.
  return new TextDecoder().decode(Buffer.from(key).subarray(0, bytes), { stream: true });
}

/** A range of sort keys: from `low` to `high`, both included, or all keys with a prefix. */
export type Range = { readonly low: string; readonly high: string } | { readonly prefix: string };

interface Bounds {
  readonly gt?: unknown;
  readonly gte?: unknown;
  readonly lt?: unknown;
  readonly lte?: unknown;
}

export const rangeOf = {
  exists: (exists: boolean): Range => ({ prefix: exists ? PRESENT : ABSENT + SEPARATOR }),
  startsWith: (folded: string): Range => ({ prefix: PRESENT + folded }),
  equals: (by: KeyPart, value: unknown): Range => ({ prefix: presentPrefix(by, value) + SEPARATOR }),
  /** Returns the range for the operators `gt`, `gte`, `lt` and `lte`. Records without the field are never in the range. */
  between(by: KeyPart, bounds: Bounds): Range {
    const { gt, gte, lt, lte } = bounds;
    const lows: string[] = [];
    if (gte !== undefined) lows.push(presentPrefix(by, gte));
    if (gt !== undefined) lows.push(presentPrefix(by, gt) + AFTER);
    const highs: string[] = [];
    if (lt !== undefined) highs.push(presentPrefix(by, lt));
    if (lte !== undefined) highs.push(presentPrefix(by, lte) + AFTER);
    return { low: lows.sort(compareKeys).at(-1) ?? PRESENT, high: highs.sort(compareKeys)[0] ?? ABSENT };
  },
  /** Returns the range of ids of records created within these bounds (RFC 3339). Bounds are shorter than ids, so they never equal an id. */
  created({ gt, gte, lt, lte }: Bounds): { readonly low: string; readonly high: string } {
    const bound = (time: unknown, later: number) => (time === undefined ? [] : [idPrefixOf(Date.parse(String(time)) + later)]);
    const lows = [...bound(gte, 0), ...bound(gt, 1)].sort();
    const highs = [...bound(lt, 0), ...bound(lte, 1)].sort();
    return { low: lows.at(-1) ?? BELOW_IDS, high: highs[0] ?? ABOVE_IDS };
  },
};
