import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import { createDynamoTable, type DynamoTable } from './dynamo-client.ts';
import { createExpression } from './expression.ts';
import type { Item, Key } from './keys.ts';
import { StoreUnavailable } from './record-store.ts';
import { PARTITION_KEY, SORT_KEY } from './table.ts';
import { ConditionFailed } from './table-failures.ts';

/** Returns the change of an item, or `undefined` for no change. Must return `undefined` for an item that is already changed. */
export type ChangeOf = (item: Item) => ItemChange | undefined | Promise<ItemChange | undefined>;

export interface ItemChange {
  readonly set: Item;
  readonly remove: readonly string[];
}

export interface RewriteOptions {
  /** Counts the items to change, but changes nothing. */
  readonly dryRun?: boolean;
  /** Called after each page of the scan. */
  readonly onProgress?: ((seen: Rewritten) => void) | undefined;
}

export interface Rewritten {
  readonly items: number;
  readonly changed: number;
}

/** Low, because an embedded database shares the processor with the upgrade. */
const CONCURRENCY = 8;
/** Maximum number of attempts. Each retry means that another writer has changed the record, or that the table was too slow. */
const TRIES = 10;

/** Scans the table and applies `changeOf` to each item. If the record changes at the same time, it reads the record again. */
export async function rewriteItems(
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
    const outcomes = await pMap(
      found,
      async (item) => (dryRun ? (await changeOf(item)) !== undefined : await rewriteItem(table, changeOf, item)),
      {
        concurrency: CONCURRENCY,
      },
    );
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
    const change = item && (await changeOf(item));
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
