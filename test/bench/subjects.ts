import { cp, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { makeCodeCache } from '../../build/code-cache.ts';

export interface Subject {
  readonly name: string;
  /** Where its handler is. */
  readonly file: string;
  /** Bytes that a start reads as code. */
  readonly code: string;
}

const FOLDER = resolve('node_modules/.cache/bench');

/** The peers, bundled alike, and the built function without and with a code cache of this Node. */
export async function prepareSubjects(node: string): Promise<readonly Subject[]> {
  const peers = await Promise.all(['raw-sdk', 'plain-express'].map(bundlePeer));
  const ours = await copyOf('ours');
  const cached = await copyOf('ours with a code cache');
  await makeCodeCache(join(cached.file, '..'), node);
  return [...peers, ours, cached];
}

async function bundlePeer(name: string): Promise<Subject> {
  const file = join(FOLDER, name, 'index.mjs');
  await build({
    entryPoints: [`test/bench/peers/${name}.ts`],
    outfile: file,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    banner: { js: "import{createRequire as requireOfBundle}from'node:module';const require=requireOfBundle(import.meta.url);" },
    logLevel: 'error',
  });
  return { name, file, code: file };
}

async function copyOf(name: string): Promise<Subject> {
  const folder = join(FOLDER, name.replaceAll(' ', '-'));
  await mkdir(folder, { recursive: true });
  await cp('dist/lambda', folder, { recursive: true, filter: (file) => !/\.(map|cache)$/.test(file) });
  return { name, file: join(folder, 'index.mjs'), code: join(folder, 'app.cjs') };
}
