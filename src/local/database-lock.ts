import { existsSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openEmbeddedStore } from './embedded-store.ts';

/**
 * Checks whether another process has a LevelDB database open. LevelDB takes its lock before it looks for data.
 * So this opens a temporary folder that contains only a link to the lock file.
 * Do not call it in the process that has the database open: that would release its lock.
 */
export async function isLocked(database: string): Promise<boolean> {
  const lock = resolve(database, 'LOCK');
  if (!existsSync(lock)) return false;
  const folder = await mkdtemp(join(tmpdir(), 'lock-'));
  try {
    await symlink(lock, join(folder, 'LOCK'));
    const store = await openEmbeddedStore({ path: folder });
    await store.close();
    return false;
  } catch (error) {
    return causes(error).some((fault) => 'code' in fault && fault.code === 'LEVEL_LOCKED');
  } finally {
    await rm(folder, { recursive: true });
  }
}

function causes(error: unknown): object[] {
  if (typeof error !== 'object' || error === null) return [];
  return [error, ...('cause' in error ? causes(error.cause) : [])];
}
