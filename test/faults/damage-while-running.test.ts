import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, jest } from '@jest/globals';
import { type ServerProcess, startServerProcess, temporaryFolder } from '../support/server-process.ts';

jest.setTimeout(180_000);

const PATH = '/api/v1/tasks';

async function startOn(folder: string): Promise<ServerProcess> {
  return await startServerProcess({ entry: 'dist/server/server.mjs', env: { DATABASE: 'embedded', DATA_DIR: folder, LOG_LEVEL: 'error' } });
}

/** Reads all pages. Returns the status of the last one and the number of records. */
async function walk(url: string, query: string): Promise<{ status: number; records: number }> {
  let records = 0;
  for (let cursor = ''; ; ) {
    const answer = await fetch(`${url}${PATH}?${query}${cursor}`);
    const { items = [], nextCursor = null }: { items?: unknown[]; nextCursor?: string | null } = await answer.json();
    records += items.length;
    if (nextCursor === null) return { status: answer.status, records };
    cursor = `&cursor=${nextCursor}`;
  }
}

/** Overwrites the blocks in the middle of a table file, but not its index. */
async function damage(file: string): Promise<void> {
  const { size } = await stat(file);
  const handle = await open(file, 'r+');
  await handle.write(Buffer.alloc(Math.floor(size * 0.6), 0xff), 0, undefined, Math.floor(size * 0.2));
  await handle.close();
}

it('answers 500 with the reason if the data of a running server is damaged, and never ends a list early', async () => {
  const { folder, remove } = await temporaryFolder();
  const first = await startOn(folder);
  const operations = Array.from({ length: 100 }, (_, n) => ({
    method: 'create',
    record: { title: `Task ${n}`, notes: crypto.randomUUID().repeat(50) },
  }));
  const headers = { 'Content-Type': 'application/json' };
  const batch = await fetch(`${first.url}${PATH}/batch`, { method: 'POST', headers, body: JSON.stringify({ operations }) });
  const { results }: { results: { record: { id: string } }[] } = await batch.json();
  await first.end('SIGTERM');

  // This start moves the log into a table file. The database reads it only when a request needs a record.
  await (await startOn(folder)).end('SIGTERM');
  const server = await startOn(folder);
  const tables = (await readdir(join(folder, 'records'))).filter((name) => name.endsWith('.ldb'));
  for (const name of tables) await damage(join(folder, 'records', name));

  const paths = [
    `${PATH}?limit=100`,
    `${PATH}?limit=100&sort=title`,
    `${PATH}/count`,
    ...results.map(({ record }) => `${PATH}/${record.id}`),
  ];
  const answers = await Promise.all(
    paths.map(async (path) => {
      const answer = await fetch(server.url + path);
      return { path, status: answer.status, body: await answer.json() };
    }),
  );
  const failed = answers.filter(({ status }) => status !== 200);
  expect(failed.map(({ path }) => path)).toEqual(expect.arrayContaining(paths.slice(0, 3)));
  for (const { status, body } of failed) {
    expect([status, body.detail]).toEqual([500, 'Stored data is damaged. The operator must restore a backup.']);
  }
  for (const query of ['limit=10', 'limit=10&sort=createdAt', 'limit=7&sort=title', 'limit=1', 'limit=10&sort=-title']) {
    expect([query, (await walk(server.url, query)).status]).toEqual([query, 500]);
  }
  await server.end('SIGKILL');
  await remove();
});
