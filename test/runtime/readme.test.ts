import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
import { freePort, temporaryFolder } from '../support/server-process.ts';
import { tieToThisProcess } from '../support/tied-process.ts';
import { cloneProject, projectFiles } from './support/project-files.ts';

const run = promisify(execFile);
const MINUTES = 60_000;
const readme = await readFile('README.md', 'utf8');

/** The fenced and the indented commands, in order. */
const commands = [...readme.matchAll(/^```sh\n(.*?)^```$|^((?: {4}npm [^\n]*\n)+)/gms)].map(
  ([, fenced, indented]) => fenced ?? unindented(indented),
);
const [start, test, newType, books, tour, signInServer, token, docker, server, aws] = commands;

let clone: Awaited<ReturnType<typeof temporaryFolder>>;
let port = 0;
let signInPort = 0;
let running: ChildProcess | undefined;

beforeAll(async () => {
  clone = await temporaryFolder();
  await cloneProject(clone.folder);
});
afterAll(async () => {
  await stop();
  await clone.remove();
});

function unindented(text = ''): string {
  return text.replaceAll(/^ {4}/gm, '');
}

/** The environment of a reader's shell, without the settings of this process. */
function environment(): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return { PATH, HOME, PORT: String(port), SIGN_IN_PORT: String(signInPort), npm_config_prefer_offline: 'true', npm_config_audit: 'false' };
}

/** Pastes lines into a shell in the clone. */
async function paste(text = ''): Promise<string> {
  const script = text.replaceAll('localhost:3000', `localhost:${port}`);
  const { stdout } = await run('bash', ['-e', '-c', script], { cwd: clone.folder, env: environment(), maxBuffer: 2 ** 24 });
  return stdout;
}

/** Pastes a command that keeps running, and waits until the service answers. */
async function launch(text = ''): Promise<void> {
  await stop();
  [port, signInPort] = [await freePort(), await freePort()];
  // Runs in its own process group, so that `stop` ends all of its processes, like Ctrl-C.
  running = spawn('bash', ['-c', text], { cwd: clone.folder, env: environment(), detached: true, stdio: 'ignore' });
  tieToThisProcess(running);
  await eventually(async () => expect((await get('/api/health')).status).toBe(200), 5 * MINUTES);
}

async function stop(): Promise<void> {
  const child = running;
  running = undefined;
  if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  process.kill(-child.pid, 'SIGINT');
  await ended;
  await eventually(async () => await expect(get('/api/health')).rejects.toThrow());
}

async function get(path: string): Promise<Response> {
  return await fetch(`http://localhost:${port}${path}`, { headers: { Accept: 'text/html, */*' } });
}

