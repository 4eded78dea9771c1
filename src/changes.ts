import { readChangesConfig } from './config.ts';
import { createHistoryWriter, HistoryNotWritten } from './history/history-writer.ts';
import type { Context } from './lambda/handler.ts';
import { createLineWriter } from './observability/line-writer.ts';
import { createLogger } from './observability/logger.ts';
import { createDynamoClient, createDynamoTable } from './store/dynamo-client.ts';
import { type BatchResult, changeOf, type StreamEvent } from './stream/stream-record.ts';

export type ChangesHandler = (event: StreamEvent, context: Context) => Promise<BatchResult>;

/** Time reserved at the end of an invocation for the result and its log line. */
const MARGIN_MS = 1_000;

/**
 * Creates the function behind the change stream of the table. It writes the history.
 * @throws {UsageError} if the configuration is invalid
 */
export function createHandler(env: NodeJS.ProcessEnv): ChangesHandler {
  const { tableName, historyDays: days, logLevel: level } = readChangesConfig(env);
  const logger = createLogger({ level, write: createLineWriter((lines) => process.stdout.write(lines)) });
  const client = createDynamoClient();

  return async function handler({ Records: records = [] }, context) {
    let writeUnits = 0;
    const table = createDynamoTable({
      client,
      tableName,
      onUsage: ({ units }) => (writeUnits += units),
      timeLeft: () => context.getRemainingTimeInMillis() - MARGIN_MS,
    });
    try {
      await createHistoryWriter({ table, days }).write(records.map(changeOf));
      logger.info('changes', { records: records.length, writeUnits });
      return { batchItemFailures: [] };
    } catch (error) {
      const sequenceNumber = error instanceof HistoryNotWritten ? records[error.position]?.dynamodb?.SequenceNumber : undefined;
      if (sequenceNumber === undefined) throw error;
      logger.error('the history cannot be written', { records: records.length, sequenceNumber, reason: String(error) });
      return { batchItemFailures: [{ itemIdentifier: sequenceNumber }] };
    }
  };
}
