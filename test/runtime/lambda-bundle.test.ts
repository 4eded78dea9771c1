import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';

const FOLDER = 'dist/lambda';
/** Bytes. A start reads and compiles them all. */
const BUDGET = 850_000;

let code: string;
/** The files that the bundle was made of. */
let sources: readonly string[];

beforeAll(async () => {
  code = await readFile(`${FOLDER}/index.mjs`, 'utf8');
  sources = JSON.parse(await readFile(`${FOLDER}/index.mjs.map`, 'utf8')).sources;
});

describe('the Lambda bundle', () => {
  it.each([
    ['the embedded database', /dynalite|classic-level|src\/local\//],
    ['the server', /src\/server\/|src\/dev\.ts/],
    ['the check of tokens, which the gateway does', /node_modules\/jose\/|identity\/(token|issuer-keys|local)\.ts/],
    ['the limit of requests, which the gateway has', /express-rate-limit|ip-address/],
    ['character sets', /node_modules\/iconv-lite\//],
    ['types of files that it never sends', /node_modules\/mime-db\//],
    ['other ways to find credentials than Lambda’s', /nested-clients|credential-provider-(?!env)[a-z]+\/(dist|node)|sso|imds/],
    ['the web UI', /preact|swagger|^.*\/public\//],
    ['tools', /node_modules\/(typescript|esbuild|vite|jest|aws-cdk-lib)\//],
  ])('has nothing of %s', (_, parts) => {
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.filter((source) => parts.test(source))).toEqual([]);
  });

  it('does not name its source map, which would be loaded with it', () => {
    expect(code).not.toContain('sourceMappingURL');
  });

  it('keeps within its budget', () => {
    expect(Buffer.byteLength(code)).toBeLessThan(BUDGET);
  });
});
