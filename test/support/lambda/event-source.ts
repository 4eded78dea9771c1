import { createDynamoClient } from '../../../src/store/dynamo-client.ts';
import { followStream, keepingLast } from '../../../src/stream/follow-stream.ts';
import type { StreamEvent, StreamRecord } from '../../../src/stream/stream-record.ts';
import type { DynamoDbLocal } from '../dynamodb-local.ts';
import type { Outcome } from './container.ts';

export interface EventSource {
  /** Returns the failures of batches that Lambda would report. */
  failures(): readonly string[];
  close(): Promise<void>;
}

export interface EventSourceOptions {
  readonly database: Pick<DynamoDbLocal, 'clientConfig' | 'tableName'>;
  readonly invoke: (event: StreamEvent) => Promise<Outcome>;
}

/** The batch size of `infra/stream-consumer.ts`. */
export const BATCH_SIZE = 100;
const PAUSE_MS = 100;

/**
 * Simulates an event source mapping of Lambda on the stream of a table in DynamoDB Local. It filters changes, passes batches in order and
 * retries failed ones. Source: "Process DynamoDB records with Lambda", AWS Lambda Developer Guide.
 */
export function startEventSource({ database, invoke }: EventSourceOptions): EventSource {
  const client = createDynamoClient(database.clientConfig);
  const failures: string[] = [];

  async function handle(records: readonly StreamRecord[]): Promise<void> {
    for (let n = 0; n < records.length; n += BATCH_SIZE) {
      const outcome = await invoke({ Records: records.slice(n, n + BATCH_SIZE).map(asEvent) });
      if ('failure' in outcome) throw new Error(`the function failed: ${outcome.failure}`);
      const { batchItemFailures } = JSON.parse(outcome.payload);
      if (batchItemFailures.length > 0) throw new Error(`the function reports failures: ${outcome.payload}`);
    }
  }

  const following = followStream({
    client,
    tableName: database.tableName,
    handlerOf: keepingLast(handle),
    onError: (error) => failures.push(String(error)),
    pauseMs: PAUSE_MS,
  });
  return {
    failures: () => failures,
    async close() {
      await following.stop();
      client.destroy();
    },
  };
}

/** Returns a record in the format of Lambda's event: times in seconds. */
function asEvent({ dynamodb = {}, ...record }: StreamRecord): StreamRecord {
  const members = Object.entries(dynamodb).map(([name, value]) => [name, value instanceof Date ? value.getTime() / 1000 : value]);
  return { ...record, dynamodb: Object.fromEntries(members) };
}
