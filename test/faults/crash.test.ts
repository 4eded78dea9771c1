import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { differencesFrom, unpackLayout1 } from '../support/layout-1.ts';
import { refusedStart, type ServerProcess, startServerProcess, temporaryFolder } from '../support/server-process.ts';
import { mountSmallDisk } from './support/small-disk.ts';
import { createWriteJournal, statesByName, type WriteJournal, walk } from './support/write-journal.ts';

// Each test starts processes, and other jobs on the machine can slow them down.
jest.setTimeout(300_000);

const WRITERS = 6;
/** Rounds per data folder. Later rounds use a new folder, because reading a large one takes long. */
const ROUNDS = 10;
const FOLDERS = [1, 2, 3, 4, 5];

const started: ServerProcess[] = [];
let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  temporary = await temporaryFolder();
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.end('SIGKILL')));
  await temporary.remove();
});

const settings = (folder: string) => ({ DATABASE: 'embedded', DATA_DIR: folder, LOG_LEVEL: 'warn' });

async function start(folder = temporary.folder): Promise<ServerProcess> {
  const server = await startServerProcess({ entry: 'dist/server/server.mjs', env: settings(folder) });
  started.push(server);
  return server;
}

/** A record and its index entries are written together or not at all, so both sort orders must return the same records. */
async function expectAsAcknowledged({ url }: ServerProcess, journal: WriteJournal): Promise<void> {
  const states = await statesByName(url, 'createdAt');
  expect(journal.differences(states)).toEqual([]);
  expect(new Map([...(await statesByName(url, 'title'))].sort())).toEqual(new Map([...states].sort()));
}

async function acknowledgedMore({ counts }: WriteJournal, writes: number): Promise<void> {
  for (const enough = counts().acknowledged + writes; counts().acknowledged < enough; ) await delay(1);
}

describe('a server that is killed during writes of every kind', () => {
  it.each(FOLDERS)(`keeps every acknowledged write and no refused one, ${ROUNDS} times in a row (%i)`, async () => {
    const journal = createWriteJournal();
    for (let round = 0; round < ROUNDS; round++) {
      const server = await start();
      if (round > 0) await expectAsAcknowledged(server, journal);
      await journal.repeatUnanswered(server.url);
      const writing = journal.writeUntilCutOff(server.url, WRITERS);
      await acknowledgedMore(journal, 20 + Math.random() * 80);
      expect(await server.end('SIGKILL')).toBe('SIGKILL');
      await writing;
    }
    const last = await start();
    await expectAsAcknowledged(last, journal);
    await journal.repeatUnanswered(last.url);
    await expectAsAcknowledged(last, journal);
    const { acknowledged, refused } = journal.counts();
    expect(acknowledged).toBeGreaterThan(20 * ROUNDS);
    expect(refused).toBeGreaterThan(0);
  });
});

describe('an import with an Idempotency-Key that a kill interrupts', () => {
  it('is complete and has no duplicates after a retry with the same file', async () => {
    const first = await start();
    const created = await fetch(`${first.url}/api/v1/tasks`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"title":"old"}',
    });
    const { id } = await created.json();
    const titles = Array.from({ length: 900 }, (_, n) => `row-${n}`);
    const csv = `id,version,title\n${id},1,changed\n${titles.map((title) => `,,${title}`).join('\n')}\n`;
    const send = async ({ url }: ServerProcess) => {
      const headers = { 'Content-Type': 'text/csv', 'Idempotency-Key': 'one import' };
      return await fetch(`${url}/api/v1/tasks/import`, { method: 'POST', headers, body: csv });
    };
    const cutOff = send(first).then(
      () => 'answered',
      () => 'cut off',
    );
    for (let count = 0; count < 100; ) ({ count } = await (await fetch(`${first.url}/api/v1/tasks/count`)).json());
    await first.end('SIGKILL');
    expect(await cutOff).toBe('cut off');

    const second = await start();
    const answer = await send(second);
    expect([answer.status, answer.headers.get('Idempotency-Replayed')]).toEqual([200, 'true']);
    expect(await answer.json()).toEqual({ created: 900, updated: 1, unchanged: 0, failed: 0, rows: [] });
    const found = await walk(second.url, 'createdAt');
    expect([...found.values()].map(({ title }) => title)).toEqual(['changed', ...titles]);
    expect(found.size).toBe(901);
    expect(found.get(id)).toMatchObject({ title: 'changed', version: 2 });
  });
});
async function detailOf(answer: Response): Promise<string> {
  return (await answer.json()).detail;
}

