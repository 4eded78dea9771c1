import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Chunk } from '../../public/model/csv/chunks.ts';
import { EMPTY_REPORT, type ImportReport, type ImportRun, runImport, unfinishedRows } from '../../public/state/import-run.ts';
import { tasks } from '../../src/records/tasks.ts';
import { type Service, startService } from '../support/service.ts';
import { openPage, type Page } from './support/page.ts';

let service: Service;
let page: Page;
beforeAll(async () => {
  service = await startService();
}, 30_000);
afterAll(async () => await service?.close());
beforeEach(async () => {
  page = await openPage(service);
});

/** A run whose chunks have these rows. */
const runOf = (...chunks: readonly (readonly string[])[]): ImportRun => ({
  type: tasks,
  chunks: chunks.map(
    (rows, index): Chunk => ({
      csv: ['title,dueDate', ...rows].join('\r\n'),
      start: chunks.slice(0, index).flat().length,
      length: rows.length,
    }),
  ),
  isDryRun: false,
  id: crypto.randomUUID(),
});
const start = async (run: ImportRun, { report = EMPTY_REPORT, signal = new AbortController().signal } = {}): Promise<ImportReport> =>
  await runImport(run, { send: page.send, report, signal, onProgress: () => undefined });
const stored = async () => {
  const { count }: { count: number } = JSON.parse((await page.send({ path: 'tasks/count' })).text);
  return count;
};
const isImport = ({ path }: { readonly path: string }) => path.includes('/import');

it('adds up the results of all chunks, and names each failed row by its row in the file', async () => {
  const report = await start(runOf(['A,', 'B,'], ['C,', 'D,someday', 'E,,']));
  expect(report).toMatchObject({ created: 3, updated: 0, unchanged: 0, failed: 2, rows: 5, stopped: undefined });
  expect(report.failedRows).toMatchObject([
    { index: 3, reason: 'Due date must be a date such as 2026-03-31.' },
    { index: 4, reason: expect.stringContaining('3 cells') },
  ]);
  expect(await stored()).toBe(3);
});

it('creates no record twice when the answer to a chunk is lost', async () => {
  let imports = 0;
  page.interfere(async (request, send) => {
    const answer = await send();
    if (isImport(request) && ++imports === 1) throw new TypeError('connection lost');
    return answer;
  });
  expect(await start(runOf(['A,', 'B,'], ['C,']))).toMatchObject({ created: 3, failed: 0, stopped: undefined });
  expect([imports, await stored()]).toEqual([3, 3]);
});

it('stops where the service refuses a whole chunk, and continues from there', async () => {
  const run = runOf(['A,', 'B,'], ['C,', 'D,'], ['E,']);
  let imports = 0;
  page.interfere(async (request, send) => {
    const isSecond = isImport(request) && ++imports === 2;
    return isSecond ? Response.json({ title: 'Forbidden', status: 403 }, { status: 403 }) : await send();
  });
  const report = await start(run);
  expect(report).toMatchObject({ created: 2, rows: 2, stopped: 'Forbidden', isUncertain: false });
  expect(unfinishedRows(run, report)).toEqual([2, 3, 4].map((index) => ({ index, reason: 'Not imported' })));
  const finished = await start(run, { report });
  expect(finished).toMatchObject({ created: 5, failed: 0, rows: 5, stopped: undefined });
  expect(unfinishedRows(run, finished)).toEqual([]);
  expect(await stored()).toBe(5);
});

it('stops between two chunks when it is aborted', async () => {
  const abort = new AbortController();
  page.interfere(async (request, send) => {
    if (isImport(request)) abort.abort();
    return await send();
  });
  const report = await start(runOf(['A,'], ['B,']), { signal: abort.signal });
  expect(report).toMatchObject({ created: 1, rows: 1, stopped: 'You stopped it.', isUncertain: false });
});

it('writes nothing in a dry run', async () => {
  expect(await start({ ...runOf(['A,', 'B,']), isDryRun: true })).toMatchObject({ created: 2, rows: 2 });
  expect(await stored()).toBe(0);
});
