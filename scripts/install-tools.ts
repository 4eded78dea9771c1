import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const folder of process.argv.slice(2)) await installTools(folder);
}

/**
 * Installs the packages of a folder with a separate package.json: tools of a single suite, which `npm ci` does not install.
 * Does nothing if they are up to date.
 * @param folder relative to the project
 * @returns the absolute path of the folder, which contains `node_modules`
 */
export async function installTools(folder: string): Promise<string> {
  const path = join(ROOT, folder);
  // npm writes the second file when the installation is complete.
  const [wanted, installed] = await Promise.all(
    ['package-lock.json', 'node_modules/.package-lock.json'].map((file) => timeOf(join(path, file))),
  );
  if ((installed ?? 0) > (wanted ?? 0)) return path;
  console.error(`Installing the packages of ${relative(ROOT, path)}`);
  await promisify(execFile)('npm', ['ci', '--ignore-scripts', '--loglevel=error'], { cwd: path });
  return path;
}

async function timeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).mtimeMs;
  } catch {
    return undefined;
  }
}
