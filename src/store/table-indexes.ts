import { setTimeout as delay } from 'node:timers/promises';
import {
  type AttributeDefinition,
  type CreateGlobalSecondaryIndexAction,
  DescribeTableCommand,
  type DynamoDBClient,
  type KeySchemaElement,
  ListTagsOfResourceCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { TABLE_INDEXES, type TableIndex } from './table.ts';

// DynamoDB takes minutes to add an index; local databases add it immediately.
const POLL_MS = 1000;

export function stringAttributes(names: readonly string[]): AttributeDefinition[] {
  return names.map((name) => ({ AttributeName: name, AttributeType: 'S' }));
}

export function indexDefinition({ name, partitionKey, sortKey }: TableIndex): CreateGlobalSecondaryIndexAction {
  return { IndexName: name, KeySchema: keySchema(partitionKey, sortKey), Projection: { ProjectionType: 'ALL' } };
}

export function keySchema(partition: string, sort: string): KeySchemaElement[] {
  return [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: sort, KeyType: 'RANGE' },
  ];
}

/** Returns the indexes of `table.ts` that the table does not have, or that DynamoDB is still creating. */
export async function missingIndexes(client: DynamoDBClient, tableName: string): Promise<readonly TableIndex[]> {
  return (await describeIndexes(client, tableName)).missing;
}

interface Described {
  readonly missing: readonly TableIndex[];
  /** The first index that DynamoDB is not creating yet. */
  readonly next: TableIndex | undefined;
  /** Whether DynamoDB currently accepts a change of the table. */
  readonly isIdle: boolean;
}

async function describeIndexes(client: DynamoDBClient, tableName: string): Promise<Described> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  const found = new Map(Table?.GlobalSecondaryIndexes?.map(({ IndexName = '', IndexStatus }) => [IndexName, IndexStatus]));
  return {
    missing: TABLE_INDEXES.filter(({ name }) => found.get(name) !== 'ACTIVE'),
    next: TABLE_INDEXES.find(({ name }) => !found.has(name)),
    isIdle: Table?.TableStatus === 'ACTIVE' && [...found.values()].every((status) => status === 'ACTIVE'),
  };
}

/**
 * Adds the missing indexes to a table, one at a time as DynamoDB requires, and waits until they are active.
 * It may run in several processes at the same time. It can be interrupted and run again.
 */
export async function addMissingIndexes(client: DynamoDBClient, tableName: string, onProgress?: (message: string) => void): Promise<void> {
  for (;;) {
    const { missing, isIdle, next } = await describeIndexes(client, tableName);
    if (missing.length === 0) return;
    if (isIdle && next !== undefined) {
      onProgress?.(`creating ${next.name}`);
      await addIndex(client, tableName, next);
    } else {
      await delay(POLL_MS);
    }
  }
}

async function addIndex(client: DynamoDBClient, tableName: string, index: TableIndex): Promise<void> {
  const command = new UpdateTableCommand({
    TableName: tableName,
    AttributeDefinitions: stringAttributes([index.partitionKey, index.sortKey]),
    GlobalSecondaryIndexUpdates: [{ Create: indexDefinition(index) }],
  });
  try {
    await client.send(command);
  } catch (error) {
    if (!isMadeByAnother(error)) throw error;
  }
}

/** Checks whether another process is changing the table, or has added the index since. */
function isMadeByAnother(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ['ResourceInUseException', 'LimitExceededException'].includes(error.name) || error.message.includes('already exist');
}

/** Returns the stage whose stack created the table, from the tag that the stack sets. Returns `undefined` for a table without a stack. */
export async function stageOf(client: DynamoDBClient, tableName: string): Promise<string | undefined> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  try {
    const { Tags = [] } = await client.send(new ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn }));
    return Tags.find(({ Key }) => Key === 'stage')?.Value;
  } catch (error) {
    // Local databases have no tags.
    if (error instanceof Error && error.name === 'UnknownOperationException') return undefined;
    throw error;
  }
}
