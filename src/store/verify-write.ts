import type { DynamoTable } from './dynamo-client.ts';
import type { Item, Key } from './keys.ts';
import { StoreUnavailable } from './record-store.ts';
import { ConditionFailed } from './table-failures.ts';

/** Whether the item itself must tell what became of a write: its condition was refused, or its answer was lost. */
export function needsReadBack(error: unknown): boolean {
  return error instanceof ConditionFailed || (error instanceof StoreUnavailable && error.outcomeUnknown);
}

/** Whether a failed write may have been applied all the same. */
export function isInDoubt(error: unknown): boolean {
  return error instanceof ConditionFailed ? error.inDoubt : error instanceof StoreUnavailable && error.outcomeUnknown;
}

/**
 * The item after a write that failed with `error`, read consistently.
 * @throws {StoreUnavailable} if it cannot be read; what became of the write is then as unknown as before
 */
export async function readBack(table: DynamoTable, key: Key, error: unknown): Promise<Item | undefined> {
  try {
    return await table.get(key);
  } catch {
    throw new StoreUnavailable('a write failed and the record cannot be read', { outcomeUnknown: isInDoubt(error), cause: error });
  }
}
