import { existsSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../usage-error.ts';

/**
 * Creates a directory and its missing parents. Only this user can read them.
 * @throws {UsageError}
 */
export async function makeDirectory(path: string): Promise<void> {
  try {
    await make(resolve(path));
  } catch (error) {
    throw new UsageError(`The directory ${resolve(path)} cannot be created: ${reasonOf(error)}.`, { cause: error });
  }
}

/** Creates parents without `recursive`: under /proc, where no directory can be created, Node 20 never returns from it. */
async function make(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return;
    const parent = dirname(path);
    if (code !== 'ENOENT' || existsSync(parent)) throw error;
    await make(parent);
    await mkdir(path, { mode: 0o700 });
  }
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EEXIST: 'it is a file',
  ELOOP: 'its symbolic links form a loop',
  ENAMETOOLONG: 'its name is too long',
  ENOENT: 'nothing can be created there',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is a file',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
};

/** Describes an error of the file system, in plain words for common error codes. */
export function reasonOf(error: unknown): string {
  return REASONS[String(codeOf(error))] ?? (error instanceof Error ? error.message : String(error));
}
