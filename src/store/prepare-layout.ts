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
 * As `checkLayout`, and marks an empty table as one of the layout that its indexes allow. Nothing else is written, so it may run in
 * several processes at once.
 * @throws {WrongLayout}
 */
export async function prepareLayout(client: DynamoDBClient, tableName: string): Promise<number> {
  const table = createDynamoTable({ client, tableName });
  if ((await table.get(LAYOUT_KEY)) === undefined && (await isEmpty(client, tableName))) {
    await markNew(table, (await hasAllIndexes(client, tableName)) ? LAYOUT : OLDEST_LAYOUT);
  }
  // Read again: another process may have marked the table and filled it since.
  return await checkLayout(table);
}

/**
 * As `prepareLayout`, for a caller that can upgrade the table.
 * @returns the layout of an older table; `undefined`: it has today's
 * @throws {WrongLayout} for a newer one
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
 * As `prepareLayout`, for a caller who knows that no older version uses the table any more: marks it if it has today's indexes.
 * @throws {WrongLayout} also where indexes are missing
 */
export async function raiseLayout(client: DynamoDBClient, tableName: string): Promise<void> {
  const layout = await prepareLayout(client, tableName);
  if (layout === LAYOUT) return;
  if ((await missingIndexes(client, tableName)).length > 0) throw olderLayout(layout);
  await markLayout(createDynamoTable({ client, tableName }));
}

/** Says that the table and every item of it have today's layout. */
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

/** A process without the right to look relies on the first indexes only. */
async function hasAllIndexes(client: DynamoDBClient, tableName: string): Promise<boolean> {
  try {
    return (await missingIndexes(client, tableName)).length === 0;
  } catch (error) {
    if (isDenied(error)) return false;
    throw error;
  }
}

/** A process without the right to scan cannot know. For it no table is empty. */
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
