import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { BUNDLE_BUDGET } from '../../build/bundle-budget.ts';
import { shimNames } from '../../build/replace-packages.ts';

const FOLDER = 'dist/lambda';

let code: string;
/** The files that the bundle was made of. */
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
      'packages that have a shim or load late',
      new RegExp(`node_modules/(${[...shimNames('src/lambda/shims'), 'qs', 'validator', 'csv-parse'].join('|')})/`),
    ],
    ['event streams, which DynamoDB does not send', /event-streams\/eventstream/],
    ['the check of definitions, which the build does', /schema\/(definition|view)-faults\.ts/],
    ['other ways to find credentials than Lambda’s', /nested-clients|credential-provider-(?!env)[a-z]+\/(dist|node)|sso|imds/],
    ['the web UI', /preact|^.*\/public\//],
    ['tools', /node_modules\/(typescript|esbuild|vite|jest|aws-cdk-lib)\//],
  ])('has nothing of %s', (_, parts) => {
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.filter((source) => parts.test(source))).toEqual([]);
  });

  it.each(['app.cjs', '../changes/index.mjs'])(
    'has of package.json only the names, or a new version of a tool would change it: %s',
    async (file) => {
      expect(await readFile(`${FOLDER}/${file}`, 'utf8')).not.toContain('@biomejs/biome');
    },
  );

  it('does not name its source map, which would be loaded with it', () => {
    expect(code).not.toContain('sourceMappingURL');
  });

  it('keeps within its budget', () => {
    expect(Buffer.byteLength(code)).toBeLessThanOrEqual(BUNDLE_BUDGET);
  });

  it('is ASCII, as which it is read at the start', () => {
    expect(Buffer.from(code, 'ascii').toString('ascii')).toBe(code);
  });
});
