import { rm } from 'node:fs/promises';
import { type BuildOptions, build } from 'esbuild';

const OUT = 'dist';

const common = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  // The source of ES modules can be shaken; CommonJS, which Node would choose, comes whole.
  mainFields: ['module', 'main'],
  logLevel: 'warning',
} satisfies BuildOptions;

// CommonJS packages in the bundle call `require` for Node's own modules, and ES modules have none.
// Its name is one that neither a package nor the minifier takes.
const requireForCommonJs = [
  "import { createRequire as createRequireOfBundle } from 'node:module';",
  'const require = createRequireOfBundle(import.meta.url);',
].join('');

/** One file with all that a request needs, for Node 24 on any processor; its source map lies beside it and is not loaded. */
const lambda = {
  ...common,
  entryPoints: { index: 'src/lambda.ts' },
  outdir: `${OUT}/lambda`,
  target: 'node24',
  alias: {
    'iconv-lite': './src/lambda/stand-ins/iconv-lite.ts',
    // Express asks it for the charset of what it sends, and for nothing else here: five types of the 2,500.
    'mime-db': './src/lambda/stand-ins/mime-db.json',
    '@aws-sdk/credential-provider-node': './src/lambda/stand-ins/credential-provider-node.ts',
  },
  minify: true,
  sourcemap: 'external',
  banner: { js: requireForCommonJs },
} satisfies BuildOptions;

/** Packages stay in `node_modules`; `splitting` keeps what is imported late out of the start. */
const server = {
  ...common,
  entryPoints: { server: 'src/server.ts' },
  outdir: `${OUT}/server`,
  target: 'node20',
  packages: 'external',
  splitting: true,
  chunkNames: '[name]-[hash]',
  sourcemap: 'linked',
} satisfies BuildOptions;

await Promise.all([lambda.outdir, server.outdir].map((folder) => rm(folder, { recursive: true, force: true })));
await Promise.all([build(lambda), build(server)]);
