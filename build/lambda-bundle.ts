import { type BuildOptions, build } from 'esbuild';
import { BUNDLE_FILE } from '../src/lambda/load-bundle.ts';
import { checkBudget } from './bundle-budget.ts';
import { standIns } from './shims.ts';

const common = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  // The source of ES modules can be shaken; CommonJS, which Node would choose, comes whole.
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
} satisfies BuildOptions;

/**
 * Builds what Lambda runs, for Node 24 on any processor: `index.mjs`, which is a few lines, and the app beside it in one file.
 * That is CommonJS, because V8 takes a code cache only for a script, and compiles it lazily even without one.
 * @throws if it is larger than its budget
 */
export async function buildLambda(outdir: string): Promise<void> {
  const app = {
    ...common,
    entryPoints: { app: 'src/lambda.ts' },
    outdir,
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    plugins: [standIns('src/lambda/shims')],
    banner: { js: '(function (exports, require, module) {' },
    footer: { js: '})' },
    // A script has no `import()`: what is imported late lies in the same file and only runs late.
    supported: { 'dynamic-import': false },
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

  const [{ metafile }] = await Promise.all([build(app), build(start)]);
  checkBudget(metafile, BUNDLE_FILE);
}
