import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { BUNDLE_FILE } from '../src/lambda/load-bundle.ts';
import { recordTypes } from '../src/records/index.ts';
import { checkDefinitions } from '../src/schema/definition-faults.ts';
import { BUNDLE_BUDGET, CHANGES_BUDGET, checkBudget } from './bundle-budget.ts';
import { lateFile, lateModules, latePackages, type Replaced, shims } from './replace-packages.ts';
import { trimmedManifest } from './trim-manifest.ts';
import { withoutHooksOfTypes } from './without-hooks-of-types.ts';

/** lodash is too large for the few functions that express-validator calls. */
const SHIMS_ONLY_FOR: Replaced = { lodash: ['express-validator'] };
/** Packages that the start does not need. docs/performance.md has their costs. */
const LATE_PACKAGES: Replaced = { qs: ['express', 'body-parser'], validator: ['express-validator'] };
/** Modules that only an `import()` needs, by name. The late files contain what they import. DynamoDB sends no event streams. */
const LATE_MODULES = {
  'create-openapi': 'src/openapi/create-openapi.ts',
  'csv-parse': 'csv-parse',
  'event-streams': '@smithy/core/event-streams',
};

const CHANGES_FILE = 'index.mjs';

const common = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  // Tree shaking needs ES modules, but esbuild prefers CommonJS for Node.
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [trimmedManifest],
} satisfies BuildOptions;

/** Options for building the app as one CommonJS script. V8 supports code caches only for scripts, and compiles scripts lazily. */
export const appOptions = {
  ...common,
  format: 'cjs',
  plugins: [
    trimmedManifest,
    shims('src/lambda/shims', SHIMS_ONLY_FOR),
    latePackages(LATE_PACKAGES),
    lateModules(Object.keys(LATE_MODULES)),
    withoutHooksOfTypes,
  ],
  banner: { js: '(function (exports, require, module) {' },
  footer: { js: '})' },
  // `import()` does not work in a script. Modules that are not in LATE_MODULES are in the same file, but run only on first use.
  supported: { 'dynamic-import': false },
} satisfies BuildOptions;

/**
 * Builds the function for Node 24 on any processor: a short `index.mjs`, the app in one file, and the late packages and modules.
 * @throws if a definition is invalid, or if the app is larger than its budget or not ASCII
 */
export async function buildLambda(outdir: string): Promise<void> {
  checkDefinitions(recordTypes);
  const app = {
    ...appOptions,
    entryPoints: { app: 'src/lambda.ts' },
    outdir,
    outExtension: { '.js': '.cjs' },
    sourcemap: 'external',
    metafile: true,
  } satisfies BuildOptions;
  const start = {
    ...common,
    entryPoints: { index: 'src/lambda-start.ts' },
    outdir,
    format: 'esm',
    outExtension: { '.js': '.mjs' },
  } satisfies BuildOptions;

  const [{ metafile }] = await Promise.all([build(app), build(start), buildLatePackages(outdir), buildLateModules(outdir)]);
  checkBudget(metafile, BUNDLE_FILE, BUNDLE_BUDGET);
  await checkAscii(join(outdir, BUNDLE_FILE));
}

/** Checks that the file is ASCII, because `loadBundle` reads it so. esbuild does not escape characters in regular expressions. */
async function checkAscii(file: string): Promise<void> {
  const [near] = /.{0,40}[^\0-\x7f].{0,40}/s.exec(await readFile(file, 'utf8')) ?? [];
  if (near !== undefined) throw new Error(`${file} is not ASCII; escape the character as \\uXXXX in the source: ${near}`);
}

/** Builds the function that writes the history, which needs neither Express nor the definitions. @throws if it is larger than its budget */
export async function buildChanges(outdir: string): Promise<void> {
  const { metafile } = await build({
    ...common,
    entryPoints: { index: 'src/changes-start.ts' },
    outdir,
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    plugins: [trimmedManifest, shims('src/lambda/shims', SHIMS_ONLY_FOR)],
    metafile: true,
  });
  checkBudget(metafile, CHANGES_FILE, CHANGES_BUDGET);
}

/** Builds the function that runs hooks. It contains the packages of the hooks, so it has no budget. */
export async function buildHooks(outdir: string, types: readonly string[]): Promise<void> {
  await build({
    ...common,
    entryPoints: { index: 'src/hooks-start.ts' },
    outdir,
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    plugins: [trimmedManifest, shims('src/lambda/shims', SHIMS_ONLY_FOR)],
    // CommonJS packages of hooks may call `require`, which an ES module does not have.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  // For the filter of the stream in `infra/hooks.ts`.
  await writeFile(join(outdir, 'types.json'), JSON.stringify(types));
}

export async function buildLatePackages(outdir: string): Promise<void> {
  await build({
    ...common,
    // The app loads these packages with `require`, so build their CommonJS files.
    mainFields: ['main'],
    entryPoints: Object.fromEntries(Object.keys(LATE_PACKAGES).map((name) => [lateFile(name), name])),
    outdir,
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
  });
}

async function buildLateModules(outdir: string): Promise<void> {
  await build({
    ...common,
    entryPoints: Object.fromEntries(Object.entries(LATE_MODULES).map(([name, path]) => [lateFile(name), path])),
    outdir,
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    plugins: [trimmedManifest, shims('src/lambda/shims', SHIMS_ONLY_FOR)],
  });
}
