import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import pMap from 'p-map';
import { openTable } from '../../src/export-import/open-table.ts';
import { tasks } from '../../src/records/tasks.ts';
import { createDynamoTable } from '../../src/store/dynamo-client.ts';
import { createDynamoStore } from '../../src/store/dynamo-store.ts';
import { freePort, startServerProcess, temporaryFolder } from '../support/server-process.ts';

const RECORDS = 2_400;
/** The tasks of an earlier version, without indexes and without a default of the priority. */
const EARLIER = { ...tasks, fields: { ...tasks.fields, priority: { ...tasks.fields.priority, default: undefined } }, indexes: [] };
const titleOf = (n: number) => `Task ${String((n * 7) % RECORDS).padStart(4, '0')}`;
const TITLES = Array.from({ length: RECORDS }, (_, n) => titleOf(n)).sort();

async function fill(folder: string): Promise<void> {
  const options = { command: 'a test', mayCreate: true, onProgress: () => undefined };
  const opened = await openTable({ DATABASE: 'embedded', DATA_DIR: folder }, options);
  const store = createDynamoStore({ table: createDynamoTable(opened) });
  const create = async (n: number) =>
    await store.create(
      { workspace: 'local', type: EARLIER },
      { title: titleOf(n), status: n % 3 === 0 ? 'done' : 'open', dueDate: `2026-0${1 + (n % 9)}-01` },
      { by: 'local' },
    );
  await pMap(
    Array.from({ length: RECORDS }, (_, n) => n),
    create,
    { concurrency: 8 },
  );
  await opened.close();
}

/** Sends requests to a server until `isOver`. @returns all answers */
async function askRepeatedly(url: string, isOver: () => boolean): Promise<unknown[]> {
  const answers: unknown[] = [];
  while (!isOver()) {
    // The server does not listen before the indexes are complete.
    const answer = await fetch(url).catch(() => undefined);
    if (answer !== undefined) answers.push([answer.status, await answer.json()]);
    await delay(5);
  }
  return answers;
}

async function allOf(url: string): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await (await fetch(`${url}&limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`)).json();
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}

it('a server that starts on the folder of an earlier version builds and reports the indexes, and never gives a wrong answer', async () => {
  const { folder, remove } = await temporaryFolder();
  await fill(folder);
  const port = await freePort();
  let isOver = false;
  const asking = askRepeatedly(`http://127.0.0.1:${port}/api/v1/tasks?sort=title&limit=3&fields=title`, () => isOver);
  const server = await startServerProcess({ env: { DATABASE: 'embedded', DATA_DIR: folder, PORT: String(port) } });
  try {
    const found = await allOf(`${server.url}/api/v1/tasks?sort=title&fields=title`);
    expect(found.map(({ title }) => title)).toEqual(TITLES);
    const due = await allOf(`${server.url}/api/v1/tasks?sort=-dueDate&fields=dueDate`);
    expect(due.map(({ dueDate }) => dueDate)).toEqual(
      due
        .map(({ dueDate }) => dueDate)
        .sort()
        .reverse(),
    );
    expect(due).toHaveLength(RECORDS);
    expect(await allOf(`${server.url}/api/v1/tasks?status=done&fields=id`)).toHaveLength(RECORDS / 3);
    expect(await allOf(`${server.url}/api/v1/tasks?priority=normal&fields=id`)).toHaveLength(RECORDS);
    const count = await (await fetch(`${server.url}/api/v1/tasks/count?groupBy=status`)).json();
    expect(count).toMatchObject({ count: RECORDS, complete: true, groups: { open: (RECORDS * 2) / 3, done: RECORDS / 3 } });
    isOver = true;
    for (const answer of await asking) {
      expect(answer).toEqual([
        200,
        expect.objectContaining({ items: TITLES.slice(0, 3).map((title) => expect.objectContaining({ title })) }),
      ]);
    }
    expect(server.output()).toContain(`${RECORDS} records, ${RECORDS} of them corrected`);
    expect(server.output()).toMatch(new RegExp(`the indexes are complete.*"records":${RECORDS}`));
  } finally {
    isOver = true;
    await server.end('SIGTERM');
    await remove();
  }
}, 120_000);
