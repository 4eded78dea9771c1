import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { Item, Key } from '../store/keys.ts';
import { PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE, tableIndex } from '../store/table.ts';
import { ACTIONS, type Entry } from './entry.ts';

/**
 * The items of the history. Each entry is one item, in two indexes: all changes of a workspace in the order of their arrival, and
 * those of one change set.
 *
 *     pk   history#<workspace>#<type>#<id>            sk   <version, 10 digits>
 *     i1pk <workspace>#changes                        i1sk <time of arrival>#<type>#<id>#<version>
 *     i2pk <workspace>#change-set#<change set>        i2sk <type>#<id>#<version>
 *
 * `changes` and `change-set` are not followed by `#live` or `#trash`, so no partition of a record type has the same key.
 */

/** The index that orders the changes of a workspace by arrival. */
export const FEED_INDEX = tableIndex(0);
/** The index that holds the changes of one change set. */
export const CHANGE_SET_INDEX = tableIndex(1);

export const VERSION_DIGITS = 10;

/** The time of the permanent delete that erased an entry. */
export const ERASED = 'erased';

export interface RecordName {
  readonly workspace: string;
  readonly typeName: string;
  readonly id: string;
}

export function historyPartition({ workspace, typeName, id }: RecordName): string {
  return `history#${workspace}#${typeName}#${id}`;
}

export function isHistoryPartition(partition: string): boolean {
  return partition.startsWith('history#');
}

export function historyKey(record: RecordName, version: number): Key {
  return { [PARTITION_KEY]: historyPartition(record), [SORT_KEY]: versionKey(version) };
}

export function versionKey(version: number): string {
  return String(version).padStart(VERSION_DIGITS, '0');
}

export function feedPartition(workspace: string): string {
  return `${workspace}#changes`;
}

export function changeSetPartition(workspace: string, changeSet: string): string {
  return `${workspace}#change-set#${changeSet}`;
}

export interface Arrival {
  /** When the entry is written. Entries of one record arrive in the order of their versions. */
  readonly arrivedAt: Date;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

export function itemOf(entry: Entry, { arrivedAt, expiresAt }: Arrival): Item {
  const { workspace, typeName, id, version, at, by, action, changeSet, isPart, isOmitted, values, before, trashed } = entry;
  const record = `${typeName}#${id}#${versionKey(version)}`;
  const inChangeSet = {
    [CHANGE_SET_INDEX.partitionKey]: changeSetPartition(workspace, changeSet ?? ''),
    [CHANGE_SET_INDEX.sortKey]: record,
  };
  return {
    ...historyKey(entry, version),
    [FEED_INDEX.partitionKey]: feedPartition(workspace),
    [FEED_INDEX.sortKey]: `${arrivedAt.toISOString()}#${record}`,
    ...(changeSet === undefined ? {} : { ...inChangeSet, changeSet }),
    at,
    by,
    action,
    ...(isPart ? { isPart } : {}),
    ...(isOmitted ? { isOmitted } : stored({ values, before })),
    trashed,
    [TTL_ATTRIBUTE]: expiresAt,
  };
}

/** The entry of an item; `undefined` if it has expired or its record is erased. */
export function entryOfItem(item: Item, now: Date): Entry | undefined {
  const [, workspace = '', typeName = '', id = ''] = String(item[PARTITION_KEY]).split('#');
  if (Number(item[TTL_ATTRIBUTE]) * 1000 <= now.getTime()) return undefined;
  return entryFrom({ workspace, typeName, id, version: Number(item[SORT_KEY]) }, item);
}

/** The entry with these attributes; `undefined` if its record is erased. */
export function entryFrom(name: RecordName & { readonly version: number }, attributes: Item): Entry | undefined {
  const action = ACTIONS.find((known) => known === attributes['action']);
  if (action === undefined) return undefined;
  const { changeSet } = attributes;
  const trashed = attributesIn(attributes['trashed']);
  return {
    ...name,
    at: String(attributes['at']),
    by: String(attributes['by']),
    action,
    ...(typeof changeSet === 'string' ? { changeSet } : {}),
    isPart: attributes['isPart'] === true,
    isOmitted: attributes['isOmitted'] === true,
    ...unpacked(attributes),
    trashed: { before: trashed['before'] === true, after: trashed['after'] === true },
  };
}

/** An entry has a record twice, and DynamoDB limits an item to 400 KB. */
const MAX_PLAIN_BYTES = 200_000;

/** Leaves room for the keys and the other attributes. */
const MAX_PACKED_BYTES = 380_000;

/** Compresses the values of a large record. Brotli finds what both parts have in common, however far apart it is. */
function stored(parts: Pick<Entry, 'values' | 'before'>): Item {
  const text = JSON.stringify(parts);
  if (Buffer.byteLength(text) <= MAX_PLAIN_BYTES) return parts;
  const packed = brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }).toString('base64');
  // An entry that can never be written would stop the history.
  return packed.length <= MAX_PACKED_BYTES ? { packed } : { isOmitted: true };
}

function unpacked({ packed, ...plain }: Item): Pick<Entry, 'values' | 'before'> {
  const { values, before }: Item =
    typeof packed === 'string' ? JSON.parse(brotliDecompressSync(Buffer.from(packed, 'base64')).toString()) : plain;
  return { values: attributesIn(values), before: attributesIn(before) };
}

function attributesIn(value: unknown): Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {};
}
