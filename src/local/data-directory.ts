import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UsageError } from '../usage-error.ts';
import { findDamage } from './check-database.ts';
import { isLocked } from './database-lock.ts';
import { createEmbeddedDatabase, type EmbeddedDatabase } from './embedded-database.ts';
import type { EmbeddedStoreOptions } from './embedded-store.ts';
import { makeDirectory, reasonOf } from './make-directory.ts';
import { replaceFile } from './replace-file.ts';

export interface DataDirectoryOptions {
  readonly folder: string;
  /** Names this process in the error of another process that needs the folder: `the server at http://…`. */
  readonly owner: string;
  readonly onWriteFault: (fault: unknown) => void;
  readonly logsChangesOf?: EmbeddedStoreOptions['logsChangesOf'];
}

/** Names the last process that opened the folder. It is not the lock: LevelDB holds that until the process ends. */
const OWNER_FILE = 'owner.json';

/** Returns the folder of the database files in a data directory. */
export function databaseFolder(folder: string): string {
  return join(folder, 'records');
}

/**
 * Opens the embedded database in a folder. Creates a missing folder, which only this user can read.
 * @throws {UsageError} if another process uses it, if data is missing or damaged, or if the disk is full or read-only. Damaged files
 *   are not changed.
 */
export async function openDataDirectory({ folder, owner, onWriteFault, logsChangesOf }: DataDirectoryOptions): Promise<EmbeddedDatabase> {
  const path = databaseFolder(folder);
  await makeDirectory(folder);
  await makeDirectory(path);
  try {
    await checkFiles(folder, path);
    const database = await createEmbeddedDatabase({ path, onWriteFault, logsChangesOf });
    const note = { owner, process: process.pid, since: new Date().toISOString() };
    await replaceFile(join(folder, OWNER_FILE), JSON.stringify(note));
    return database;
  } catch (error) {
    throw await refusalFor(error, folder);
  }
}

/** Finds missing and damaged files before LevelDB starts. LevelDB would create an empty database, or drop unreadable data. */
async function checkFiles(folder: string, path: string): Promise<void> {
  const wasInUse = existsSync(join(folder, OWNER_FILE));
  if (wasInUse && !existsSync(join(path, 'CURRENT'))) {
    throw new UsageError(`Data is missing: ${resolve(path)} held records and has no database now. Restore a backup there.`);
  }
  const damage = await findDamage(path);
  if (damage.length === 0) return;
  // Files can look damaged while a running server writes them.
  if (await isLocked(path)) throw await inUse(folder);
  throw new UsageError(
    `The data in ${resolve(folder)} is damaged: ${damage.join('; ')}. Nothing was changed. Replace it with a backup, or see "A data folder that is refused" in docs/runbook.md.`,
  );
}

async function refusalFor(error: unknown, folder: string): Promise<unknown> {
  if (error instanceof UsageError) return error;
  const { code, message } = lowestFault(error);
  if (code === undefined) return error;
  if (code === 'LEVEL_LOCKED') return await inUse(folder);
  const directory = resolve(folder);
  if (code === 'LEVEL_CORRUPTION') {
    return new UsageError(
      `The data in ${directory} is damaged (${message}). Replace it with a backup, or move it away to start with an empty one.`,
    );
  }
  const reason = reasonOf({ code, message });
  return new UsageError(`The data in ${directory} cannot be opened: ${reason}. Check that the disk has room and can be written to.`);
}

async function inUse(folder: string): Promise<UsageError> {
  return new UsageError(
    `The data in ${resolve(folder)} is in use by ${await ownerOf(folder)}. Stop it, or set DATA_DIR to another folder.`,
  );
}

/** Returns the innermost cause: the error of LevelDB or of the file system. */
function lowestFault(error: unknown): { code?: unknown; message?: unknown } {
  if (typeof error !== 'object' || error === null) return {};
  return 'cause' in error && error.cause !== undefined ? lowestFault(error.cause) : error;
}

async function ownerOf(folder: string): Promise<string> {
  try {
    const { owner, process, since } = JSON.parse(await readFile(join(folder, OWNER_FILE), 'utf8'));
    return `${owner} (process ${process}, since ${since})`;
  } catch {
    // The process has just started, or is another program.
    return 'another process';
  }
}
