import { setTimeout as delay } from 'node:timers/promises';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { STREAM } from './enable-stream.ts';
import { prepareLayout } from './prepare-layout.ts';
import { PARTITION_KEY, SORT_KEY, TABLE_INDEXES, TTL_ATTRIBUTE } from './table.ts';
import { indexDefinition, keySchema, stringAttributes } from './table-indexes.ts';

// DynamoDB takes seconds to create a table with indexes; local databases create it immediately.
const POLL_MS = 500;
const LIMIT_MS = 120_000;
/** The first request to DynamoDB Local after its start can exceed the timeout. */
const ATTEMPTS = 3;

/**
 * Creates the table if it is missing, and waits until it is active.
 * For the embedded database, DynamoDB Local and tests. CDK creates deployed tables.
 */
export async function createTable(client: DynamoDBClient, tableName: string): Promise<void> {
  if (!(await make(client, tableName))) return;
  await expireItems(client, tableName);
  await prepareLayout(client, tableName);
}

/** Creates the table. @returns whether it was missing */
async function make(client: DynamoDBClient, tableName: string): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.send(new CreateTableCommand(definitionOf(tableName)));
      await untilActive(client, tableName);
      return true;
    } catch (error) {
      if (nameOf(error) === 'ResourceInUseException') {
        await untilActive(client, tableName);
        return attempt > 1;
      }
      if (nameOf(error) !== 'TimeoutError' || attempt === ATTEMPTS) throw error;
    }
  }
}

function definitionOf(tableName: string): CreateTableCommandInput {
  const attributes = [PARTITION_KEY, SORT_KEY, ...TABLE_INDEXES.flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey])];
  return {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keySchema(PARTITION_KEY, SORT_KEY),
    AttributeDefinitions: stringAttributes(attributes),
    GlobalSecondaryIndexes: TABLE_INDEXES.map(indexDefinition),
    // The embedded database ignores it: it has its own log of changes.
    StreamSpecification: STREAM,
  };
}

async function untilActive(client: DynamoDBClient, tableName: string): Promise<void> {
  for (const end = Date.now() + LIMIT_MS; Date.now() < end; await delay(POLL_MS)) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    if (Table?.TableStatus === 'ACTIVE') return;
  }
  throw new Error(`the table ${tableName} is still not ready after ${LIMIT_MS / 1000} s`);
}

/** Enables TTL. The embedded database does not have it; `sweepExpired` replaces it. */
async function expireItems(client: DynamoDBClient, tableName: string): Promise<void> {
  const TimeToLiveSpecification = { AttributeName: TTL_ATTRIBUTE, Enabled: true };
  try {
    await client.send(new UpdateTimeToLiveCommand({ TableName: tableName, TimeToLiveSpecification }));
  } catch (error) {
    if (nameOf(error) !== 'UnknownOperationException') throw error;
  }
}

function nameOf(error: unknown): string | undefined {
  return error instanceof Error ? error.name : undefined;
}
