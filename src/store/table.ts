import { MAX_INDEXES } from '../schema/definition.ts';

/**
 * The table, defined once for CDK, the embedded database and DynamoDB Local.
 * The indexes are generic and sparse. The record types decide what each contains (`keys.ts`), so a new type, or a new index of a
 * type, never changes the table.
 */
export interface TableIndex {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey: string;
}

export const PARTITION_KEY = 'pk';
export const SORT_KEY = 'sk';
/** Seconds since 1970; items past it are gone, although DynamoDB takes days to remove them. */
export const TTL_ATTRIBUTE = 'expiresAt';
/** Changed to stop a write that was prepared before (`claims.ts`). No field can have this name. */
export const FENCE = '_fence';

/** All keys are strings and every index holds whole items: a page of a list is one Query. In the order in which tables got them. */
export const TABLE_INDEXES: readonly TableIndex[] = Array.from({ length: MAX_INDEXES + 1 }, (_, n) => ({
  name: `index-${n + 1}`,
  partitionKey: `i${n + 1}pk`,
  sortKey: `i${n + 1}sk`,
}));

/** The indexes that a table of layout 1 or 2 has. */
export const FIRST_INDEXES = 5;

/** The slot of the index that holds trashed records in the order of their creation; live records never enter it. */
export const TRASH_INDEX = 4;

/** The slots for the indexes that types declare. */
export const TYPE_SLOTS: readonly number[] = TABLE_INDEXES.map((_, slot) => slot).filter((slot) => slot !== TRASH_INDEX);
