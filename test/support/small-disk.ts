import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from './server-process.ts';

export interface SmallDisk {
  readonly folder: string;
  makeRoom(): Promise<void>;
  remove(): Promise<void>;
}

const run = promisify(execFile);

/** A disk of its own in memory, of which only so many KiB are free until `makeRoom`. It takes root to mount one. */
export async function mountSmallDisk(kibibytes: number): Promise<SmallDisk> {
  const { folder, remove } = await temporaryFolder();
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${8 * kibibytes}k`, 'tmpfs', folder]);
  } catch (cause) {
    await remove();
    throw new Error('a full disk is tried on a tmpfs, and this user may mount none: run it as root (CI does)', { cause });
  }
  const ballast = join(folder, 'ballast');
  await writeFile(ballast, Buffer.alloc(7 * kibibytes * 1024));
  return {
    folder,
    makeRoom: async () => await rm(ballast),
    async remove() {
      await run('umount', ['--lazy', folder]);
      await remove();
    },
  };
}
