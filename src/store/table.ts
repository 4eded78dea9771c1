import { MAX_INDEXES } from '../schema/definition.ts';

/**
 * The one definition of the table for CDK, the embedded database and DynamoDB Local.
 * The indexes are generic and sparse. The record types decide the content of each index (`index-keys.ts`).
 * So a new type, or a new index of a type, never changes the table.
 */
export interface TableIndex {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey: string;
}

export const PARTITION_KEY = 'pk';
export const SORT_KEY = 'sk';
/** Seconds since 1970. Expired items count as deleted, although DynamoDB takes days to remove them. */
export const TTL_ATTRIBUTE = 'expiresAt';
/** A change of this attribute makes prepared writes fail (`claims.ts`). No field can have this name. */
export const FENCE = '_fence';
/** The action of the last write, if it is more than its effect on the record. No field can have this name. */
export const ACTION = '_action';

/**
 * In the order in which they were added to tables. All keys are strings.
 * Every index contains whole items, so that a page of a list takes one Query.
 */
export const TABLE_INDEXES: readonly TableIndex[] = Array.from({ length: MAX_INDEXES + 1 }, (_, n) => ({
  name: `index-${n + 1}`,
  partitionKey: `i${n + 1}pk`,
  sortKey: `i${n + 1}sk`,
}));

/** The number of indexes in a table of layout 1 or 2. */
export const FIRST_INDEXES = 5;

/** The slot of the index with trashed records, in the order of creation. It never contains live records. */
const TRASH_INDEX = 4;

/** The slots for the indexes that types declare. */
export const TYPE_SLOTS: readonly number[] = TABLE_INDEXES.map((_, slot) => slot).filter((slot) => slot !== TRASH_INDEX);

export function trashIndex(): TableIndex {
  return tableIndex(TRASH_INDEX);
}

export function tableIndex(slot: number): TableIndex {
  const index = TABLE_INDEXES[slot];
  if (index === undefined) throw new RangeError(`the table has no index in slot ${slot}`);
  return index;
}
