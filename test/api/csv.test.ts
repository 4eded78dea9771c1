import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Callers, createCallers } from '../support/callers.ts';
import type { Answer } from '../support/client.ts';
import { eventually } from '../support/eventually.ts';
import { make } from '../support/records.ts';
import { startTarget, type Target } from '../support/target.ts';

let target: Target;
let callers: Callers;
const TASKS = '/api/v1/tasks';
const CSV = { 'Content-Type': 'text/csv' };
const UNKNOWN = '01890000-0000-7000-8000-000000000000';

beforeAll(async () => {
  target = await startTarget();
});
beforeEach(async () => {
  callers = await createCallers(target);
});
afterAll(async () => {
  await target.close();
});

async function exportCsv(path = TASKS): Promise<Answer> {
  return await callers.viewer.get(path, { headers: { Accept: 'text/csv' } });
}

async function importCsv(body: string, query = '', path = TASKS): Promise<Answer> {
  return await callers.editor.post(`${path}/import${query}`, { body, headers: CSV });
}

async function titles(): Promise<string[]> {
  const { body } = await callers.viewer.get(`${TASKS}?sort=createdAt&limit=100`);
  return body.items.map(({ title }: { title: string }) => title);
}

describe('CSV out', () => {
  it('is the same page, with a header row, lists joined and the same Link', async () => {
    await callers.editor.post(TASKS, { body: { title: 'Say "hi", twice', notes: 'a\nb', tags: ['x', 'y z'], dueDate: '2026-05-01' } });
    await callers.editor.post(TASKS, { body: { title: 'Second' } });
    const { status, headers, text } = await exportCsv(`${TASKS}?sort=createdAt&limit=1`);
    expect([status, headers['content-type']]).toEqual([200, expect.stringMatching(/^text\/csv; charset=utf-8/)]);
    const [id] = (await callers.viewer.get(`${TASKS}?sort=createdAt&limit=1`)).body.items;
    expect(text).toBe(
      'id,title,notes,status,priority,dueDate,assignee,assignee.name,customer,customer.name,tags,createdAt,updatedAt,createdBy,createdBy.name,updatedBy,updatedBy.name,version\r\n' +
        `${id.id},"Say ""hi"", twice","a\nb",open,normal,2026-05-01,,,,,"x;y z",${id.createdAt},${id.updatedAt},${id.createdBy},,${id.updatedBy},,1\r\n`,
    );
    expect(headers['link']).toMatch(/^<\/api\/v1\/tasks\?sort=createdAt&limit=1&cursor=[\w-]+>; rel="next"$/);
    expect(headers['vary']).toMatch(/Accept/);
  });

  it('takes choices as the UI shows them, in any case, and refuses other words', async () => {
    const rows = ['a,Done,Low', 'b,IN PROGRESS,high', 'c,in_progress,', 'd,finished,low'];
    const { body } = await importCsv(`title,status,priority\n${rows.join('\n')}\n`);
    expect(body).toMatchObject({ created: 3, failed: 1, rows: [{ row: 5, problem: { errors: [{ code: 'not-a-choice' }] } }] });
    const { items } = (await callers.viewer.get(`${TASKS}?sort=createdAt&fields=title,status,priority`)).body;
    expect(items.map(({ title, status, priority }: Record<string, string>) => [title, status, priority])).toEqual([
      ['a', 'done', 'low'],
      ['b', 'in-progress', 'high'],
      ['c', 'in-progress', 'normal'],
    ]);
    expect((await callers.viewer.get(`${TASKS}?status=Done`)).status).toBe(400);
  });

  it('takes names of people in place of their ids, and refuses a name that no or several people have, row by row', async () => {
    const { editor, admin, viewer } = callers;
    const { body: grace } = await admin.put('/api/v1/people/me', { body: { name: 'Grace Hopper' } });
    for (const twin of [editor, viewer]) await twin.put('/api/v1/people/me', { body: { name: 'Twin' } });
    const { body } = await importCsv('title,assignee.name\na,grace hopper\nb,Twin\nc,Nobody\nd,\n');
    expect(body).toMatchObject({ created: 2, failed: 2 });
    expect(
      body.rows.map(({ row, problem }: { row: number; problem: { errors: { code: string }[] } }) => [row, problem.errors[0]?.code]),
    ).toEqual([
      [3, 'ambiguous'],
      [4, 'no-such-record'],
    ]);
    await eventually(async () => {
      const { body: list } = await viewer.get(`${TASKS}?assignee=${encodeURIComponent(grace.id)}`);
      expect(list.items).toEqual([expect.objectContaining({ title: 'a', assignee: grace.id })]);
    });
  });

  it('has the names of people, which an import ignores', async () => {
    const { viewer, editor, admin } = callers;
    const me = (name: string) => ({ body: { name } });
    await editor.put('/api/v1/people/me', me('=Ada; "the" first'));
    const { body: person } = await admin.put('/api/v1/people/me', me('Grace'));
    const { path, record } = await make(editor, 'tasks', { title: 'hers' });
    await admin.patch(path, { body: { status: 'done' } });
    const { text } = await exportCsv();
    expect(text).toContain(`,${record['createdBy']},"'=Ada; ""the"" first",${person.id},Grace,2\r\n`);
    expect((await importCsv(text.replaceAll('Grace', 'Somebody else'))).body).toMatchObject({ unchanged: 1, failed: 0 });
    await admin.delete(`/api/v1/people/${encodeURIComponent(person.id)}`);
    expect((await exportCsv()).text).toContain(`",${person.id},,2\r\n`);
    expect((await viewer.get(path)).body).toMatchObject({ createdBy: record['createdBy'], updatedBy: person.id });
    await admin.delete(`/api/v1/people/${encodeURIComponent(String(record['createdBy']))}`);
  });

  it('has just the fields asked for, and a header row even if it has no records', async () => {
    expect((await exportCsv(`${TASKS}?fields=title,tags`)).text).toBe('id,title,tags\r\n');
  });

  it('has the time of deletion in the trash', async () => {
    expect((await exportCsv(`${TASKS}?trashed=true`)).text).toMatch(/,version,deletedAt\r\n$/);
  });

  it.each(['=1+1', '+1', '-1', '@x', "'quoted", "'=1", '=HYPERLINK("http://x","y")', '＝1+1', '＋1', '－1', '＠x', "'＝1", "''＝1"])(
    'makes the cell %s harmless, and import takes it back',
    async (title) => {
      await callers.editor.post(TASKS, { body: { title } });
      const { text } = await exportCsv(`${TASKS}?fields=title`);
      expect(text).toContain(`'${title.slice(0, 1)}`);
      expect((await importCsv(text)).body).toMatchObject({ unchanged: 1, failed: 0 });
      expect(await titles()).toEqual([title]);
    },
  );

  it.each<[string, object, string]>([
    ['a semicolon', { title: "x;=cmd|'/C calc'!A0" }, `"x;=cmd|'/C calc'!A0"`],
    ['a tab', { title: 'x\t=1+1' }, '"x\t=1+1"'],
    ['a list', { title: 't', tags: ['a', '=1+1', '＝1+1', "'=1"] }, `"a;=1+1;＝1+1;'=1"`],
    ['a list that begins with a sign', { title: 't', tags: ['＝1+1', 'a'] }, `"'＝1+1;a"`],
    ['a list of one', { title: 't', tags: ['a'] }, 'a'],
  ])('quotes what spreadsheets split at, and import takes it back: %s', async (_, record, cell) => {
    await callers.editor.post(TASKS, { body: record });
    const { text } = await exportCsv(`${TASKS}?fields=title,tags`);
    expect(text.split('\r\n')[1]).toContain(`,${cell}`);
    const before = (await callers.viewer.get(TASKS)).body;
    expect((await importCsv(text)).body).toMatchObject({ unchanged: 1, failed: 0 });
    expect((await callers.viewer.get(TASKS)).body).toEqual(before);
  });

  it.each(['text/csv', 'text/*', 'text/csv; charset=utf-8', 'text/csv, application/json;q=0.5'])(
    'is given for Accept: %s',
    async (Accept) => {
      const { headers } = await callers.viewer.get(TASKS, { headers: { Accept } });
      expect(headers['content-type']).toMatch(/^text\/csv/);
    },
  );

  it.each(['*/*', 'application/json', 'application/*', 'application/json, text/csv;q=0.5', 'application/json; charset=utf-8'])(
    'is not for Accept: %s',
    async (Accept) => {
      const { headers } = await callers.viewer.get(TASKS, { headers: { Accept } });
      expect(headers['content-type']).toMatch(/^application\/json/);
    },
  );
});

