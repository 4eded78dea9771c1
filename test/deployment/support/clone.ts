import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { run } from '../../support/commands.ts';

/** A copy of the project's files, with its installed packages, that a test may edit. */
export interface Clone {
  readonly path: string;
  /** Replaces a text in a file. @throws unless the file has the text exactly once */
  edit(file: string, from: string, to: string): Promise<void>;
  remove(): Promise<void>;
}

const PACKAGES = ['node_modules', 'infra/node_modules'];

export async function cloneProject(): Promise<Clone> {
  const path = await mkdtemp(join(tmpdir(), 'clone-'));
  const files = (await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: '.' }))
    .split('\0')
    .filter(Boolean);
  const folders = new Set(files.map((file) => file.split('/')[0] ?? ''));
  for (const top of folders) {
    const from = resolve(top);
    await cp(from, join(path, top), { recursive: true, preserveTimestamps: true, filter: (source) => !/\/node_modules$/.test(source) });
  }
  for (const packages of PACKAGES) await symlink(resolve(packages), join(path, dirname(packages), 'node_modules'));
  return {
    path,
    async edit(file, from, to) {
      const parts = (await readFile(join(path, file), 'utf8')).split(from);
      if (parts.length !== 2) throw new Error(`${file} has "${from}" ${parts.length - 1} times`);
      await writeFile(join(path, file), parts.join(to));
    },
    remove: async () => await rm(path, { recursive: true, force: true }),
  };
}
