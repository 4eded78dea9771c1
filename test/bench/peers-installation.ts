import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const FOLDER = resolve('test/bench/peers');

/**
 * The packages that the peers have and the project has not, by the lock file beside them. They come from the npm registry
 * when they are first wanted, so that nobody else has them in the way.
 * @returns the folder with `node_modules`
 */
export async function installPeers(): Promise<string> {
  // npm leaves the second when it has finished.
  const [wanted, installed] = await Promise.all(['package-lock.json', 'node_modules/.package-lock.json'].map(timeOf));
  if ((installed ?? 0) > (wanted ?? 0)) return FOLDER;
  await promisify(execFile)('npm', ['ci', '--ignore-scripts', '--loglevel=error'], { cwd: FOLDER });
  return FOLDER;
}

async function timeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(join(FOLDER, file))).mtimeMs;
  } catch {
    return undefined;
  }
}
