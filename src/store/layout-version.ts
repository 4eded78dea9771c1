import { FIRST_INDEXES, TYPE_SLOTS } from './table.ts';

/**
 * The version of the table's indexes, and of the keys and attributes of items.
 * Increase it with every change that does not work with older tables, and add the change to `upgrade-table.ts`.
 *
 * 1. Index partitions begin with `records#`; `id` and `createdAt` are attributes.
 * 2. Index partitions begin with the workspace; the key alone contains `id` and `createdAt`.
 * 3. The table has nine indexes instead of five.
 */
export const LAYOUT = 3;
/** The oldest supported layout, with fewer indexes per type. A deployed service works while its table gets the missing indexes. */
export const OLDEST_LAYOUT = 2;

/** Returns the slots that a type can use in a table of this layout. */
export function slotsIn(layout: number): readonly number[] {
  return layout < LAYOUT ? TYPE_SLOTS.filter((slot) => slot < FIRST_INDEXES) : TYPE_SLOTS;
}
