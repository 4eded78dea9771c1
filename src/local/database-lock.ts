import { existsSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openEmbeddedStore } from './embedded-store.ts';

/**
 * Whether another process has a LevelDB database open. LevelDB takes its lock before it looks for data: here in a folder that holds
 * nothing but a link to the other's lock file. Asking in the process that has it open would release its lock.
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
