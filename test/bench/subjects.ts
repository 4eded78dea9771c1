import { cp, mkdir } from 'node:fs/promises';
import { join, parse, resolve } from 'node:path';
import { build } from 'esbuild';
import { makeCodeCache } from '../../build/code-cache.ts';

export interface Subject {
  readonly name: string;
  /** Where its handler is. */
  readonly file: string;
  /** Bytes that a start reads as code. */
  readonly code: string;
  /** Settings besides those of all subjects. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Beside which all others are measured. */
export const BASE = 'raw-sdk.ts';
/** Functions that do the same job, in `peers/`; all but the base and plain Express want the packages of that folder. */
export const PEERS = [BASE, 'lambda-api.js', 'hono.js', 'middy.js', 'plain-express.ts', 'fastify.js'];

const FOLDER = resolve('node_modules/.cache/bench');
/** What lambda-api would load if it were asked for files. */
const NOT_USED = ['@aws-sdk/client-s3', '@aws-sdk/s3-request-presigner'];

/** The peers, bundled alike, and the built function without and with a code cache of this Node. */
export async function prepareSubjects(node: string, peers: readonly string[]): Promise<readonly Subject[]> {
  const bundled = await Promise.all(peers.map(async (file) => await bundlePeer(file)));
  const ours = await copyOf('ours');
  const cached = await copyOf('ours with a code cache');
  await makeCodeCache(join(cached.file, '..'), node);
  return [...bundled, ours, cached];
}

/** The built function with and without a history. */
export async function prepareHistorySubjects(): Promise<readonly Subject[]> {
  const ours = await copyOf('ours');
  return [
    { ...ours, name: 'with a history' },
    { ...ours, name: 'without a history', env: { CHANGES: 'off' } },
  ];
}

/** The program that measures, as plain JavaScript: to take types away needs memory, which would be measured too. */
export async function prepareMeasure(): Promise<string> {
  return await bundle('test/bench/measure.ts', 'measure');
}

async function bundlePeer(source: string): Promise<Subject> {
  const { name } = parse(source);
  const file = await bundle(`test/bench/peers/${source}`, name);
  return { name, file, code: file };
}

async function bundle(source: string, name: string): Promise<string> {
  const outfile = join(FOLDER, name, 'index.mjs');
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    external: NOT_USED,
    banner: { js: "import{createRequire as requireOfBundle}from'node:module';const require=requireOfBundle(import.meta.url);" },
    logLevel: 'error',
  });
  return outfile;
}

/** Plain Express as a server, built as ours is: packages stay in `node_modules`. @returns its file */
export async function bundleServer(): Promise<string> {
  const outfile = join(FOLDER, 'plain-server', 'server.mjs');
  await build({
    entryPoints: ['test/bench/peers/plain-server.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    packages: 'external',
    logLevel: 'error',
  });
  return outfile;
}

async function copyOf(name: string): Promise<Subject> {
  const folder = join(FOLDER, name.replaceAll(' ', '-'));
  await mkdir(folder, { recursive: true });
  await cp('dist/lambda', folder, { recursive: true, filter: (file) => !/\.(map|cache)$/.test(file) });
  return { name, file: join(folder, 'index.mjs'), code: join(folder, 'app.cjs') };
}
