import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Environment, readDataConfig } from '../config.ts';
import { openDataDirectory } from '../local/data-directory.ts';
import { createTable } from '../store/create-table.ts';
import { createDynamoClient } from '../store/dynamo-client.ts';
import { UsageError } from '../usage-error.ts';

export interface OpenTable {
  readonly client: ReturnType<typeof createDynamoClient>;
  readonly tableName: string;
  /** Which table it is, for people and for telling two apart. */
  readonly name: string;
  close(): Promise<void>;
}

export interface OpenTableOptions {
  /** The command that opens it, for a server that finds the data folder taken. */
  readonly command: string;
  /** Whether a missing table may be made: always in the embedded database, elsewhere with CREATE_TABLE. */
  readonly mayCreate: boolean;
}

// Nobody waits at a screen: a throttled table is waited for.
const PATIENCE = { maxAttempts: 10 };

/**
 * The table that the server's own settings name.
 * @throws {UsageError} if the settings cannot be, the data folder is in use or missing, or the table cannot be made.
 */
export async function openTable(env: Environment, { command, mayCreate }: OpenTableOptions): Promise<OpenTable> {
  const { database, tableName } = readDataConfig(env);
  if (database.kind === 'embedded' && !mayCreate && !existsSync(join(database.dataDir, 'records'))) {
    throw new UsageError(`There are no records in ${resolve(database.dataDir)}. Set DATA_DIR to the folder of the embedded database.`);
  }
  const embedded =
    database.kind === 'embedded' ? await openDataDirectory({ folder: database.dataDir, owner: command, onWriteFault: ignore }) : undefined;
  const client = createDynamoClient({ ...PATIENCE, ...embedded?.clientConfig });
  const name =
    database.kind === 'embedded'
      ? `the table ${tableName} in ${resolve(database.dataDir)}`
      : `the DynamoDB table ${tableName} at ${env['AWS_ENDPOINT_URL_DYNAMODB'] || env['AWS_REGION']}`;
  const close = async () => {
    client.destroy();
    await embedded?.close();
  };
  try {
    if (mayCreate && (database.kind === 'embedded' || database.createTable)) await createTable(client, tableName);
  } catch (error) {
    await close();
    throw new UsageError(`${name} can be neither found nor made (${String(error)}).`, { cause: error });
  }
  return { client, tableName, name, close };
}

/** The write that failed tells of itself. */
function ignore(): void {
  // Nothing is left to do here.
}
