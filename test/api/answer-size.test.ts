import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Callers, createCallers } from '../support/callers.ts';
import type { Answer } from '../support/client.ts';
import { eventually } from '../support/eventually.ts';
import { startTarget, type Target } from '../support/target.ts';

let target: Target;
let callers: Callers;
const TASKS = '/api/v1/tasks';
const CSV = { 'Content-Type': 'text/csv' };
const LIMIT = 5_000_000;
const ROWS = 1_000;

beforeAll(async () => {
  target = await startTarget();
});
beforeEach(async () => {
  callers = await createCallers(target);
});
afterAll(async () => {
  await target.close();
});

/** The bytes of an answer as a Lambda function gives it: the body is a text within JSON. */
function sizeOf({ text }: Answer): number {
  return Buffer.byteLength(JSON.stringify(text));
}

async function importCsv(csv: string, query = ''): Promise<Answer> {
  return await callers.editor.post(`${TASKS}/import${query}`, { body: csv, headers: CSV });
}

/** Characters of a text field that take the most bytes: in UTF-8, or as an escape of an escape. */
const HEAVIEST = ['😀', '"', '\\'];

describe('the answer of an import', () => {
  it('stays below 5 MB for stale rows of a long record', async () => {
    const { body } = await callers.editor.post(TASKS, { body: { title: 'x', notes: '😀'.repeat(4_000) } });
    // With `current` in each row this would be 5.1 MB.
    const rows = 320;
    // On a busy machine, the last rows may get 503, because the time of the request is up.
    const answer = await eventually(async () => {
      const found = await importCsv(`id,version,title\n${`${body.id},7,late\n`.repeat(rows)}`, '?dryRun=true');
      expect(new Set(found.body.rows.map(({ status }: { status: number }) => status))).toEqual(new Set([412]));
      return found;
    }, 60_000);
    expect(answer.body).toMatchObject({ created: 0, updated: 0, unchanged: 0, failed: rows });
    expect(answer.body.rows).toHaveLength(rows);
    expect(sizeOf(answer)).toBeLessThan(LIMIT);
  }, 120_000);

  it('lists each of 1,000 rows with a fault in every field and tag', async () => {
    const tags = ';'.repeat(19);
    const answer = await importCsv(`title,notes,status,priority,dueDate,tags\n${`,\u0001,x,x,x,${tags}\n`.repeat(ROWS)}`);
    expect(answer.body.rows.map(({ row }: { row: number }) => row)).toEqual(Array.from({ length: ROWS }, (_, n) => n + 2));
    expect(answer.body.rows[0].problem.errors.length).toBeGreaterThan(20);
    expect(sizeOf(answer)).toBeLessThan(LIMIT);
  });

  it.each(['\u0001', '"', '\\', 'x'])('repeats little of a long id or version of %j', async (character) => {
    const cell = `"${character.replace('"', '""').repeat(240_000)}"`;
    const answer = await importCsv(`id,version,title\n${cell},,x\n01890000-0000-7000-8000-000000000000,${cell},x\n`);
    expect(answer.body).toMatchObject({ failed: 2, rows: [{ row: 2, status: 404 }, { row: 3 }] });
    expect(sizeOf(answer)).toBeLessThan(5_000);
  });
});

describe('the answer of a batch', () => {
  it.each(HEAVIEST)('stays below 5 MB for 100 stale updates of a record full of %s', async (character) => {
    const { body } = await callers.editor.post(TASKS, { body: { title: 'x', notes: character.repeat(4_000) } });
    const operations = Array(100).fill({ method: 'update', id: body.id, record: { title: 'late' }, ifMatch: '"7"' });
    const answer = await callers.editor.post(`${TASKS}/batch`, { body: { operations } });
    expect(answer.body.results).toHaveLength(100);
    expect(answer.body.results[99]).toMatchObject({ status: 412, problem: { current: { id: body.id } } });
    expect(sizeOf(answer)).toBeLessThan(LIMIT);
  });

  it('counts the faults beyond the first hundred of each operation', async () => {
    const record = Object.fromEntries(
      Array.from({ length: 150 }, (_, n) => [`~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~${n}`, 0]),
    );
    const operations = Array(100).fill({ method: 'create', record: { title: 'x', ...record } });
    const answer = await callers.editor.post(`${TASKS}/batch`, { body: { operations } });
    expect(answer.body.results).toHaveLength(100);
    expect(answer.body.results[0].problem).toMatchObject({ status: 422, errorsOmitted: 50 });
    expect(answer.body.results[0].problem.errors).toHaveLength(100);
    expect(sizeOf(answer)).toBeLessThan(LIMIT);
  });
});

describe('a problem', () => {
  it('lists a hundred faults and counts the others', async () => {
    const input = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`field${n}`, 0]));
    const { status, body } = await callers.editor.post(TASKS, { body: { title: 'x', ...input } });
    expect([status, body.errors.length, body.errorsOmitted]).toEqual([422, 100, 4_900]);
  });

  it('has no errorsOmitted where it lists all faults', async () => {
    const { body } = await callers.editor.post(TASKS, { body: { title: 'x', a: 1 } });
    expect(Object.keys(body)).not.toContain('errorsOmitted');
  });

  it('repeats little of a long name', async () => {
    const answer = await callers.editor.post(TASKS, { body: { title: 'x', ['~'.repeat(200_000)]: 0 } });
    expect([answer.status, answer.body.errors.length]).toEqual([422, 1]);
    expect(sizeOf(answer)).toBeLessThan(5_000);
  });
});
