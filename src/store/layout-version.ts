import { FIRST_INDEXES, TYPE_SLOTS } from './table.ts';

/**
 * The version of the table's indexes, and of the keys and attributes that items have. Raise it with every change that older tables do
 * not follow, and add the change to `upgrade-table.ts`.
 *
 * 1. Index partitions begin with `records#`; `id` and `createdAt` are attributes.
 * 2. Index partitions begin with the workspace; the key alone holds `id` and `createdAt`.
 * 3. The table has nine indexes instead of five.
 */
export const LAYOUT = 3;
/** A service can use this layout too, with fewer indexes for a type. So a deployed service works while its table gets the others. */
export const OLDEST_LAYOUT = 2;

/** The slots that a type can use in a table of this layout. */
export function slotsIn(layout: number): readonly number[] {
  return layout < LAYOUT ? TYPE_SLOTS.filter((slot) => slot < FIRST_INDEXES) : TYPE_SLOTS;
}