describe('CSV in', () => {
  it('creates, updates and leaves unchanged, row by row', async () => {
    const { body: first } = await callers.editor.post(TASKS, { body: { title: 'First', notes: 'keep', tags: ['a'] } });
    const { body: second } = await callers.editor.post(TASKS, { body: { title: 'Second', status: 'done' } });
    const { status, body } = await importCsv(
      `tags,id,title,nonsense\r\nb;c,${first.id},First,1\r\n,${second.id},Second,2\r\nx,,Third,3\r\n`,
    );
    expect([status, body]).toEqual([200, { created: 1, updated: 1, unchanged: 1, failed: 0, rows: [] }]);
    expect((await callers.editor.get(`${TASKS}/${first.id}`)).body).toMatchObject({
      title: 'First',
      notes: 'keep',
      tags: ['b', 'c'],
      version: 2,
    });
    expect(await titles()).toEqual(['First', 'Second', 'Third']);
  });

  it('unsets with an empty cell, and leaves alone what has no column', async () => {
    const { body } = await callers.editor.post(TASKS, { body: { title: 'T', notes: 'n', dueDate: '2026-01-01', priority: 'high' } });
    await importCsv(`id,notes,priority\n${body.id},,\n`);
    const now = (await callers.editor.get(`${TASKS}/${body.id}`)).body;
    expect(now).toMatchObject({ title: 'T', dueDate: '2026-01-01', priority: 'normal', version: 2 });
    expect(now.notes).toBeUndefined();
  });

  it('reports which rows failed and why, numbered as records with the header as row 1', async () => {
    const { body: mine } = await callers.editor.post(TASKS, { body: { title: 'Mine' } });
    const rows = [
      ',"Two\nlines of notes, so lines and rows differ",,',
      ',,,', // row 3: no title
      `,x,${UNKNOWN},`, // row 4
      ',x,not-an-id,', // row 5
      `,late,${mine.id},7`, // row 6
      `,x,${mine.id},seven`, // row 7
      ',x', // row 8
      'soon,x,,', // row 9
    ];
    const { body } = await importCsv(['dueDate,title,id,version', ...rows].join('\n'));
    expect(body.rows.map(({ row, status }: { row: number; status: number }) => [row, status])).toEqual([
      [2, 422],
      [3, 422],
      [4, 404],
      [5, 404],
      [6, 412],
      [7, 422],
      [8, 422],
      [9, 422],
    ]);
    expect(body).toMatchObject({ created: 0, updated: 0, unchanged: 0, failed: 8 });
    expect(body.rows[0].problem.errors[0]).toMatchObject({ pointer: '/title', code: 'bad-characters' });
    expect(body.rows[4].problem).toMatchObject({ detail: 'The row has version 7; the record is at version 1.' });
    expect(body.rows[4].problem.current).toBeUndefined();
    expect(await titles()).toEqual(['Mine']);
  });

  it('imports what an export wrote as unchanged', async () => {
    const operations = Array.from({ length: 60 }, (_, n) => ({
      method: 'create',
      record: {
        title: `=Task, "${n}"`,
        notes: n % 2 ? 'a\r\nb' : "'",
        tags: n % 3 ? ['x', '-y'] : [],
        ...(n % 4 ? { dueDate: '2026-01-01' } : {}),
      },
    }));
    await callers.editor.post(`${TASKS}/batch`, { body: { operations } });
    const { text } = await exportCsv(`${TASKS}?limit=100`);
    for (const query of ['?dryRun=true', '']) {
      expect((await importCsv(text, query)).body).toEqual({ created: 0, updated: 0, unchanged: 60, failed: 0, rows: [] });
    }
  });

  it('says with dryRun what would happen, to the letter, and writes nothing', async () => {
    const { body: mine } = await callers.editor.post(TASKS, { body: { title: 'Mine' } });
    const csv = `id,version,title\n,,New\n${mine.id},1,Changed\n${mine.id},2,Changed\n${mine.id},1,Stale\n,,\n${UNKNOWN},,x\n`;
    const { body: dry } = await importCsv(csv, '?dryRun=true');
    expect((await callers.editor.get(`${TASKS}/${mine.id}`)).body).toEqual(mine);
    expect(await titles()).toEqual(['Mine']);
    const { body: wet } = await importCsv(csv);
    expect(dry).toMatchObject({ created: 1, updated: 1, unchanged: 1, failed: 3 });
    const outcome = ({ rows, ...counts }: { rows: { row: number; status: number }[] }) => [
      counts,
      rows.map(({ row, status }) => [row, status]),
    ];
    expect(outcome(dry)).toEqual(outcome(wet));
  });

  it.each([
    ['LF', 'title\nA\nB'],
    ['CRLF', 'title\r\nA\r\nB\r\n'],
    ['CR', 'title\rA\rB\r'],
    ['CRLF and LF in one file', 'title\r\nA\nB\r\n'],
    ['line breaks of its own in a cell', '"title","notes"\nA,"x\r\ny"\r\nB,"x\ry"'],
    ['a BOM', '\ufefftitle\nA\nB\n'],
    ['a blank line at the end', 'title\nA\nB\n\n'],
    ['quotes all over', '"title","tags"\n"A",""\n"B","x;y"\n'],
    ['blanks round the names', ' title , tags\nA,\nB,\n'],
    ['service-set columns', 'createdAt,title,updatedBy\n2020,A,me\n,B,\n'],
  ])('takes %s', async (_, csv) => {
    expect((await importCsv(csv)).body).toMatchObject({ created: 2, failed: 0 });
    expect((await titles()).sort()).toEqual(['A', 'B']);
  });

  it.each([';', '\t'])('says that the separator is a comma, not %j', async (separator) => {
    const { status, body } = await importCsv(`title${separator}notes\nA${separator}B\n`);
    expect([status, body.detail]).toEqual([422, expect.stringMatching(/ Separate the columns with commas\.$/)]);
  });

  it.each([
    ['nothing', ''],
    ['no CSV', '"title\nA'],
    ['a header that names no field', 'name,id\nA,\n'],
    ['a field named twice', 'title,title\nA,B\n'],
    ['1,001 rows', `title\n${'A\n'.repeat(1001)}`],
    ['250,000 uneven rows', `title\n${'a,b\n'.repeat(250_000)}`],
    ['a row of 200,000 cells', `title\nA${','.repeat(200_000)}\n`],
    ['a blank first line', '\ntitle\nA\n'],
    ['1,001 columns', `title${','.repeat(1_000)}\nA\n`],
  ])('refuses %s with 422 and writes nothing', async (_, csv) => {
    const { status, body } = await importCsv(csv);
    expect([status, body.type, typeof body.detail]).toEqual([422, '/problems/invalid-csv', 'string']);
    expect(await titles()).toEqual([]);
  });

  it.each([
    ['a quote that is not closed, after blank lines', 'title,notes\n\n\nFirst,"oops\nSecond,fine', 'Quote not closed in row 4'],
    ['a quote that is not closed', 'title,notes\nFirst,"oops\nSecond,fine\nThird,fine', 'Quote not closed in row 2'],
    ['text after a closing quote', 'title\n\n"A" b\n', 'Text after a closing quote in row 3'],
    ['a quote inside a cell', 'title\nA\n5" nails\n', 'Quote in the middle of a cell without quotes in row 3'],
  ])('refuses %s, naming the row, and writes nothing', async (_, csv, detail) => {
    expect((await importCsv(csv)).body).toMatchObject({ status: 422, detail });
    expect(await titles()).toEqual([]);
  });

  it('takes 1,000 rows', async () => {
    const { body } = await importCsv(`title,notes\n${'A,b\n'.repeat(1000)}`);
    expect(body).toEqual({ created: 1000, updated: 0, unchanged: 0, failed: 0, rows: [] });
  }, 60_000);

  it('takes up to 1 MiB', async () => {
    const csv = (size: number) => `title,ignored\nA,${'x'.repeat(size - 'title,ignored\nA,'.length)}`;
    expect((await importCsv(csv(1024 * 1024))).status).toBe(200);
    expect((await importCsv(csv(1024 * 1024 + 1))).status).toBe(413);
  });

  it.each([
    ['another type of body', { 'Content-Type': 'application/json' }, '', 415],
    ['another charset', { 'Content-Type': 'text/csv; charset=iso-8859-1' }, '', 415],
    ['an unknown parameter', CSV, '?dry=true', 400],
    ['a dryRun that is neither', CSV, '?dryRun=1', 400],
  ])('refuses %s', async (_, headers, query, status) => {
    expect((await callers.editor.post(`${TASKS}/import${query}`, { body: 'title\nA', headers })).status).toBe(status);
    expect(await titles()).toEqual([]);
  });

  it('refuses bytes that are not UTF-8 with 400', async () => {
    const { status } = await callers.editor.post(`${TASKS}/import`, { body: Buffer.from([0x74, 0xff, 0x0a]), headers: CSV });
    expect(status).toBe(400);
  });

  it('counts blank lines in the numbers of the rows, as a spreadsheet shows them', async () => {
    const { body } = await importCsv('title,status\n\nA,\n\r\n"two\nlines",\n\n,\nB,closed\n\n');
    expect(body).toMatchObject({ created: 1, failed: 3 });
    expect(body.rows.map(({ row }: { row: number }) => row)).toEqual([5, 7, 8]);
  });

  it('names the cells of a row that has too many or too few', async () => {
    const { body } = await importCsv('title,notes\nBuy milk, eggs,urgent\n\nBread\nA,b\n');
    expect(body).toMatchObject({ created: 1, failed: 2, rows: [{ row: 2 }, { row: 4 }] });
    expect(body.rows.map(({ problem }: { problem: { detail: string } }) => problem.detail)).toEqual([
      expect.stringContaining('3 cells and the header 2'),
      expect.stringContaining('1 cells and the header 2'),
    ]);
  });

  it('takes a blank line after each of 1,000 rows', async () => {
    const { body } = await importCsv(`title\n${'A\n\n'.repeat(1_000)}`, '?dryRun=true');
    expect(body).toMatchObject({ created: 1_000, failed: 0 });
  });

  it('is not for viewers', async () => {
    expect((await callers.viewer.post(`${TASKS}/import`, { body: 'title\nA', headers: CSV })).status).toBe(403);
    expect(await titles()).toEqual([]);
  });
});

