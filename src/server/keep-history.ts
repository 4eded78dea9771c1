import type { Config } from '../config.ts';
import type { EmbeddedDatabase } from '../local/embedded-database.ts';
import { keepHistory as keepEmbeddedHistory } from '../local/embedded-history.ts';
import type { Following } from '../local/follow-changes.ts';
import type { Logger } from '../observability/logger.ts';
import type { createDynamoClient } from '../store/dynamo-client.ts';
import { hasStream } from '../store/enable-stream.ts';
import { UsageError } from '../usage-error.ts';
import type { RunningHooks } from './run-hooks.ts';

export interface KeepHistoryOptions {
  readonly client: ReturnType<typeof createDynamoClient>;
  readonly database: EmbeddedDatabase | undefined;
  readonly logger: Logger;
  /** The options of an embedded database's history for hooks. */
  readonly hooks?: RunningHooks['ofHistory'] | undefined;
}

/** Writes the history from the log of the embedded database, or from the change stream of the table. */
export async function keepHistory(config: Config, options: KeepHistoryOptions): Promise<Following | undefined> {
  const { tableName, historyDays: days } = config;
  const { client, database, logger, hooks } = options;
  if (days === undefined) return undefined;
  const onError = (error: unknown) => logger.error('the history cannot be written', { reason: String(error) });
  if (database !== undefined) return keepEmbeddedHistory({ database, client, tableName, days, onError, ...hooks });
  // Only servers on DynamoDB load the client for streams.
  const { keepHistoryFromStream } = await import('../stream/stream-history.ts');
  const endpoint = config.database.kind === 'dynamodb' ? config.database.endpoint : undefined;
  return keepHistoryFromStream({ client, tableName, days, endpoint, onError });
}

/**
 * Checks that the history can be kept. The server starts even if the table does not answer: the history then follows later.
 * @throws {UsageError} if the table has no change stream
 */
export async function requireStream({ tableName, historyDays }: Config, options: KeepHistoryOptions): Promise<void> {
  const { client, database, logger } = options;
  if (historyDays === undefined || database !== undefined) return;
  try {
    if (await hasStream(client, tableName)) return;
  } catch (error) {
    logger.warn('the change stream cannot be checked', { table: tableName, reason: String(error) });
    return;
  }
  throw new UsageError(
    `The table ${tableName} has no change stream, so it would have no history. Add one with "npm run upgrade-table -- --yes", or set CHANGES=off.`,
  );
}
