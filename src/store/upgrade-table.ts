import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamoTable } from './dynamo-client.ts';
import { type Item, ownerOfPartition } from './keys.ts';
import { markLayout } from './prepare-layout.ts';
import { type ItemChange, type RewriteOptions, type Rewritten, rewriteItems } from './rewrite-items.ts';
import { PARTITION_KEY, TABLE_INDEXES } from './table.ts';

/**
 * Gives every item today's layout, then marks the table. An interrupted upgrade is continued by the next one.
 * Writers of older versions must be stopped; the scan repeats until it finds nothing to change.
 */
export async function upgradeTable(client: DynamoDBClient, tableName: string, options: RewriteOptions = {}): Promise<Rewritten> {
  let changed = 0;
  for (;;) {
    const pass = await rewriteItems(client, tableName, fromLayout1, options);
    changed += pass.changed;
    if (options.dryRun === true) return pass;
    if (pass.changed > 0) continue;
    await markLayout(createDynamoTable({ client, tableName }));
    return { items: pass.items, changed };
  }
}

const PREFIX = 'records#';

/** See `layout.ts`. Idempotency markers and traces of deleted records stay as they are. */
const fromLayout1 = (item: Item): ItemChange | undefined => {
  const partition = String(item[PARTITION_KEY]);
  if (ownerOfPartition(partition) === undefined) return undefined;
  const set: Record<string, unknown> = {};
  for (const { partitionKey } of TABLE_INDEXES) {
    const value = item[partitionKey];
    if (typeof value === 'string' && value.startsWith(`${partition}#`)) set[partitionKey] = value.slice(PREFIX.length);
  }
  const remove = ['id', 'createdAt'].filter((name) => item[name] !== undefined);
  return Object.keys(set).length + remove.length === 0 ? undefined : { set, remove };
};
