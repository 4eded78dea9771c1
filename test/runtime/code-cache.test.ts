import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { copyCodeCache, makeCodeCache } from '../../build/code-cache.ts';
import { BUNDLE_FILE, CACHE_FILE } from '../../src/lambda/load-bundle.ts';
import { lambdaVariables, settingsFor } from '../support/lambda/environment.ts';
import { installLambda } from '../support/lambda/installation.ts';

const MINUTE = 60_000;
const FLAGS = ['--expose-gc', '--max-http-header-size=81920', '--max-semi-space-size=51', '--max-old-space-size=922'];

let folder: string;
let node: string;

beforeAll(async () => {
  ({ node } = await installLambda());
  folder = await mkdtemp(join(tmpdir(), 'code-cache-'));
  await cp('dist/lambda', folder, { recursive: true, filter: (file) => !file.endsWith('.map') });
  await makeCodeCache(folder, node);
}, 3 * MINUTE);
afterAll(async () => await rm(folder, { recursive: true, force: true }));

describe('the code cache', () => {
  it('is accepted by the Node version that created it, at any memory size', async () => {
    expect(await start(FLAGS)).toMatchObject({
      level: 'info',
      message: 'started',
      codeCache: 'accepted',
      milliseconds: expect.any(Number),
    });
    expect(await start([...FLAGS.slice(0, 2), '--max-old-space-size=116'])).toMatchObject({ codeCache: 'accepted' });
  });

  it('is rejected by a V8 with other flags, and the function still starts', async () => {
    expect(await start(FLAGS.slice(1))).toMatchObject({ message: 'started', codeCache: 'rejected' });
  });

  it('is rejected if it is damaged, and the function still starts', async () => {
    const file = join(folder, CACHE_FILE);
    const good = await readFile(file);
    await writeFile(file, good.subarray(0, good.length / 2));
    expect(await start(FLAGS)).toMatchObject({ message: 'started', codeCache: 'rejected' });
    await writeFile(file, good);
  });

  it('can be copied from another machine, but only for the same bundle', async () => {
    const built = await mkdtemp(join(tmpdir(), 'code-cache-'));
    try {
      await cp(join(folder, BUNDLE_FILE), join(built, BUNDLE_FILE));
      expect(await copyCodeCache(built, folder)).toContain('copied from');
      expect(await readFile(join(built, CACHE_FILE))).toEqual(await readFile(join(folder, CACHE_FILE)));
      await rm(join(built, CACHE_FILE));
      await writeFile(join(built, BUNDLE_FILE), 'another bundle');
      expect(await copyCodeCache(built, folder)).toContain('is of another bundle');
      expect(await copyCodeCache(built, join(built, 'missing'))).toContain('no code cache: ');
      expect(await readdir(built)).toEqual([BUNDLE_FILE]);
    } finally {
      await rm(built, { recursive: true });
    }
  });

  it('is optional', async () => {
    await rm(join(folder, CACHE_FILE));
    expect(await start(FLAGS)).toMatchObject({ message: 'started', codeCache: 'none' });
  });
});

/** Starts the function. @returns the line that it logs */
async function start(flags: readonly string[]): Promise<unknown> {
  const script = `await import(${JSON.stringify(join(folder, 'index.mjs'))})`;
  const env = { ...lambdaVariables(folder), ...settingsFor('records') };
  const { stdout } = await promisify(execFile)(node, [...flags, '--input-type=module', '--eval', script], { env });
  return JSON.parse(stdout);
}
