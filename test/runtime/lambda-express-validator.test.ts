import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import type * as ExpressValidator from 'express-validator';
import { appOptions, buildLatePackages } from '../../build/lambda-bundle.ts';
import { temporaryFolder } from '../support/server-process.ts';

// A custom route may call `body('x').isEmail()`. It must work on Lambda as it does on a laptop.
type Library = typeof ExpressValidator;
const unbundled: Library = createRequire(import.meta.url)('express-validator');

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let bundled: Library;

beforeAll(async () => {
  temporary = await temporaryFolder();
  const outfile = join(temporary.folder, 'library.cjs');
  await Promise.all([
    build({ ...appOptions, stdin: { contents: "export * from 'express-validator'", resolveDir: process.cwd() }, outfile }),
    buildLatePackages(temporary.folder),
  ]);
  bundled = load(outfile);
}, 60_000);
afterAll(async () => await temporary.remove());

/** Loads a file like `loadBundle`. */
function load(file: string): Library {
  const module = { exports: unbundled };
  new Script(readFileSync(file, 'latin1')).runInThisContext()(module.exports, createRequire(file), module);
  return module.exports;
}

const chains = (library: Library): object => library.body('value');
/** Methods of a chain that do not check or change a value by themselves. */
const CONTROL = [
  'bail',
  'builder',
  'builderOrContext',
  'chain',
  'custom',
  'customSanitizer',
  'hide',
  'if',
  'length',
  'not',
  'optional',
  'run',
  'withMessage',
];
const METHODS = Object.keys(chains(unbundled)).filter((name) => !CONTROL.includes(name));

/** Arguments for the methods that need one. */
const ARGUMENTS: Readonly<Record<string, readonly unknown[]>> = {
  blacklist: ['a-c'],
  contains: ['a'],
  default: ['fallback'],
  equals: ['a'],
  isDivisibleBy: [3],
  isHash: ['md5'],
  isIdentityCard: ['any'],
  isIn: [['a', '12']],
  isLicensePlate: ['any'],
  isPassportNumber: ['DE'],
  isPostalCode: ['any'],
  isStrongPassword: [{ minLength: 2 }],
  isVAT: ['DE'],
  isWhitelisted: ['abc'],
  matches: ['^a'],
  replace: [['a'], 'b'],
  whitelist: ['a-c'],
};
const VALUES = [
  'a@example.com',
  '12',
  'abc',
  ' <b> ',
  'https://example.com/?a=1',
  '2026-03-31',
  'DE89370400440532013000',
  '192.0.2.1',
  '{"a":1}',
  '',
  7,
  true,
  null,
  ['a'],
  { a: 1 },
];

/** Runs a chain with this method on a value. Returns the faults and the value after it, or the error. */
async function outcome(library: Library, method: string, value: unknown): Promise<unknown> {
  const request = { body: { value: structuredClone(value) } };
  try {
    const chain: unknown = Reflect.apply(Reflect.get(chains(library), method), chains(library), ARGUMENTS[method] ?? []);
    if (!isRunnable(chain)) return typeof chain;
    const result = await chain.run(request);
    return { faults: result.array(), body: request.body };
  } catch (error) {
    return String(error);
  }
}

function isRunnable(chain: unknown): chain is ExpressValidator.ValidationChain {
  return typeof chain === 'function' && 'run' in chain;
}

describe('express-validator in the Lambda bundle', () => {
  it('has the same methods as without a bundler', () => {
    expect(bundled).not.toBe(unbundled);
    expect(Object.keys(bundled).sort()).toEqual(Object.keys(unbundled).sort());
    expect(Object.keys(chains(bundled))).toEqual(Object.keys(chains(unbundled)));
    expect(METHODS.length).toBeGreaterThan(100);
  });

  it.each(METHODS)('%s has the same result as without a bundler', async (method) => {
    for (const value of VALUES) expect(await outcome(bundled, method, value)).toEqual(await outcome(unbundled, method, value));
  });

  it.each<[string, unknown]>([
    ['items[*].name', { items: [{ name: 'a' }, { name: '' }, {}] }],
    ['**.name', { name: 'a', deep: { name: '', list: [{ name: 'b' }] } }],
    ['items[1]', { items: ['a', 'b'] }],
    ["['a.b']", { 'a.b': '' }],
    ['a.b.c', { a: { b: { c: 'x' } } }],
  ])('finds and changes the same values at %s', async (path, body) => {
    const [ours, theirs] = await Promise.all(
      [bundled, unbundled].map(async ({ body: bodyOf, matchedData, validationResult, checkExact }) => {
        const request = { body: structuredClone(body) };
        await bodyOf(path).trim().notEmpty().toUpperCase().run(request);
        await checkExact().run(request);
        return { data: matchedData(request), faults: validationResult(request).array(), request: request.body };
      }),
    );
    expect(ours).toEqual(theirs);
  });

  it('supports schemas and alternatives as without a bundler', async () => {
    const [ours, theirs] = await Promise.all(
      [bundled, unbundled].map(async ({ body, checkSchema, oneOf, validationResult }) => {
        const request = { body: { a: 'x', b: '5' } };
        await checkSchema({ a: { isEmail: true, isLength: { options: { min: 3 } } }, b: { toInt: true, in: ['body'] } }).run(request);
        await oneOf([body('a').isURL(), [body('b').isIn([5]), body('a').isUUID()]]).run(request);
        return { faults: validationResult(request).array(), body: request.body };
      }),
    );
    expect(ours).toEqual(theirs);
  });
});