describe('a server on a full disk', () => {
  it('refuses writes with 503, still serves reads, and has lost nothing after a restart with free space', async () => {
    const disk = await mountSmallDisk(1_500);
    try {
      const first = await start(disk.folder);
      const kept: string[] = [];
      const write = async ({ url }: ServerProcess) => {
        const body = JSON.stringify({ title: `kept-${kept.length}`, notes: 'n'.repeat(4_000) });
        return await fetch(`${url}/api/v1/tasks`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
      };
      let answer = await write(first);
      for (; answer.ok && kept.length < 2_000; answer = await write(first)) kept.push((await answer.json()).title);
      expect(kept.length).toBeGreaterThan(20);
      expect([answer.status, (await write(first)).status]).toEqual([503, 503]);
      expect(answer.headers.get('Retry-After')).toMatch(/^[1-9]\d*$/);
      const later = await write(first);
      expect([await detailOf(answer), await detailOf(later)]).toEqual(Array(2).fill(expect.stringMatching(/^Nothing was changed\./)));
      expect(first.output()).toContain('the disk refuses writes');
      expect((await fetch(`${first.url}/api/health`)).status).toBe(200);
      expect((await fetch(`${first.url}/api/health/ready`)).status).toBe(503);
      expect([...(await statesByName(first.url, 'createdAt')).keys()].sort()).toEqual([...kept].sort());
      expect(await first.end('SIGKILL')).toBe('SIGKILL');

      await disk.makeRoom();
      const second = await start(disk.folder);
      const found = await statesByName(second.url, 'title');
      expect(kept.filter((name) => !found.has(name))).toEqual([]);
      expect((await write(second)).status).toBe(201);
      expect((await fetch(`${second.url}/api/health/ready`)).status).toBe(200);
    } finally {
      await Promise.all(started.map((server) => server.end('SIGKILL')));
      await disk.remove();
    }
  });

  it('refuses to start', async () => {
    const disk = await mountSmallDisk(1);
    try {
      const { code, output } = await refusedStart({ entry: 'dist/server/server.mjs', env: { ...settings(disk.folder), PORT: '0' } });
      expect([code, output]).toEqual([1, expect.stringMatching(/^The data in \S+ cannot be opened: .*Check that the disk has room/)]);
    } finally {
      await disk.remove();
    }
  });
});

describe('two servers on one data folder', () => {
  it('never run together: the second refuses to start, and the first continues and loses nothing', async () => {
    const journal = createWriteJournal();
    const first = await start();
    const writing = journal.writeUntilCutOff(first.url, WRITERS);
    const { code, output } = await refusedStart({ entry: 'dist/server/server.mjs', env: { ...settings(temporary.folder), PORT: '0' } });
    expect([code, output]).toEqual([1, expect.stringContaining(`in use by the server at http://127.0.0.1:${first.port}`)]);
    await acknowledgedMore(journal, 50);
    await first.end('SIGKILL');
    await writing;
    await expectAsAcknowledged(await start(), journal);
  });

  it('never run together, even if they start at the same time', async () => {
    const starts = await Promise.allSettled([start(), start(), start()]);
    const running = starts.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(running.length).toBe(1);
    for (const result of starts) if (result.status === 'rejected') expect(String(result.reason)).toContain('is in use by');
    expect((await fetch(`${running[0]?.url}/api/health/ready`)).status).toBe(200);
  });
});

describe('the upgrade of a folder that commit 98d7bab wrote', () => {
  it('is completed by a later start, no matter when SIGKILL ends it', async () => {
    const folder = await unpackLayout1(temporary.folder);
    const env = { ...settings(folder), LOG_LEVEL: 'info', PORT: '0' };
    for (let round = 0; round < 12; round++) {
      const upgrade = spawn(process.execPath, ['dist/server/server.mjs'], {
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = once(upgrade, 'exit');
      // Kills some rounds before the upgrade begins, and the others during it.
      if (round % 3 > 0) await Promise.race([once(upgrade.stdout, 'data'), ended]);
      await delay(Math.random() * (round % 3 > 0 ? 60 : 400));
      upgrade.kill('SIGKILL');
      await ended;
    }
    const server = await start(folder);
    expect(await differencesFrom(server.url)).toEqual([]);
    expect(await readdir(folder)).not.toContain('records-layout-1');
  });
});
