import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamoTable } from './dynamo-client.ts';
import { type Item, ownerOfPartition } from './keys.ts';
import { LAYOUT_KEY, layoutOf } from './layout.ts';
import { markLayout } from './prepare-layout.ts';
import { type ItemChange, type Rewritten, rewriteItems } from './rewrite-items.ts';
import { PARTITION_KEY, TABLE_INDEXES } from './table.ts';
import { addMissingIndexes, missingIndexes } from './table-indexes.ts';

export interface UpgradeOptions {
  /** Counts the items to change, but changes nothing. */
  readonly dryRun?: boolean;
  /** Called after each page of a scan, and for each index. */
  readonly onProgress?: ((message: string) => void) | undefined;
}

export interface Upgraded extends Rewritten {
  /** The names of the indexes that the table did not have. */
  readonly indexes: readonly string[];
}

/**
 * Adds the missing indexes to a table, converts every item to the current layout, and marks the table.
 * After an interruption, run it again. Stop writers of older versions first.
 */
export async function upgradeTable(client: DynamoDBClient, tableName: string, options: UpgradeOptions = {}): Promise<Upgraded> {
  const { dryRun = false, onProgress } = options;
  const table = createDynamoTable({ client, tableName });
  const isOfLayout1 = layoutOf(await table.get(LAYOUT_KEY)) < 2;
  const rewritten = isOfLayout1 ? await rewriteAll(client, tableName, options) : { items: 0, changed: 0 };
  const indexes = (await missingIndexes(client, tableName)).map(({ name }) => name);
  if (dryRun) return { ...rewritten, indexes };
  await addMissingIndexes(client, tableName, onProgress);
  await markLayout(table);
  return { ...rewritten, indexes };
}

/** Repeats the scan until there is nothing to change. */
async function rewriteAll(
  client: DynamoDBClient,
  tableName: string,
  { dryRun = false, onProgress: print }: UpgradeOptions,
): Promise<Rewritten> {
  const onProgress = ({ items, changed }: Rewritten) => print?.(`${items} items read, ${changed} ${dryRun ? 'to change' : 'changed'}`);
  let changed = 0;
  for (;;) {
    const pass = await rewriteItems(client, tableName, fromLayout1, { dryRun, onProgress });
    changed += pass.changed;
    if (pass.changed === 0 || dryRun) return { items: pass.items, changed };
  }
}

const PREFIX = 'records#';

/** Converts an item of layout 1 (`layout-version.ts`). Idempotency markers and tombstones need no change. */
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
