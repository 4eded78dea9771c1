import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import { createDynamoTable, type DynamoTable } from './dynamo-client.ts';
import { createExpression } from './expression.ts';
import { type Item, type Key, ownerOfPartition } from './keys.ts';
import { markLayout } from './prepare-layout.ts';
import { StoreUnavailable } from './record-store.ts';
import { PARTITION_KEY, SORT_KEY, TABLE_INDEXES } from './table.ts';
import { ConditionFailed } from './table-failures.ts';

/** What to change in an item; `undefined`: nothing. Must be `undefined` for an item that it was applied to. */
export type ChangeOf = (item: Item) => { readonly set: Item; readonly remove: readonly string[] } | undefined;

export interface RewriteOptions {
  /** Counts the items to change, and changes none. */
  readonly dryRun?: boolean;
  /** Called after each page of the scan. */
  readonly onProgress?: ((seen: Rewritten) => void) | undefined;
}

export interface Rewritten {
  readonly items: number;
  readonly changed: number;
}

/** Few, because an embedded database shares the processor with the upgrade. */
const CONCURRENCY = 8;
/** After the first, because another writer changed the same record in between, or because the table was too slow. */
const TRIES = 10;

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
const fromLayout1: ChangeOf = (item) => {
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

/** Scans the table and changes what `changeOf` asks for, unless the record changes at the same time: then it is read again. */
async function rewriteItems(
  client: DynamoDBClient,
  tableName: string,
  changeOf: ChangeOf,
  { dryRun = false, onProgress }: RewriteOptions,
): Promise<Rewritten> {
  const table = createDynamoTable({ client, tableName });
  let [items, changed] = [0, 0];
  let after: Item | undefined;
  do {
    const page = await client.send(
      new ScanCommand({ TableName: tableName, ConsistentRead: true, ...(after === undefined ? {} : { ExclusiveStartKey: after }) }),
    );
    const found: readonly Item[] = page.Items ?? [];
    const outcomes = await pMap(found, async (item) => (dryRun ? changeOf(item) !== undefined : await rewriteItem(table, changeOf, item)), {
      concurrency: CONCURRENCY,
    });
    items += found.length;
    changed += outcomes.filter((isChanged) => isChanged).length;
    onProgress?.({ items, changed });
    after = page.LastEvaluatedKey;
  } while (after !== undefined);
  return { items, changed };
}

async function rewriteItem(table: DynamoTable, changeOf: ChangeOf, scanned: Item): Promise<boolean> {
  const key: Key = { [PARTITION_KEY]: String(scanned[PARTITION_KEY]), [SORT_KEY]: String(scanned[SORT_KEY]) };
  let item: Item | undefined = scanned;
  for (let attempt = 1; ; attempt++) {
    const change = item && changeOf(item);
    if (item === undefined || change === undefined) return false;
    try {
      const expression = createExpression();
      // Every write to a record changes its version and its write id.
      const isUnchanged = ['version', 'writeId'].map((name) => `${expression.name(name)} = ${expression.value(item?.[name])}`);
      await table.update(key, expression.update(change, isUnchanged));
      return true;
    } catch (error) {
      const isPassing = error instanceof ConditionFailed || error instanceof StoreUnavailable;
      if (!isPassing || attempt === TRIES) throw error;
      item = await table.get(key);
    }
  }
}
