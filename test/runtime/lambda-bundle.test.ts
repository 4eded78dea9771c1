import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { BUNDLE_BUDGET } from '../../build/bundle-budget.ts';
import { shimNames } from '../../build/replace-packages.ts';

const FOLDER = 'dist/lambda';

let code: string;
/** The source files of the bundle. */
let sources: readonly string[];

beforeAll(async () => {
  code = await readFile(`${FOLDER}/app.cjs`, 'utf8');
  sources = JSON.parse(await readFile(`${FOLDER}/app.cjs.map`, 'utf8')).sources;
});

describe('the Lambda bundle', () => {
  it.each([
    ['the embedded database', /dynalite|classic-level|src\/local\//],
    ['the server', /src\/server\/|src\/dev\.ts/],
    ['the check of tokens, which the gateway does', /node_modules\/jose\/|identity\/(token|issuer-keys|local)\.ts/],
    ['the limit of requests, which the gateway has', /express-rate-limit|ip-address/],
    [
      'packages that have a shim or that load only when needed',
      new RegExp(`node_modules/(${[...shimNames('src/lambda/shims'), 'qs', 'validator', 'csv-parse'].join('|')})/`),
    ],
    ['event streams, which DynamoDB does not send', /event-streams\/eventstream/],
    ['the check of definitions, which the build does', /schema\/(definition|view)-faults\.ts/],
    ['other ways to find credentials than Lambda’s', /nested-clients|credential-provider-(?!env)[a-z]+\/(dist|node)|sso|imds/],
    ['the web UI', /preact|^.*\/public\//],
    ['tools', /node_modules\/(typescript|esbuild|vite|jest|aws-cdk-lib)\//],
  ])('does not contain %s', (_, parts) => {
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.filter((source) => parts.test(source))).toEqual([]);
  });

  it.each(['app.cjs', '../changes/index.mjs'])(
    'has only the names of package.json, so that a new version of a tool does not change it: %s',
    async (file) => {
      expect(await readFile(`${FOLDER}/${file}`, 'utf8')).not.toContain('@biomejs/biome');
    },
  );

  it('has no link to its source map, because Node would load it at the start', () => {
    expect(code).not.toContain('sourceMappingURL');
  });

  it('is not larger than its budget', () => {
    expect(Buffer.byteLength(code)).toBeLessThanOrEqual(BUNDLE_BUDGET);
  });

  it('is ASCII, because the function reads it as ASCII at the start', () => {
    expect(Buffer.from(code, 'ascii').toString('ascii')).toBe(code);
  });
});
