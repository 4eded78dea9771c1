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

/** Runs a command as root, with `sudo` if necessary. `sudo` must not ask for a password, as on CI runners. */
async function runAsRoot(...command: readonly string[]): Promise<void> {
  const [name = '', ...args] = process.getuid?.() === 0 ? command : ['sudo', '-n', ...command];
  await promisify(execFile)(name, args);
}

/** Mounts a disk in memory with this many KiB free until `makeRoom`. Only root can mount it. */
export async function mountSmallDisk(kibibytes: number): Promise<SmallDisk> {
  const { folder, remove } = await temporaryFolder();
  try {
    await runAsRoot('mount', '-t', 'tmpfs', '-o', `size=${8 * kibibytes}k,uid=${process.getuid?.()}`, 'tmpfs', folder);
  } catch (cause) {
    await remove();
    throw new Error('this test mounts a tmpfs to fill it: run it as root, or allow sudo without a password', { cause });
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
