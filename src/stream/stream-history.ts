import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createHistoryWriter } from '../history/history-writer.ts';
import { createDynamoTable } from '../store/dynamo-client.ts';
import { type FollowingStream, followStream, keepingLast } from './follow-stream.ts';
import { changeOf } from './stream-record.ts';

export interface StreamHistoryOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** Days that an entry is kept. */
  readonly days: number;
  readonly onError: (error: unknown) => void;
  /** See `followStream`. */
  readonly endpoint?: string | undefined;
  /** See `followStream`. */
  readonly pauseMs?: number;
}

/** Writes the history of a table on DynamoDB from its change stream. */
export function keepHistoryFromStream({ client, tableName, days, onError, ...options }: StreamHistoryOptions): FollowingStream {
  const { write } = createHistoryWriter({ table: createDynamoTable({ client, tableName }), days });
  return followStream({
    client,
    tableName,
    onError,
    ...options,
    handlerOf: keepingLast(async (records) => await write(records.map(changeOf))),
  });
}
