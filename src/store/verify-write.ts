import type { DynamoTable, Update } from './dynamo-client.ts';
import type { Item, Key } from './keys.ts';
import { StoreUnavailable } from './record-store.ts';
import { ConditionFailed } from './table-failures.ts';

/** Checks whether the item must be read to know the outcome of a write: its condition failed, or the response was lost. */
export function needsReadBack(error: unknown): boolean {
  return error instanceof ConditionFailed || (error instanceof StoreUnavailable && error.outcomeUnknown);
}

/** Checks whether a failed write may have been applied. */
export function isInDoubt(error: unknown): boolean {
  return error instanceof ConditionFailed ? error.inDoubt : error instanceof StoreUnavailable && error.outcomeUnknown;
}

/**
 * Reads the item after a write failed with `error`. The read is strongly consistent.
 * @throws {StoreUnavailable} if it cannot be read; the outcome of the write stays unknown
 */
export async function readBack(table: DynamoTable, key: Key, error: unknown): Promise<Item | undefined> {
  try {
    return await table.get(key);
  } catch {
    throw new StoreUnavailable('a write failed and the record cannot be read', { outcomeUnknown: isInDoubt(error), cause: error });
  }
}

/** Updates an item. @returns whether the update was applied; `false` also if the outcome is unknown */
export async function tryUpdate(table: DynamoTable, key: Key, update: Update): Promise<boolean> {
  try {
    await table.update(key, update);
    return true;
  } catch (error) {
    if (needsReadBack(error)) return false;
    throw error;
  }
}
