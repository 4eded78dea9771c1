import { execFileSync } from 'node:child_process';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { type ServerProcess, startServerProcess, temporaryFolder } from '../support/server-process.ts';
import { startBrowser } from '../ui/support/chromium.ts';
import { median } from './median.ts';

// `npm run bench:first-list -- COMMIT`: when a slow phone shows the first list, with this build and with that of an earlier commit.

/** "Slow 4G" of Chromium's developer tools, which applies its latency to each request. */
const SLOW_4G = { offline: false, latency: 562.5, downloadThroughput: (1.6e6 * 0.9) / 8, uploadThroughput: (0.75e6 * 0.9) / 8 };
const CPU_RATE = 4;
const ROUNDS = Number(process.env['ROUNDS'] ?? 9);
const RECORDS = 60;
/** Resolves to the time when the first record is painted. A text, because tsx adds calls to functions that the page does not have. */
const UNTIL_PAINTED = `new Promise((resolve, reject) => {
  setTimeout(reject, 30_000, 'the page shows no record');
  const painted = () => resolve(performance.now());
  const frame = () => requestAnimationFrame(document.querySelector('.record-link') === null ? frame : painted);
  requestAnimationFrame(frame);
})`;
const GOAL = 0.75;

interface Subject {
  readonly name: string;
  readonly server: ServerProcess;
  readonly loads: number[];
}

const [commit = ''] = process.argv.slice(2);
if (!/^[\w./~^-]+$/.test(commit)) throw new Error('Name a commit: npm run bench:first-list -- HEAD~1');
const temporary = await temporaryFolder();
const earlier = join(temporary.folder, 'earlier');
const browser = await startBrowser();
const subjects: Subject[] = [];
try {
  await buildCommit(commit, earlier);
  subjects.push(await startSubject(commit, earlier), await startSubject('this build', process.cwd()));
  for (let round = 0; round < ROUNDS; round++) {
    // The order changes with each round, so that other work of the machine meets both.
    for (const subject of round % 2 === 0 ? subjects : subjects.toReversed()) subject.loads.push(await load(browser, subject.server.url));
  }
  report(subjects);
} finally {
  await browser.close();
  await Promise.all(subjects.map(async ({ server }) => await server.end('SIGTERM')));
  execFileSync('git', ['worktree', 'remove', '--force', earlier]);
  await temporary.remove();
}

async function buildCommit(name: string, folder: string): Promise<void> {
  execFileSync('git', ['worktree', 'add', '--detach', folder, name], { stdio: 'ignore' });
  await symlink(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  execFileSync('npm', ['run', '-s', 'build'], { cwd: folder, stdio: 'ignore' });
}

async function startSubject(name: string, folder: string): Promise<Subject> {
  const data = join(temporary.folder, name.replaceAll(/\W/g, '-'));
  const env = { AUTH_MODE: 'none', DATABASE: 'embedded', DATA_DIR: data, LOG_LEVEL: 'error' };
  const server = await startServerProcess({ entry: join(folder, 'dist/server/server.mjs'), cwd: folder, env });
  const operations = Array.from({ length: RECORDS }, (_, index) => ({
    method: 'create',
    record: { title: `Task ${index}`, status: 'open', priority: 'high', dueDate: '2030-01-31', tags: ['finance', 'board'] },
  }));
  const response = await fetch(`${server.url}/api/v1/tasks/batch`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ operations }),
  });
  if (!response.ok) throw new Error(`${name} cannot create records: ${await response.text()}`);
  return { name, server, loads: [] };
}

/** Loads the list as a new visitor. @returns the milliseconds until the first record is painted */
async function load(chromium: Browser, url: string): Promise<number> {
  const context = await chromium.newContext({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  try {
    const page = await context.newPage();
    const devTools = await context.newCDPSession(page);
    await devTools.send('Network.enable');
    await devTools.send('Network.emulateNetworkConditions', SLOW_4G);
    await devTools.send('Emulation.setCPUThrottlingRate', { rate: CPU_RATE });
    await page.goto(`${url}/tasks`, { waitUntil: 'commit' });
    return await page.evaluate<number>(UNTIL_PAINTED);
  } finally {
    await context.close();
  }
}

function report([before, after]: readonly Subject[]): void {
  if (before === undefined || after === undefined) return;
  for (const { name, loads } of [before, after]) {
    console.log(`${name}: ${median(loads).toFixed(0)} ms (${loads.map((time) => time.toFixed(0)).join(', ')})`);
  }
  const ratio = median(after.loads.map((time, round) => time / (before.loads[round] ?? Number.NaN)));
  console.log(`the first list takes ${ratio.toFixed(2)} of the time with ${before.name}; goal: at most ${GOAL}`);
  if (!(ratio <= GOAL)) process.exitCode = 1;
}
