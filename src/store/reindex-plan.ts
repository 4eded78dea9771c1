import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { RecordType } from '../schema/record-type.ts';
import { readCatalog } from './catalog.ts';
import { createDynamoTable } from './dynamo-client.ts';
import type { IndexSpec } from './index-spec.ts';
import { type IndexChanges, indexChanges } from './reindex.ts';

/** What a reindex would do to a table, and what it takes at most. */
export interface ReindexPlan {
  readonly changes: readonly IndexChanges[];
  /** Of the table. In an older one there can be fewer slots than indexes. */
  readonly layout: number;
  readonly records: number;
  readonly readUnits: number;
  readonly writeUnits: number;
}

const READ_UNIT_BYTES = 4096;
const WRITE_UNIT_BYTES = 1024;

/** What it takes to read a table once. DynamoDB counts items and bytes about every six hours. */
export interface TableSize {
  readonly records: number;
  readonly readUnits: number;
  /** Write units of one record, on average. */
  readonly recordUnits: number;
}

export async function measureTable(client: DynamoDBClient, tableName: string): Promise<TableSize> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  const { ItemCount: records = 0, TableSizeBytes: bytes = 0 } = Table ?? {};
  const recordUnits = Math.max(1, Math.ceil(bytes / Math.max(1, records) / WRITE_UNIT_BYTES));
  return { records, readUnits: Math.ceil(bytes / READ_UNIT_BYTES), recordUnits };
}

export async function planReindex(client: DynamoDBClient, tableName: string, recordTypes: readonly RecordType[]): Promise<ReindexPlan> {
  const catalog = await readCatalog(createDynamoTable({ client, tableName }));
  const changes = indexChanges(catalog, recordTypes);
  const { records, readUnits, recordUnits } = await measureTable(client, tableName);
  // Each index holds whole records: a changed key is a write in the table and in every index of the record.
  const indexes = Math.max(0, ...recordTypes.map((type) => type.indexes.length));
  // A claim is an item of its own.
  const claims = Math.max(0, ...changes.map(({ claim = [] }) => claim.length));
  return { changes, layout: catalog.layout, records, readUnits, writeUnits: records * (recordUnits * (2 + indexes) + claims) };
}

/** `by title`, `where status by createdAt`. */
export function describeIndex({ where, by }: IndexSpec): string {
  const order = `by ${by === 'createdAt' ? by : by.field}`;
  return where === undefined ? order : `where ${where.field} ${order}`;
}
