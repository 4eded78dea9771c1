import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { RecordType } from '../schema/record-type.ts';
import { readCatalog } from './catalog.ts';
import { createDynamoTable } from './dynamo-client.ts';
import type { IndexSpec } from './index-spec.ts';
import { type IndexChanges, indexChanges } from './reindex.ts';

/** What a reindex would do to a table, and what it takes at most. */
export interface ReindexPlan {
  readonly changes: readonly IndexChanges[];
  readonly records: number;
  readonly readUnits: number;
  readonly writeUnits: number;
}

const READ_UNIT_BYTES = 4096;
const WRITE_UNIT_BYTES = 1024;

/** DynamoDB counts items and bytes about every six hours. */
export async function planReindex(client: DynamoDBClient, tableName: string, recordTypes: readonly RecordType[]): Promise<ReindexPlan> {
  const changes = indexChanges(await readCatalog(createDynamoTable({ client, tableName })), recordTypes);
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  const { ItemCount: records = 0, TableSizeBytes: bytes = 0 } = Table ?? {};
  const unitsOfRecord = Math.max(1, Math.ceil(bytes / Math.max(1, records) / WRITE_UNIT_BYTES));
  // Each index holds whole records: a changed key is a write in the table and in every index of the record.
  const indexes = Math.max(0, ...recordTypes.map((type) => type.indexes.length));
  return {
    changes,
    records,
    readUnits: Math.ceil(bytes / READ_UNIT_BYTES),
    writeUnits: records * unitsOfRecord * (2 + indexes),
  };
}

/** `by title`, `where status by createdAt`. */
export function describeIndex({ where, by }: IndexSpec): string {
  const order = `by ${by === 'createdAt' ? by : by.field}`;
  return where === undefined ? order : `where ${where.field} ${order}`;
}
