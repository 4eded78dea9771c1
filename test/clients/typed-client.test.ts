import { once } from 'node:events';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { createContext, SourceTextModule } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort, temporaryFolder } from '../support/server-process.ts';
import { startServerTarget } from '../support/server-target.ts';
import { startBrowser } from '../ui/support/chromium.ts';
import { installNodeTools, nodeTool, run } from './tools.ts';

const MINUTES = 60_000;
const MAX_GZIP_BYTES = 4 * 1024;

/** What the sample sees. */
const SEEN = {
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
  view: ['Overdue', 2],
  me: 'ada',
  undone: [1, 'Ada, Countess', true],
};

/** An empty project that has installed the packed client without a registry. */
const project = await temporaryFolder();
const PAGE = await startPage();
const target = await startServerTarget({ database: 'embedded', env: { CORS_ORIGINS: PAGE.url } });
const tokenFor = (workspace: string) => target.issuer.tokenFor({ sub: 'ada', groups: ['admin'], workspace });
const installed = join(project.folder, 'node_modules/records-client');
afterAll(async () => {
  await Promise.all([target.close(), PAGE.close()]);
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

  it.each<[string, string, readonly string[]]>([
    ['Node', process.execPath, []],
    ['Deno', nodeTool('deno'), ['run', '--no-prompt', '--cached-only', '--allow-net=127.0.0.1', '--allow-env=BASE_URL,TOKEN']],
  ])(
    'runs a sample in %s',
    async (runtime, program, options) => {
      const env = { BASE_URL: target.baseUrl, TOKEN: tokenFor(runtime), DENO_NO_UPDATE_CHECK: '1' };
      expect(JSON.parse(await run(program, [...options, 'out/main.js'], env, project.folder))).toEqual(SEEN);
    },
    MINUTES,
  );

  it(
    'runs a sample in a browser, in a page of another origin',
    async () => {
      const browser = await startBrowser();
      try {
        const page = await browser.newPage();
        await page.goto(PAGE.url);
        const options = JSON.stringify({ baseUrl: target.baseUrl, token: tokenFor('browser') });
        // A text, because the page loads the module, and not this test.
        const seen = await page.evaluate<string>(
          `import('/sample.js').then(({ runSample }) => runSample(${options})).then(JSON.stringify)`,
        );
        expect(JSON.parse(seen)).toEqual(SEEN);
      } finally {
        await browser.close();
      }
    },
    MINUTES,
  );

  it('needs only what browsers, Node and Deno have', async () => {
    // A page without https has no more cryptography than this.
    const random = { getRandomValues: (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes) };
    const globals = { fetch, URL, URLSearchParams, Headers, AbortSignal, crypto: random, setTimeout, clearTimeout };
    const code = await readFile(join(installed, 'dist/index.js'), 'utf8');
    const module = new SourceTextModule(code, { context: createContext(globals) });
    await module.link((name) => {
      throw new Error(`The client imports ${name}.`);
    });
    await module.evaluate();
    const records = Reflect.get(module.namespace, 'createClient')({ baseUrl: target.baseUrl, token: tokenFor('globals') });
    const task = await records.tasks.create({ title: 'elsewhere' });
    expect(await records.tasks.update(task, { status: 'done' })).toMatchObject({ title: 'elsewhere', version: 2 });
  });
});

/** A page of another origin than the service, with the modules of the project. */
async function startPage(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const files: Readonly<Record<string, () => Promise<string>>> = {
    '/': async () => '<script type="importmap">{ "imports": { "records-client": "/client.js" } }</script>',
    '/sample.js': async () => await readFile(join(project.folder, 'out/sample.js'), 'utf8'),
    '/client.js': async () => await readFile(join(installed, 'dist/index.js'), 'utf8'),
  };
  const server = createServer(async ({ url = '' }, response) => {
    const text = await files[url]?.().catch(() => undefined);
    response.writeHead(text === undefined ? 404 : 200, { 'Content-Type': url === '/' ? 'text/html' : 'text/javascript' }).end(text);
  });
  const port = await freePort();
  await once(server.listen(port, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await promisify(server.close.bind(server))();
    },
  };
}

/** The code of the client's README as one program. */
async function readmeCode(): Promise<string> {
  const blocks = (await readFile('client/README.md', 'utf8')).matchAll(/^```ts\n([\s\S]*?)^```/gm);
  const own =
    'declare const getToken: () => Promise<string>;\ndeclare const loadCursor: typeof getToken;\ndeclare const saveCursor: (cursor: string) => Promise<void>;';
  // A project of another name has the client under its name.
  const { name } = JSON.parse(await readFile('client/package.json', 'utf8'));
  return [own, ...[...blocks].map(([, code = '']) => code.replace(`'${name}'`, "'records-client'"))].join('\n');
}
