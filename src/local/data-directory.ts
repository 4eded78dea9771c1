import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UsageError } from '../usage-error.ts';
import { createEmbeddedDatabase, type EmbeddedDatabase } from './embedded-database.ts';

export interface DataDirectoryOptions {
  readonly folder: string;
  /** Who opens it, for whoever finds the folder taken: `the server at http://…`. */
  readonly owner: string;
  readonly onWriteFault: (fault: unknown) => void;
}

// Who has the folder, for people. The lock itself is LevelDB's, which the operating system lets go of with the process.
const OWNER_FILE = 'owner.json';

/**
 * Opens the embedded database in its folder, which is made if it is missing and readable by this user alone.
 * @throws {UsageError} if another server has it, or the disk is full, read-only or damaged.
 */
export async function openDataDirectory({ folder, owner, onWriteFault }: DataDirectoryOptions): Promise<EmbeddedDatabase> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const database = await createEmbeddedDatabase({ path: join(folder, 'records'), onWriteFault });
    const note = { owner, process: process.pid, since: new Date().toISOString() };
    await writeFile(join(folder, OWNER_FILE), JSON.stringify(note));
    return database;
  } catch (error) {
    throw await refusalFor(error, folder);
  }
}

async function refusalFor(error: unknown, folder: string): Promise<unknown> {
  const { code, message } = lowestFault(error);
  if (code === undefined) return error;
  const place = resolve(folder);
  if (code === 'LEVEL_LOCKED') {
    return new UsageError(`The data in ${place} is in use by ${await ownerOf(folder)}. Stop it, or set DATA_DIR to another folder.`);
  }
  if (code === 'LEVEL_CORRUPTION') {
    return new UsageError(`The data in ${place} is damaged (${message}). Put a backup in its place, or move it away to start anew.`);
  }
  return new UsageError(`The data in ${place} cannot be opened: ${message}. See that the disk has room and can be written to.`);
}

/** What went wrong, in the words of the one that noticed first: LevelDB, or the file system. */
function lowestFault(error: unknown): { code?: unknown; message?: unknown } {
  if (typeof error !== 'object' || error === null) return {};
  return 'cause' in error && error.cause !== undefined ? lowestFault(error.cause) : error;
}

async function ownerOf(folder: string): Promise<string> {
  try {
    const { owner, process, since } = JSON.parse(await readFile(join(folder, OWNER_FILE), 'utf8'));
    return `${owner} (process ${process}, since ${since})`;
  } catch {
    // It has only just taken the folder, or is no server of ours.
    return 'another process';
  }
}
