import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
import { freePort, temporaryFolder } from '../support/server-process.ts';
import { tieToThisProcess } from '../support/tied-process.ts';
import { cloneProject } from './support/project-files.ts';

const run = promisify(execFile);
const MINUTE = 60_000;

/** Names with characters that have a meaning in URLs, glob patterns or shell commands. */
const NAMES = ['records [x] {a,b} #1', `it's "mine" (1) 100% a%20b + *$`, 'Prüfung 記録'];

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let project: string;
let port: number;
let started: { readonly process: ChildProcess; readonly output: string[] } | undefined;

beforeAll(async () => {
  temporary = await temporaryFolder();
  project = join(temporary.folder, 'project');
  await mkdir(project);
  await cloneProject(project);
  // Hard links if both folders are on one disk, because a copy takes a minute. A symbolic link would point out of the folder.
  const target = join(project, 'node_modules');
  await run('cp', ['-al', 'node_modules', target]).catch(async () => await run('cp', ['-a', 'node_modules/.', target]));
}, 5 * MINUTE);
afterEach(stop);
afterAll(async () => await temporary.remove());

async function moveTo(name: string): Promise<void> {
  const folder = join(temporary.folder, name);
  await rename(project, folder);
  project = folder;
}

async function start(script: string): Promise<void> {
  port = await freePort();
  const env = { PATH: process.env['PATH'], PORT: String(port), DATABASE: 'embedded', DATA_DIR: join(temporary.folder, '.data') };
  // Runs in its own process group, so that `stop` ends all of its processes, like Ctrl-C.
  const child = spawn('npm', ['run', script], { cwd: project, env, detached: true });
  tieToThisProcess(child);
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(String(chunk)));
  started = { process: child, output };
  await eventually(async () => expect((await get('/api/health')).status).toBe(200), MINUTE);
}

async function stop(): Promise<void> {
  const child = started?.process;
  started = undefined;
  if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  process.kill(-child.pid, 'SIGINT');
  await ended;
}

async function get(path: string, accept = '*/*'): Promise<Response> {
  return await fetch(`http://localhost:${port}${path}`, { headers: { Accept: accept } });
}

/** Loads a page and every module and style sheet that it needs. @returns all paths, and the failed ones with their answers */
async function load(page: string): Promise<{ readonly paths: Set<string>; readonly failed: string[] }> {
  const paths = new Set<string>();
  const failed: string[] = [];
  const waiting = [page];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (paths.has(path)) continue;
    paths.add(path);
    const answer = await get(path, path === page ? 'text/html' : '*/*');
    const isHtml = answer.headers.get('content-type')?.startsWith('text/html') === true;
    const text = await answer.text();
    if (answer.status !== 200 || isHtml !== (path === page)) failed.push(`${path}: ${answer.status} ${text.slice(0, 80)}`);
    for (const link of linksIn(text)) {
      const { origin, pathname, search } = new URL(link, `http://localhost:${port}${path}`);
      if (origin === `http://localhost:${port}`) waiting.push(pathname + search);
    }
  }
  return { paths, failed };
}

/** Returns the files that a page loads at once or that a module imports. */
function linksIn(text: string): string[] {
  const tags = [...text.matchAll(/<(?:script|link) [^>]*?(?:src|href)="([^"]+)"/g)].map(([, link = '']) => link);
  const imports = [...text.matchAll(/(?:\bfrom|\bimport\(?)\s*("(?:\.{0,2}\/)(?:[^"\\]|\\.)*")/g)].map(([, quoted = '']) =>
    String(JSON.parse(quoted)),
  );
  return [...tags, ...imports];
}

describe.each(NAMES)('in a folder named %s', (name) => {
  it(
    'npm run dev serves the UI, and does not restart after a visit',
    async () => {
      await moveTo(name);
      await start('dev');
      const { paths, failed } = await load('/');
      expect(failed).toEqual([]);
      expect(paths.size).toBeGreaterThan(3);
      expect((await get('/problems/not-found', 'text/html')).status).toBe(200);
      // Loads the page again, after the time in which a restart would begin.
      expect((await load('/')).failed).toEqual([]);
      expect(started?.output.join('')).not.toMatch(/restarting|error|failed/i);
    },
    3 * MINUTE,
  );

  it(
    'npm start serves the output of npm run build',
    async () => {
      const { PATH, HOME } = process.env;
      await run('npm', ['run', 'build'], { cwd: project, env: { PATH, HOME } });
      await start('start');
      const { paths, failed } = await load('/');
      expect(failed).toEqual([]);
      expect([...paths].some((path) => path.startsWith('/assets/'))).toBe(true);
    },
    3 * MINUTE,
  );

  it(
    'jest finds the tests',
    async () => {
      const { stdout } = await run('npm', ['run', '-s', 'jest', '--', '--listTests', '--selectProjects', 'app'], { cwd: project });
      expect(stdout.trim().split('\n').length).toBeGreaterThan(50);
    },
    MINUTE,
  );
});
