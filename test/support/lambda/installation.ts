import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The programs with which Lambda runs a function. */
export interface LambdaInstallation {
  /** The executable of Lambda's Node. */
  readonly node: string;
  /** Amazon's runtime client, which fetches events, calls the handler and returns its result. */
  readonly client: string;
}

const CLIENT = 'aws-lambda-ric@4.0.2';
const NODE_VERSION = '24.21.0';
const CACHE = resolve('node_modules/.cache');

/**
 * Installs Amazon's runtime client, and Node 24 if this process runs another version.
 * Downloads them from the npm registry at the first use, so that other developers do not need the 150 MB.
 */
export async function installLambda(): Promise<LambdaInstallation> {
  const isNode24 = process.versions.node.startsWith('24.');
  const packages = [CLIENT, ...(isNode24 ? [] : [`${nodePackage()}@${NODE_VERSION}`])];
  const folder = join(CACHE, packages.join('-'));
  if (!existsSync(folder)) await install(packages, folder);
  const node = isNode24 ? process.execPath : join(folder, 'node_modules', nodePackage(), 'bin', 'node');
  return { node, client: join(folder, 'node_modules/aws-lambda-ric/index.mjs') };
}

/** Installs into a draft folder and renames it when complete, so that an interruption leaves no broken installation. */
async function install(packages: readonly string[], folder: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const draft = await mkdtemp(join(CACHE, 'lambda-'));
  try {
    await writeFile(join(draft, 'package.json'), '{ "private": true }');
    await promisify(execFile)('npm', ['install', '--prefix', draft, '--ignore-scripts', '--loglevel=error', ...packages]);
    await putTransport(join(draft, 'node_modules/aws-lambda-ric/rapid-client.node'));
    await rename(draft, folder);
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw new Error(`${packages.join(' and ')} are not available from the npm registry`, { cause });
  }
}

/** Replaces the client's transport, a libcurl addon that needs a compiler and minutes to build. */
async function putTransport(folder: string): Promise<void> {
  const transport = fileURLToPath(new URL('./transport.ts', import.meta.url));
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), '{ "type": "commonjs" }');
  await writeFile(join(folder, 'index.js'), `module.exports = require(${JSON.stringify(relative(folder, transport))});\n`);
}

function nodePackage(): string {
  const platform = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  return platform === 'darwin-arm64' ? `node-bin-${platform}` : `node-${platform}`;
}
