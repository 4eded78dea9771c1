import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable } from '../store/create-table.ts';
import { LAYOUT } from '../store/layout-version.ts';
import { findOlderLayout } from '../store/prepare-layout.ts';
import { upgradeTable } from '../store/upgrade-table.ts';
import { UsageError } from '../usage-error.ts';
import type { EmbeddedDatabase } from './embedded-database.ts';

export interface PrepareOptions {
  readonly database: EmbeddedDatabase;
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly folder: string;
  readonly onProgress: (message: string) => void;
}

/**
 * Creates the table of an embedded database if it is missing, and upgrades an older table to the current layout.
 * An upgrade keeps a copy of the database until it is complete. The next start continues an interrupted upgrade.
 * The process holds LevelDB's lock and answers no request until the upgrade is complete.
 * @throws {UsageError}
 */
export async function prepareEmbeddedTable(options: PrepareOptions): Promise<void> {
  const { client, tableName, folder } = options;
  try {
    await createTable(client, tableName);
    const layout = await findOlderLayout(client, tableName);
    if (layout !== undefined) await upgrade(options, layout);
    for (let older = 1; older < LAYOUT; older++) await rm(copyOf(options, older), { recursive: true, force: true });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`The table ${tableName} in ${resolve(folder)} cannot be used: ${reason}`, { cause });
  }
}

async function upgrade(options: PrepareOptions, layout: number): Promise<void> {
  const { database, client, tableName, onProgress } = options;
  const copy = copyOf(options, layout);
  onProgress(`upgrading the table ${tableName} from layout ${layout} to ${LAYOUT}; a copy is in ${copy} until that is complete`);
  if (!existsSync(copy)) {
    const unfinished = `${copy}.unfinished`;
    await rm(unfinished, { recursive: true, force: true });
    await database.copyTo(unfinished);
    await rename(unfinished, copy);
  }
  const { changed, indexes } = await upgradeTable(client, tableName);
  onProgress(`upgraded the table ${tableName} to layout ${LAYOUT}: ${changed} items changed, ${indexes.length} indexes added`);
}

function copyOf({ folder, tableName }: PrepareOptions, layout: number): string {
  return resolve(join(folder, `${tableName}-layout-${layout}`));
}
