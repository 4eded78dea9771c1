import { rm } from 'node:fs/promises';
import { type BuildOptions, build } from 'esbuild';
import { recordTypes } from '../src/records/index.ts';
import { copyCodeCache, makeCodeCache } from './code-cache.ts';
import { buildChanges, buildHooks, buildLambda } from './lambda-bundle.ts';
import { trimmedManifest } from './trim-manifest.ts';

const LAMBDA = 'dist/lambda';
const CHANGES = 'dist/changes';
const HOOKS = 'dist/hooks';
const SERVER = 'dist/server';

/** Packages are loaded from `node_modules`. `splitting` puts late imports into separate files, so that the start does not load them. */
const server = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  logLevel: 'warning',
  entryPoints: { server: 'src/server.ts' },
  outdir: SERVER,
  target: 'node20',
  packages: 'external',
  plugins: [trimmedManifest],
  splitting: true,
  chunkNames: '[name]-[hash]',
  sourcemap: 'linked',
} satisfies BuildOptions;

// Delete earlier builds: V8 would accept an old code cache for a new bundle of the same length.
await Promise.all([LAMBDA, CHANGES, HOOKS, SERVER].map((folder) => rm(folder, { recursive: true, force: true })));
const hooked = recordTypes.filter(({ hooks }) => hooks !== undefined).map(({ name }) => name);
const hooks = hooked.length === 0 ? [] : [buildHooks(HOOKS, hooked)];
await Promise.all([buildLambda(LAMBDA), buildChanges(CHANGES), ...hooks, build(server)]);

const { LAMBDA_NODE: runtime = '', CODE_CACHE_FROM: earlier = '' } = process.env;
if (runtime.trim() !== '') console.log(await makeCodeCache(LAMBDA, runtime.trim()));
else if (earlier.trim() !== '') console.log(await copyCodeCache(LAMBDA, earlier.trim()));
