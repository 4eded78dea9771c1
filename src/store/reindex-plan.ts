import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { RecordType } from '../schema/record-type.ts';
import { readCatalog } from './catalog.ts';
import { createDynamoTable } from './dynamo-client.ts';
import { type IndexChanges, indexChanges } from './index-changes.ts';
import type { IndexSpec } from './index-spec.ts';
import type { Item } from './keys.ts';
import type { ReindexOptions } from './reindex.ts';

/** The changes that a reindex would make to a table, and the maximum cost. */
export interface ReindexPlan {
  readonly changes: readonly IndexChanges[];
  /** The layout of the table. A table of an older layout can have fewer slots than indexes. */
  readonly layout: number;
  readonly records: number;
  readonly readUnits: number;
  readonly writeUnits: number;
}

const READ_UNIT_BYTES = 4096;
const WRITE_UNIT_BYTES = 1024;

/** The size of a table and the cost to read it once. */
export interface TableSize {
  readonly records: number;
  readonly readUnits: number;
  /** Write units of one record, on average. */
  readonly recordUnits: number;
}

export async function measureTable(client: DynamoDBClient, tableName: string): Promise<TableSize> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  const { ItemCount = 0, TableSizeBytes = 0 } = Table ?? {};
  // DynamoDB updates these counts about every six hours. The embedded database never does.
  const { records, bytes } = ItemCount === 0 ? await countItems(client, tableName) : { records: ItemCount, bytes: TableSizeBytes };
  const recordUnits = Math.max(1, Math.ceil(bytes / Math.max(1, records) / WRITE_UNIT_BYTES));
  return { records, readUnits: Math.ceil(bytes / READ_UNIT_BYTES), recordUnits };
}

async function countItems(client: DynamoDBClient, tableName: string): Promise<{ records: number; bytes: number }> {
  const input = { TableName: tableName, ConsistentRead: true, Select: 'COUNT', ReturnConsumedCapacity: 'TOTAL' } as const;
  let [records, units] = [0, 0];
  let after: Item | undefined;
  do {
    const page = await client.send(new ScanCommand({ ...input, ...(after === undefined ? {} : { ExclusiveStartKey: after }) }));
    records += page.Count ?? 0;
    units += page.ConsumedCapacity?.CapacityUnits ?? 0;
    after = page.LastEvaluatedKey;
  } while (after !== undefined);
  return { records, bytes: units * READ_UNIT_BYTES };
}

export async function planReindex(
  { client, tableName }: Pick<ReindexOptions, 'client' | 'tableName'>,
  recordTypes: readonly RecordType[],
  options: Pick<ReindexOptions, 'computeAgain'> = {},
): Promise<ReindexPlan> {
  const catalog = await readCatalog(createDynamoTable({ client, tableName }));
  const changes = indexChanges(catalog, recordTypes, options);
  if (changes.length === 0) return { changes, layout: catalog.layout, records: 0, readUnits: 0, writeUnits: 0 };
  const { records, readUnits, recordUnits } = await measureTable(client, tableName);
  // Each index contains whole records. A changed key causes a write in the table and in every index of the record.
  const indexes = Math.max(0, ...recordTypes.map((type) => type.indexes.length));
  // Each claim is a separate item.
  const claims = Math.max(0, ...changes.map(({ claim = [] }) => claim.length));
  return { changes, layout: catalog.layout, records, readUnits, writeUnits: records * (recordUnits * (2 + indexes) + claims) };
}

/** Returns a text such as `by title` or `where status by createdAt`. */
export function describeIndex({ where, by }: IndexSpec): string {
  const order = `by ${by === 'createdAt' ? by : by.field}`;
  return where === undefined ? order : `where ${where.field} ${order}`;
}
