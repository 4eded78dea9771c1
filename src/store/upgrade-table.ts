import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamoTable } from './dynamo-client.ts';
import { type Item, ownerOfPartition } from './keys.ts';
import { LAYOUT_KEY, layoutOf } from './layout.ts';
import { markLayout } from './prepare-layout.ts';
import { type ItemChange, type Rewritten, rewriteItems } from './rewrite-items.ts';
import { PARTITION_KEY, TABLE_INDEXES } from './table.ts';
import { addMissingIndexes, missingIndexes } from './table-indexes.ts';

export interface UpgradeOptions {
  /** Counts what there is to change, and changes nothing. */
  readonly dryRun?: boolean;
  /** Called after each page of a scan, and for each index. */
  readonly onProgress?: ((message: string) => void) | undefined;
}

export interface Upgraded extends Rewritten {
  /** The names of the indexes that the table did not have. */
  readonly indexes: readonly string[];
}

/**
 * Gives a table today's indexes, and every item today's layout, then marks the table. An interrupted upgrade is continued by the next
 * one. Writers of older versions must be stopped.
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

/** The scan repeats until it finds nothing to change. */
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
