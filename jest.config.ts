/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

/** What a `npm run test:…` runs: folders of `test/`. Only `app` must need nothing but Node. */
const suites = {
  app: [
    'schema',
    'records',
    'store',
    'people',
    'hooks',
    'http',
    'identity',
    'observability',
    'local',
    'export-import',
    'check-data',
    'api',
    'client',
    'public',
    'docs',
  ],
  runtime: ['runtime'],
  'dynamodb-local': ['dynamodb-local'],
  infra: ['infra'],
  ui: ['ui'],
  faults: ['faults', 'evolution'],
  // These tests measure time and memory, so no others run beside them.
  load: ['load'],
  clients: ['clients'],
  deployment: ['deployment'],
};

const swc = {
  jsc: {
    parser: { syntax: 'typescript', tsx: true },
    target: 'es2023',
    experimental: { keepImportAttributes: true },
    transform: { react: { runtime: 'automatic', importSource: 'preact' } },
  },
  module: { type: 'es6' },
};

// On Node 20 each worker would print the AWS SDK's warning about the age of this Node.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

export default {
  testTimeout: 15_000,
  // Modules of finished files stay in the memory of a worker. From 3 GB on, its garbage collection takes seconds and tests time out.
  workerIdleMemoryLimit: '1GB',
  projects: Object.entries(suites).map(([displayName, folders]) => ({
    displayName,
    testEnvironment: 'node',
    // Roots are paths. A pattern with <rootDir> fails in a folder whose name has brackets.
    roots: folders.map((folder) => `<rootDir>/test/${folder}`),
    testMatch: ['**/*.test.ts'],
    extensionsToTreatAsEsm: ['.ts', '.tsx'],
    transform: { '\\.tsx?$': ['@swc/jest', swc] },
  })),
} satisfies Config;