/** The expected output of each paragraph of the tour. */
const EXPECTED: RegExp[] = [
  /^HTTP\/1\.1 201 .*^ETag: "1".*^Location: \/api\/v1\/tasks\/[-0-9a-f]{36}.*"title":"Try the API"/ims,
  /^\{"items":\[(\{"id":"[-0-9a-f]{36}","title":"[^"]+","dueDate":"[-0-9]{10}"\},?){2}\],"nextCursor":"[^"]+"\}$/,
  /^HTTP\/1\.1 200 .*^ETag: "2".*"status":"done".*"type":"\/problems\/version-conflict".*"status":412.*"current":\{.*"status":"done".*"version":2/ims,
  /"status":422.*"pointer":"\/color".*"pointer":"\/title".*"pointer":"\/dueDate"/,
  /^HTTP\/1\.1 201 .*"title":"Only once"/ims,
  /^\{"count":\d+,"complete":true,"groups":\{"open":\d+,"in-progress":\d+,"done":\d+\}\}$/,
  /^\{"created":1,"updated":0,"unchanged":0,"failed":1,"rows":\[\{"row":3,"status":422,.*\}\]\}\{"created":0,"updated":0,"unchanged":\d+,"failed":0,"rows":\[\]\}$/,
  /^HTTP\/1\.1 204 .*^HTTP\/1\.1 200 .*"version":4/ims,
];

describe('the README, pasted into a shell in a fresh clone', () => {
  it(
    'installs and starts with the first command',
    async () => {
      expect(start).toBe('npm ci && npm run dev\n');
      await launch(start);
      expect(await (await get('/')).text()).toContain('<!doctype html>');
    },
    6 * MINUTES,
  );

  it(
    'serves a new record type as soon as its file and its line exist',
    async () => {
      await paste(newType);
      await eventually(async () => expect((await get('/api/v1/books')).status).toBe(200), MINUTES);
      expect(await paste(books)).toMatch(
        /^\{"id":.*"title":"Middlemarch","author":"George Eliot","shelf":"unread",.*\}\{"items":\[\{.*"Middlemarch".*\}\],"nextCursor":null\}$/,
      );
      await run('npx', ['--no', 'biome', 'check', '--error-on-warnings', 'src/records'], { cwd: clone.folder });
    },
    3 * MINUTES,
  );

  it(
    'shows the answers in the comments of the tour',
    async () => {
      const paragraphs = (tour ?? '').trim().split('\n\n');
      expect(paragraphs).toHaveLength(EXPECTED.length);
      // Uses one shell, so that variables of one paragraph exist in the next.
      const answers = (await paste(paragraphs.join('\necho "=== next"\n'))).split('=== next\n').map((answer) => answer.trim());
      for (const [index, expected] of EXPECTED.entries()) expect(answers[index]).toMatch(expected);
      await stop();
    },
    MINUTES,
  );

  it(
    'signs in at the local provider',
    async () => {
      await launch(signInServer);
      expect((await get('/api/v1/tasks')).status).toBe(401);
      expect(await paste(token)).toMatch(/^\{"items":\[\{.*\}\],"nextCursor":"[^"]+"\}$/);
      await stop();
    },
    2 * MINUTES,
  );

  it(
    'builds and starts the server',
    async () => {
      const [build, start] = (server ?? '').trim().split('\n');
      await paste(build);
      await launch(start);
      const page = await get('/');
      expect([page.status, page.headers.get('content-security-policy')]).toEqual([200, expect.stringContaining("default-src 'none'")]);
      await stop();
    },
    3 * MINUTES,
  );

  it('has no untested commands except those for npm test, Docker and AWS', async () => {
    expect(commands).toHaveLength(10);
    expect(test).toBe('npm ci && npm test\n');
    // The workflow `check` builds and runs the image.
    expect(docker).toBe('docker build -t records .\ndocker run -p 3000:3000 records\n');
    const { scripts } = JSON.parse(await readFile('package.json', 'utf8'));
    const named = [...(aws ?? '').matchAll(/^npm run (\S+) -- --stage dev/gm)].map(([, name]) => name);
    expect(named).toEqual(['deploy', 'people', 'smoke', 'destroy']);
    const mentioned = [...readme.matchAll(/npm run (?:-s )?([a-z][\w:-]*)/g)].map(([, name = '']) => name);
    expect([...named, ...mentioned].filter((name) => !(String(name) in scripts))).toEqual([]);
  });
});

describe('the README’s settings', () => {
  it('are the ones that the code reads', async () => {
    const sources = await Promise.all(
      ['src/config.ts', 'src/server/wants-own-sign-in.ts'].map(async (file) => await readFile(file, 'utf8')),
    );
    const table = readme.slice(readme.indexOf('| setting |'), readme.indexOf('## Layout'));
    const documented = [...table.matchAll(/^\| (.+?) \|/gm)].flatMap(([, names = '']) =>
      [...names.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name),
    );
    const read = [...sources.join('\n').matchAll(/(?:read|require|setting)(?:<[^>]*>)?\(\s*'([A-Z_]+)'/g)].map(([, name]) => name);
    expect([...new Set(documented)].sort()).toEqual([...new Set(read)].sort());
  });
});

describe('the documentation', () => {
  it('links only to files and headings that exist', async () => {
    const pages = (await projectFiles()).filter((path) => path.endsWith('.md'));
    const anchors = new Map(
      await Promise.all(pages.map(async (page): Promise<[string, string[]]> => [page, anchorsOf(await readFile(page, 'utf8'))])),
    );
    const dead: string[] = [];
    for (const page of pages) {
      const text = (await readFile(page, 'utf8')).replaceAll(/^```.*?^```/gms, '');
      for (const [, link, source = ''] of text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)) {
        const target = link ?? source;
        if (/^(https?:|$)/.test(target)) continue;
        const [path = '', anchor] = target.split('#');
        const file = path === '' ? page : join(dirname(page), path);
        const isThere = anchor === undefined ? existsSync(file) : anchors.get(file)?.includes(anchor);
        if (isThere !== true) dead.push(`${page}: ${target}`);
      }
    }
    expect(pages.length).toBeGreaterThan(10);
    expect(dead).toEqual([]);
  });
});

/** Returns the anchors of the headings, as GitHub names them. */
function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}
