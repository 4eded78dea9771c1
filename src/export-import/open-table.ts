import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Environment, readDataConfig } from '../config.ts';
import { databaseFolder, openDataDirectory } from '../local/data-directory.ts';
import { createEmbeddedDatabase, type EmbeddedDatabase } from '../local/embedded-database.ts';
import { isRecordItem } from '../local/embedded-history.ts';
import { prepareEmbeddedTable } from '../local/prepare-embedded-table.ts';
import { createTable } from '../store/create-table.ts';
import { createDynamoClient } from '../store/dynamo-client.ts';
import { prepareLayout } from '../store/prepare-layout.ts';
import { WrongLayout } from '../store/record-store.ts';
import { UsageError } from '../usage-error.ts';

export interface OpenTable {
  readonly client: ReturnType<typeof createDynamoClient>;
  readonly tableName: string;
  /** Names the table in messages and in a manifest. */
  readonly name: string;
  close(): Promise<void>;
}

export interface OpenTableOptions {
  /** The name of the command, for the error of another process that needs the same data folder. */
  readonly command: string;
  /** Whether to create a missing table: always in the embedded database, in DynamoDB only with CREATE_TABLE. */
  readonly mayCreate: boolean;
  readonly onProgress: (message: string) => void;
  /** Opens a copy of an embedded database without checking its files, and removes the copy at the end. */
  readonly damaged?: boolean;
}

// A command may wait for a throttled table.
const PATIENCE = { maxAttempts: 10 };

/** Returns the settings for the embedded database in a folder (`--data`). Without a folder, returns the settings of the environment. */
export function settingsWith(data: string | undefined, env: Environment): Environment {
  return data === undefined ? env : { ...env, DATABASE: 'embedded', DATA_DIR: data };
}

/**
 * Opens the table that the server's settings name.
 * @throws {UsageError} if the settings are invalid, the data folder is in use or missing, or the table cannot be created or has another
 *   layout.
 */
export async function openTable(env: Environment, options: OpenTableOptions): Promise<OpenTable> {
  const { database, tableName } = readDataConfig(env);
  if (database.kind === 'embedded') return await openEmbedded({ ...options, folder: database.dataDir, tableName });
  const region = env['AWS_REGION'] ?? '';
  const client = createDynamoClient({ ...PATIENCE, region });
  const name = `the DynamoDB table ${tableName} at ${env['AWS_ENDPOINT_URL_DYNAMODB'] || region}`;
  try {
    if (options.mayCreate && database.createTable) await createTable(client, tableName);
    if (options.mayCreate) await prepareLayout(client, tableName);
  } catch (cause) {
    client.destroy();
    throw new UsageError(
      cause instanceof WrongLayout ? `${cause.message} (${name})` : `${name} cannot be found or created (${String(cause)}).`,
      {
        cause,
      },
    );
  }
  return { client, tableName, name, close: async () => client.destroy() };
}

interface EmbeddedOptions extends OpenTableOptions {
  readonly folder: string;
  readonly tableName: string;
}

async function openEmbedded({ folder, tableName, command, mayCreate, onProgress, damaged = false }: EmbeddedOptions): Promise<OpenTable> {
  if (!mayCreate && !existsSync(databaseFolder(folder))) {
    throw new UsageError(`There are no records in ${resolve(folder)}. Name the folder of the embedded database with --data or DATA_DIR.`);
  }
  // The server writes the history of imported records at its next start.
  const logsChangesOf = mayCreate ? isRecordItem : undefined;
  const database = damaged
    ? await openCopy(folder)
    : await openDataDirectory({ folder, owner: command, onWriteFault: ignore, logsChangesOf });
  const client = createDynamoClient({ ...PATIENCE, ...database.clientConfig });
  const close = async () => {
    client.destroy();
    await database.close();
  };
  try {
    if (!damaged) await prepareEmbeddedTable({ client, tableName, database, folder, onProgress });
  } catch (error) {
    await close();
    throw error;
  }
  return { client, tableName, name: `the table ${tableName} in ${resolve(folder)}`, close };
}

async function openCopy(folder: string): Promise<EmbeddedDatabase> {
  const path = await mkdtemp(join(resolve(folder), 'damaged-copy-'));
  await cp(databaseFolder(folder), path, { recursive: true });
  const database = await createEmbeddedDatabase({ path });
  return {
    ...database,
    async close() {
      await database.close();
      await rm(path, { recursive: true });
    },
  };
}

/** Does nothing, because the command itself reports a failed write. */
function ignore(): void {}
