import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { NEW_CATALOG } from './catalog.ts';
import { createDynamoTable, type DynamoTable, isNew } from './dynamo-client.ts';
import { checkLayout, LAYOUT_ATTRIBUTE, LAYOUT_KEY, olderLayout } from './layout.ts';
import { LAYOUT, OLDEST_LAYOUT } from './layout-version.ts';
import { WrongLayout } from './record-store.ts';
import { ConditionFailed } from './table-failures.ts';
import { missingIndexes } from './table-indexes.ts';

/**
 * Does the same as `checkLayout`, and first marks an empty table with the layout that its indexes allow.
 * Writes nothing else, so it may run in several processes at the same time.
 * @throws {WrongLayout}
 */
export async function prepareLayout(client: DynamoDBClient, tableName: string): Promise<number> {
  const table = createDynamoTable({ client, tableName });
  if ((await table.get(LAYOUT_KEY)) === undefined && (await isEmpty(client, tableName))) {
    await markNew(table, (await hasAllIndexes(client, tableName)) ? LAYOUT : OLDEST_LAYOUT);
  }
  // Read again, because another process may have marked and filled the table since.
  return await checkLayout(table);
}

/**
 * Does the same as `prepareLayout`, for a caller that can upgrade the table.
 * @returns the layout of an older table, or `undefined` if the layout is current
 * @throws {WrongLayout} for a newer layout
 */
export async function findOlderLayout(client: DynamoDBClient, tableName: string): Promise<number | undefined> {
  try {
    const layout = await prepareLayout(client, tableName);
    return layout < LAYOUT ? layout : undefined;
  } catch (error) {
    if (error instanceof WrongLayout && error.layout < LAYOUT) return error.layout;
    throw error;
  }
}

/**
 * Does the same as `prepareLayout`, and marks a table that has all indexes with the current layout.
 * Call it only if no older version uses the table.
 * @throws {WrongLayout} also if indexes are missing
 */
export async function raiseLayout(client: DynamoDBClient, tableName: string): Promise<void> {
  const layout = await prepareLayout(client, tableName);
  if (layout === LAYOUT) return;
  if ((await missingIndexes(client, tableName)).length > 0) throw olderLayout(layout);
  await markLayout(createDynamoTable({ client, tableName }));
}

/** Marks the table with the current layout. Every item must already have this layout. */
export async function markLayout(table: DynamoTable): Promise<void> {
  const layout = { '#layout': LAYOUT_ATTRIBUTE };
  const values = { ':layout': LAYOUT };
  const condition = 'attribute_not_exists(#layout) OR #layout <= :layout';
  await table.update(LAYOUT_KEY, { update: 'SET #layout = :layout', condition, names: layout, values });
}

async function markNew(table: DynamoTable, layout: number): Promise<void> {
  try {
    await table.put({ ...LAYOUT_KEY, [LAYOUT_ATTRIBUTE]: layout, ...NEW_CATALOG }, isNew);
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
}

/** Checks whether all indexes exist. Without permission to check, the process uses only the first indexes. */
async function hasAllIndexes(client: DynamoDBClient, tableName: string): Promise<boolean> {
  try {
    return (await missingIndexes(client, tableName)).length === 0;
  } catch (error) {
    if (isDenied(error)) return false;
    throw error;
  }
}

/** Checks whether the table is empty. Without permission to scan, it returns `false`. */
async function isEmpty(client: DynamoDBClient, tableName: string): Promise<boolean> {
  try {
    const { Count } = await client.send(new ScanCommand({ TableName: tableName, ConsistentRead: true, Limit: 1, Select: 'COUNT' }));
    return Count === 0;
  } catch (error) {
    if (isDenied(error)) return false;
    throw error;
  }
}

function isDenied(error: unknown): boolean {
  return error instanceof Error && error.name === 'AccessDeniedException';
}
