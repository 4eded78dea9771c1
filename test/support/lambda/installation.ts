import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** What Lambda runs a function with. */
export interface LambdaInstallation {
  /** The executable of Lambda's Node. */
  readonly node: string;
  /** Amazon's runtime client, which fetches events, calls the handler and returns what it gives. */
  readonly client: string;
}

const CLIENT = 'aws-lambda-ric@4.0.2';
const NODE_VERSION = '24.21.0';
const CACHE = resolve('node_modules/.cache');

/**
 * Amazon's runtime client, and Node 24 where this is another. They come from the npm registry when they are first wanted,
 * so that nobody else has 150 MB and a second `node` in the way.
 */
export async function installLambda(): Promise<LambdaInstallation> {
  const isNode24 = process.versions.node.startsWith('24.');
  const packages = [CLIENT, ...(isNode24 ? [] : [`${nodePackage()}@${NODE_VERSION}`])];
  const folder = join(CACHE, packages.join('-'));
  if (!existsSync(folder)) await install(packages, folder);
  const node = isNode24 ? process.execPath : join(folder, 'node_modules', nodePackage(), 'bin', 'node');
  return { node, client: join(folder, 'node_modules/aws-lambda-ric/index.mjs') };
}

/** Renamed when it is complete, so that an interrupted run does not leave a broken one. */
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

/** The client's own transport is an addon of libcurl, which takes a compiler and minutes; the folder is used instead. */
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
