import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { HistoryTiming } from '../history/history.ts';
import { createHistoryWriter } from '../history/history-writer.ts';
import { createDynamoTable } from '../store/dynamo-client.ts';
import { ownerOfPartition } from '../store/keys.ts';
import { PARTITION_KEY } from '../store/table.ts';
import type { StoredItem } from './change-log.ts';
import type { EmbeddedDatabase } from './embedded-database.ts';
import { type Following, type FollowOptions, followChanges } from './follow-changes.ts';

/** One process writes the entries. Concurrent entries become visible within two seconds, in any order. */
export const LOCAL_TIMING: HistoryTiming = { arrivalMs: 2_000, settleMs: 2_000 };

/** Concurrent writes of entries: as many as concurrent requests, so that the history keeps up with them. */
const CONCURRENCY = 100;

export interface KeepHistoryOptions {
  readonly database: EmbeddedDatabase;
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly days: number;
  readonly onError: (error: unknown) => void;
  /** See `followChanges`. */
  readonly keepForHooks?: FollowOptions['keepForHooks'];
  /** See `followChanges`. */
  readonly onKept?: FollowOptions['onKept'];
}

/** Whether an item is a record, whose changes go into the history. */
export function isRecordItem(item: StoredItem): boolean {
  return ownerOfPartition(item[PARTITION_KEY]?.S ?? '') !== undefined;
}

/** Writes the history of an embedded database, in the same process. */
export function keepHistory({ database, client, tableName, days, onError, ...hooks }: KeepHistoryOptions): Following {
  const { write } = createHistoryWriter({ table: createDynamoTable({ client, tableName }), days, concurrency: CONCURRENCY });
  return followChanges({ database, handle: write, onError, ...hooks });
}