describe('CSV in with match', () => {
  it('updates the customer with the e-mail address, creates one where none has it, and fails where several have it', async () => {
    const { editor, viewer } = callers;
    const customers = '/api/v1/customers';
    const ada = await make(editor, 'customers', { name: 'Ada', email: 'Ada@example.com' });
    for (const name of ['Bo', 'Bob']) await make(editor, 'customers', { name, email: 'bo@example.com' });
    const csv = 'name,email\nAda Lovelace,ada@example.com\nBo,bo@example.com\nCy,cy@example.com\nCyd,cy@example.com\n';
    for (const query of ['?match=email&dryRun=true', '?match=email']) {
      const { body } = await importCsv(csv, query, customers);
      expect(body).toMatchObject({ created: 1, updated: 1, unchanged: 0, failed: 2 });
      const codes = body.rows.map(({ row, problem }: { row: number; problem: { errors: { code: string }[] } }) => [
        row,
        problem.errors[0]?.code,
      ]);
      expect(codes).toEqual([
        [3, 'several-records'],
        [5, 'repeated'],
      ]);
    }
    expect((await viewer.get(ada.path)).body).toMatchObject({ name: 'Ada Lovelace', version: 2 });
    expect((await viewer.get(`${customers}?email=cy@example.com`)).body.items).toHaveLength(1);
  });

  it('refuses a field that is neither unique nor indexed', async () => {
    const { status, body } = await importCsv('title\nOne\n', '?match=notes');
    expect([status, body.errors[0].code]).toEqual([400, 'not-a-match-field']);
    expect(await titles()).toEqual([]);
  });
});
