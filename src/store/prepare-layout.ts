import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { NEW_CATALOG } from './catalog.ts';
import { createDynamoTable, type DynamoTable, isNew } from './dynamo-client.ts';
import { checkLayout, LAYOUT, LAYOUT_ATTRIBUTE, LAYOUT_KEY } from './layout.ts';
import { WrongLayout } from './record-store.ts';
import { ConditionFailed } from './table-failures.ts';

/**
 * As `checkLayout`, and marks an empty table as one of today's layout. Nothing else is written, so it may run in several processes at once.
 * @throws {WrongLayout}
 */
export async function prepareLayout(client: DynamoDBClient, tableName: string): Promise<void> {
  const table = createDynamoTable({ client, tableName });
  if ((await table.get(LAYOUT_KEY)) === undefined && (await isEmpty(client, tableName))) await markNew(table);
  // Read again: another process may have marked the table and filled it since.
  await checkLayout(table);
}

/**
 * As `prepareLayout`, for a caller that can upgrade the table.
 * @returns the layout of an older table; `undefined`: it has today's
 * @throws {WrongLayout} for a newer one
 */
export async function findOlderLayout(client: DynamoDBClient, tableName: string): Promise<number | undefined> {
  try {
    await prepareLayout(client, tableName);
    return undefined;
  } catch (error) {
    if (error instanceof WrongLayout && error.layout < LAYOUT) return error.layout;
    throw error;
  }
}

/** Says that every item of the table has today's layout. */
export async function markLayout(table: DynamoTable): Promise<void> {
  const layout = { '#layout': LAYOUT_ATTRIBUTE };
  const values = { ':layout': LAYOUT };
  const condition = 'attribute_not_exists(#layout) OR #layout <= :layout';
  await table.update(LAYOUT_KEY, { update: 'SET #layout = :layout', condition, names: layout, values });
}

async function markNew(table: DynamoTable): Promise<void> {
  try {
    await table.put({ ...LAYOUT_KEY, [LAYOUT_ATTRIBUTE]: LAYOUT, ...NEW_CATALOG }, isNew);
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
}

/** A process without the right to scan cannot know. For it no table is empty. */
async function isEmpty(client: DynamoDBClient, tableName: string): Promise<boolean> {
  try {
    const { Count } = await client.send(new ScanCommand({ TableName: tableName, ConsistentRead: true, Limit: 1, Select: 'COUNT' }));
    return Count === 0;
  } catch (error) {
    if (error instanceof Error && error.name === 'AccessDeniedException') return false;
    throw error;
  }
}
