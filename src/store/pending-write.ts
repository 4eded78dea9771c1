import { randomUUID } from 'node:crypto';
import type { Claim } from './claim-item.ts';
import type { DynamoTable, Update } from './dynamo-client.ts';
import { createExpression } from './expression.ts';
import { isRecord } from './filter.ts';
import type { Item, Key } from './keys.ts';
import { FENCE, PARTITION_KEY, TTL_ATTRIBUTE } from './table.ts';
import { tryUpdate } from './verify-write.ts';

/** How long a fence is kept if there is no record: longer than any request. */
const FENCE_SECONDS = 24 * 60 * 60;

/** Checks whether a write that was prepared for this version of the record can still succeed. */
export function canStillSucceed({ from }: Pick<Claim, 'from'>, item: Item | undefined): boolean {
  return isRecord(item) ? item['version'] === from : from === 0;
}

/**
 * Changes the fence of a record, so that a pending write of it fails.
 * @returns whether the fence was changed; `false` also if the outcome is unknown
 */
export async function stopPendingWrite(table: DynamoTable, key: Key, item: Item | undefined, now: Date): Promise<boolean> {
  return await tryUpdate(table, key, newFence(item, Math.floor(now.getTime() / 1000) + FENCE_SECONDS));
}

/**
 * Returns an update that changes the fence of a record, if the record has not changed since the read.
 * Without a record, the fence is an item that expires.
 */
function newFence(item: Item | undefined, expiresAt: number): Update {
  const expression = createExpression();
  const { name, value } = expression;
  const set = { [FENCE]: randomUUID(), ...(item === undefined ? { [TTL_ATTRIBUTE]: expiresAt } : {}) };
  if (item === undefined) return expression.update({ set, remove: [] }, [`attribute_not_exists(${name(PARTITION_KEY)})`]);
  if (!isRecord(item)) return expression.update({ set, remove: [] }, [`attribute_exists(${name(TTL_ATTRIBUTE)})`]);
  const isAsRead = ['version', 'writeId'].map((attribute) => `${name(attribute)} = ${value(item[attribute])}`);
  return expression.update({ set, remove: [] }, isAsRead);
}
