import { execFile } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The paths of the project's files, including uncommitted ones. */
export async function projectFiles(): Promise<string[]> {
  const { stdout } = await run('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate', '-z']);
  const { stdout: gone } = await run('git', ['ls-files', '--deleted', '-z']);
  const deleted = new Set(gone.split('\0'));
  return stdout.split('\0').filter((path) => path !== '' && !deleted.has(path));
}

/** Copies the project's files into a folder, like a fresh clone without the Git history. */
export async function cloneProject(folder: string): Promise<void> {
  for (const path of await projectFiles()) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await cp(path, join(folder, path));
  }
}
