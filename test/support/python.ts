import { copyFile, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './commands.ts';

/**
 * Installs the packages in the `requirements.txt` of a folder, unless they are installed.
 * @returns the folder of the installed programs
 */
export async function installPython(folder: string): Promise<string> {
  const wanted = join(folder, 'requirements.txt');
  const venv = join(folder, 'node_modules/.venv');
  const installed = join(venv, 'requirements.txt');
  const programs = join(venv, 'bin');
  if ((await contentOf(installed)) === (await readFile(wanted, 'utf8'))) return programs;
  await rm(venv, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', venv], { cwd: folder });
  await run(join(programs, 'pip'), ['install', '--quiet', '--requirement', wanted], { cwd: folder });
  await copyFile(wanted, installed);
  return programs;
}

async function contentOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
}
