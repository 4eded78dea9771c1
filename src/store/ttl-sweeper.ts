import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE } from './table.ts';

export interface SweepOptions {
  readonly tableName: string;
  /** Stops the sweep early. The next sweep removes the rest. */
  readonly signal?: AbortSignal;
  readonly now?: Date;
}

/**
 * Deletes expired items of the embedded database, which has no TTL. DynamoDB deletes them itself.
 * @returns the number of removed items
 */
export async function sweepExpired(client: DynamoDBClient, { tableName, signal, now = new Date() }: SweepOptions): Promise<number> {
  const expired = {
    TableName: tableName,
    ExpressionAttributeNames: { '#expiresAt': TTL_ATTRIBUTE },
    ExpressionAttributeValues: { ':now': Math.floor(now.getTime() / 1000) },
  };
  let removed = 0;
  let after: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({ ...expired, FilterExpression: '#expiresAt <= :now', ...(after === undefined ? {} : { ExclusiveStartKey: after }) }),
    );
    for (const item of page.Items ?? []) {
      const Key = { [PARTITION_KEY]: item[PARTITION_KEY], [SORT_KEY]: item[SORT_KEY] };
      if (await deleteIf(client, new DeleteCommand({ ...expired, Key, ConditionExpression: '#expiresAt <= :now' }))) removed++;
    }
    after = page.LastEvaluatedKey;
  } while (after !== undefined && !signal?.aborted);
  return removed;
}

/** Keeps an item that has not expired after all: an idempotency key may have been used again since the read. */
async function deleteIf(client: DynamoDBClient, command: DeleteCommand): Promise<boolean> {
  try {
    await client.send(command);
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
