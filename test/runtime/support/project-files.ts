import { execFile } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a clone of the project has, with what is changed here and not committed yet: paths from its root. */
export async function projectFiles(): Promise<string[]> {
  const { stdout } = await run('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate', '-z']);
  const { stdout: gone } = await run('git', ['ls-files', '--deleted', '-z']);
  const deleted = new Set(gone.split('\0'));
  return stdout.split('\0').filter((path) => path !== '' && !deleted.has(path));
}

/** Makes a folder what a fresh clone of the project is, without its history. */
export async function cloneProject(folder: string): Promise<void> {
  for (const path of await projectFiles()) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await cp(path, join(folder, path));
  }
}
