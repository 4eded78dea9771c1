import { cp, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createContext, SourceTextModule } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../support/server-process.ts';
import { startServerTarget } from '../support/server-target.ts';
import { installNodeTools, nodeTool, run } from './tools.ts';

const MINUTES = 60_000;
const MAX_GZIP_BYTES = 3 * 1024;

/** An empty project that has installed the packed client without a registry. */
const project = await temporaryFolder();
const target = await startServerTarget({ database: 'embedded' });
const token = target.issuer.tokenFor({ sub: 'ada', groups: ['admin'], workspace: 'typed-client' });
const installed = join(project.folder, 'node_modules/records-client');
afterAll(async () => {
  await target.close();
  await project.remove();
});

beforeAll(async () => {
  await installNodeTools();
  const tarball = resolve((await run('npm', ['run', '-s', 'build:client'], {}, '.')).trim());
  await cp('test/clients/sample', project.folder, { recursive: true });
  await writeFile(join(project.folder, 'readme.ts'), await readmeCode());
  await writeFile(join(project.folder, 'package.json'), '{ "type": "module" }');
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', `records-client@file:${tarball}`], {}, project.folder);
}, 2 * MINUTES);

describe('the packed client', () => {
  it('has no dependencies, and little code', async () => {
    const manifest = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
    expect(Object.keys(manifest).filter((key) => /dependencies/i.test(key))).toEqual([]);
    const code = await readFile(join(installed, 'dist/index.js'));
    expect(gzipSync(code).length).toBeLessThan(MAX_GZIP_BYTES);
  });

  it.each([
    ['7', resolve('node_modules/.bin/tsc')],
    ['5.9', nodeTool('tsc')],
  ])(
    'compiles in an empty project with TypeScript %s, which finds every mistake',
    async (_, tsc) => {
      await run(tsc, ['--project', '.'], {}, project.folder);
    },
    MINUTES,
  );

  it(
    'runs a sample against a server',
    async () => {
      const output = await run(process.execPath, ['out/sample.js'], { BASE_URL: target.baseUrl, TOKEN: token }, project.folder);
      expect(JSON.parse(output)).toEqual({
        created: ['Send the report', 1],
        // Nobody has told the directory of people who this caller is.
        due: ['2020-02-29', 'Ada, Countess', null],
        picked: ['id', 'priority', 'title'],
        done: ['done', 'low', 3],
        again: ['done', 5],
        groups: 1,
        restored: 7,
        nobody: {},
        refusal: { slug: 'invalid-record', status: 422, pointers: ['/title'] },
        changes: ['Ada, Countess', 'customers', 'tasks'],
        history: true,
      });
    },
    MINUTES,
  );

  it('needs only what browsers, Node and Deno have', async () => {
    const globals = { fetch, URL, URLSearchParams, Headers, AbortSignal, crypto, setTimeout, clearTimeout };
    const code = await readFile(join(installed, 'dist/index.js'), 'utf8');
    const module = new SourceTextModule(code, { context: createContext(globals) });
    await module.link((name) => {
      throw new Error(`The client imports ${name}.`);
    });
    await module.evaluate();
    const records = Reflect.get(module.namespace, 'createClient')({ baseUrl: target.baseUrl, token });
    const task = await records.tasks.create({ title: 'elsewhere' });
    expect(await records.tasks.update(task, { status: 'done' })).toMatchObject({ title: 'elsewhere', version: 2 });
  });
});

/** The code of the client's README as one program. */
async function readmeCode(): Promise<string> {
  const blocks = (await readFile('client/README.md', 'utf8')).matchAll(/^```ts\n([\s\S]*?)^```/gm);
  const own =
    'declare const getToken: () => Promise<string>;\ndeclare const loadCursor: typeof getToken;\ndeclare const saveCursor: (cursor?: string) => Promise<void>;';
  // A project of another name has the client under its name.
  const { name } = JSON.parse(await readFile('client/package.json', 'utf8'));
  return [own, ...[...blocks].map(([, code = '']) => code.replace(`'${name}'`, "'records-client'"))].join('\n');
}
