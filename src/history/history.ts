import type { DynamoTable } from '../store/dynamo-client.ts';
import { type ChangeSets, createChangeSets } from './change-sets.ts';
import { createHistoryReader, type HistoryReader } from './history-reader.ts';
import { createRecentChangeSets } from './recent-change-sets.ts';

/** The history of a table's records: what the routes need of it. */
export interface History {
  readonly reader: HistoryReader;
  readonly changeSets: ChangeSets;
  readonly recent: ReturnType<typeof createRecentChangeSets>;
}

export interface HistoryTiming {
  /** Milliseconds within which the entries of an ended request arrive. */
  readonly arrivalMs: number;
  /** Milliseconds within which entries can become visible out of order. */
  readonly settleMs: number;
}

/** DynamoDB Streams and a function behind it. */
export const STREAM_TIMING: HistoryTiming = { arrivalMs: 10_000, settleMs: 10_000 };

export interface HistoryOptions {
  readonly table: DynamoTable;
  /** Days that an entry is kept. */
  readonly days: number;
  readonly timing: HistoryTiming;
}

export function createHistory({ table, days, timing: { arrivalMs, settleMs } }: HistoryOptions): History {
  const reader = createHistoryReader({ table, settleMs });
  const changeSets = createChangeSets({ table, reader, days, arrivalMs });
  return { reader, changeSets, recent: createRecentChangeSets({ reader, changeSets }) };
}
