import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '../../support/server-process.ts';

export interface SmallDisk {
  readonly folder: string;
  makeRoom(): Promise<void>;
  remove(): Promise<void>;
}

/** Runs a command as root: as who this is, or by a `sudo` that asks for nothing, as runners of CI services have it. */
async function runAsRoot(...command: readonly string[]): Promise<void> {
  const [name = '', ...args] = process.getuid?.() === 0 ? command : ['sudo', '-n', ...command];
  await promisify(execFile)(name, args);
}

/** A disk of its own in memory, of which only so many KiB are free until `makeRoom`. It takes root to mount one. */
export async function mountSmallDisk(kibibytes: number): Promise<SmallDisk> {
  const { folder, remove } = await temporaryFolder();
  try {
    await runAsRoot('mount', '-t', 'tmpfs', '-o', `size=${8 * kibibytes}k,uid=${process.getuid?.()}`, 'tmpfs', folder);
  } catch (cause) {
    await remove();
    throw new Error('a full disk is tried on a tmpfs, and this user may mount none: run it as root, or with sudo', { cause });
  }
  const ballast = join(folder, 'ballast');
  await writeFile(ballast, Buffer.alloc(7 * kibibytes * 1024));
  return {
    folder,
    makeRoom: async () => await rm(ballast),
    async remove() {
      await runAsRoot('umount', '--lazy', folder);
      await remove();
    },
  };
}
