import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Callers, createCallers } from '../support/callers.ts';
import type { Answer, Client } from '../support/client.ts';
import { startTarget, type Target } from '../support/target.ts';

let target: Target;
let callers: Callers;
const TASKS = '/api/v1/tasks';

beforeAll(async () => {
  target = await startTarget();
  callers = await createCallers(target);
});
afterAll(async () => {
  await target.close();
});

function newKey(): Record<string, string> {
  return { 'Idempotency-Key': crypto.randomUUID() };
}

async function create(client: Client, headers: Record<string, string>, title = 'Once'): Promise<Answer> {
  return await client.post(TASKS, { body: { title }, headers });
}

async function countOf({ viewer }: Callers): Promise<number> {
  return (await viewer.get(`${TASKS}/count`)).body.count;
}

describe('Idempotency-Key on POST', () => {
  it('answers a repetition with the same record, as it is now', async () => {
    const own = await createCallers(target);
    const key = newKey();
    const first = await create(own.editor, key);
    expect([first.status, first.headers['idempotency-replayed']]).toEqual([201, undefined]);
    await own.editor.patch(`${TASKS}/${first.body.id}`, { body: { status: 'done' } });
    const second = await create(own.editor, key);
    expect(second.status).toBe(201);
    expect(second.headers).toMatchObject({ 'idempotency-replayed': 'true', etag: '"2"', location: `${TASKS}/${first.body.id}` });
    expect(second.body).toMatchObject({ id: first.body.id, status: 'done', version: 2 });
    expect(await countOf(own)).toBe(1);
  });

  it('answers with a record that is in the trash', async () => {
    const key = newKey();
    const { body } = await create(callers.editor, key);
    await callers.editor.delete(`${TASKS}/${body.id}`);
    const second = await create(callers.editor, key);
    expect([second.status, second.body.id, typeof second.body.deletedAt]).toEqual([201, body.id, 'string']);
  });

  it('answers 409 if the record has been deleted for good since, and does not bring it back', async () => {
    const own = await createCallers(target);
    const key = newKey();
    const { body } = await create(own.editor, key);
    await own.admin.delete(`${TASKS}/${body.id}?permanent=true`);
    for (let n = 0; n < 2; n++) expect((await create(own.editor, key)).status).toBe(409);
    expect(await countOf(own)).toBe(0);
  });

  it('refuses the key with another body with 422 and writes nothing', async () => {
    const own = await createCallers(target);
    const key = newKey();
    await create(own.editor, key);
    const other = await create(own.editor, key, 'Other');
    expect([other.status, other.body.type]).toEqual([422, '/problems/idempotency-key-reused']);
    const sameValues = await own.editor.post(TASKS, {
      body: '{ "title": "Once" }',
      headers: { ...key, 'Content-Type': 'application/json' },
    });
    expect(sameValues.status).toBe(422);
    expect(await countOf(own)).toBe(1);
  });

  it('makes one record of 50 requests at once', async () => {
    const own = await createCallers(target);
    const key = newKey();
    const answers = await Promise.all(Array.from({ length: 50 }, async () => await create(own.editor, key)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined).length).toBeLessThanOrEqual(1);
    expect(await countOf(own)).toBe(1);
  });

  it('belongs to the caller, the method and the path', async () => {
    const own = await createCallers(target);
    const key = newKey();
    const ids = [
      (await create(own.editor, key)).body.id,
      (await create(own.admin, key)).body.id,
      (await create(own.stranger, key)).body.id,
      (await own.editor.post('/api/v1/customers', { body: { name: 'Once' }, headers: key })).body.id,
    ];
    expect(new Set(ids).size).toBe(4);
  });

  it('does not remember what was refused', async () => {
    const key = newKey();
    expect((await create(callers.editor, key, '')).status).toBe(422);
    const { status, headers } = await create(callers.editor, key, 'Mended');
    expect([status, headers['idempotency-replayed']]).toEqual([201, undefined]);
  });

  it('does not remember a restore that the state forbids', async () => {
    const key = newKey();
    const { body } = await create(callers.editor, {});
    const restore = async () => await callers.editor.post(`${TASKS}/${body.id}/restore`, { headers: key });
    expect((await restore()).status).toBe(409);
    await callers.editor.delete(`${TASKS}/${body.id}`);
    const { status, headers } = await restore();
    expect([status, headers['idempotency-replayed']]).toEqual([200, undefined]);
    expect((await restore()).headers['idempotency-replayed']).toBe('true');
  });

  it('does not remember an action on another version', async () => {
    const key = newKey();
    const { body } = await create(callers.editor, {});
    const path = `${TASKS}/${body.id}/actions/complete`;
    expect((await callers.editor.post(path, { headers: { ...key, 'If-Match': '"9"' } })).status).toBe(412);
    const other = await callers.editor.post(path, { body: {}, headers: key });
    expect([other.status, other.body.status, other.headers['idempotency-replayed']]).toEqual([200, 'done', undefined]);
    expect((await callers.editor.post(path, { headers: key })).body.type).toBe('/problems/idempotency-key-reused');
  });

  it.each([
    ['empty', ''],
    ['256 characters long', 'k'.repeat(256)],
    ['not printable', 'a\tb'],
    ['not ASCII', 'schlüssel'],
  ])('is refused with 400 if it is %s', async (_, key) => {
    const { status, body } = await create(callers.editor, { 'Idempotency-Key': key });
    expect([status, body.errors?.[0]]).toEqual([400, expect.objectContaining({ in: 'header', name: 'Idempotency-Key' })]);
  });

  it.each([
    ['short', (once: string) => once],
    ['255 characters long', (once: string) => once.padEnd(255, 'k')],
    ['quoted, with a comma', (once: string) => `"${once}, x"`],
    ['the last of the printable characters', (once: string) => `~${once}`],
  ])('may be %s', async (_, keyOf) => {
    const key = keyOf(crypto.randomUUID().slice(0, 8));
    expect((await create(callers.editor, { 'Idempotency-Key': key })).status).toBe(201);
  });

  it('makes a restore repeatable', async () => {
    const key = newKey();
    const { body } = await create(callers.editor, {});
    await callers.editor.delete(`${TASKS}/${body.id}`);
    const [first, second] = [
      await callers.editor.post(`${TASKS}/${body.id}/restore`, { headers: key }),
      await callers.editor.post(`${TASKS}/${body.id}/restore`, { headers: key }),
    ];
    expect([first.status, second.status]).toEqual([200, 200]);
    expect([first.headers['idempotency-replayed'], second.headers['idempotency-replayed']]).toEqual([undefined, 'true']);
    expect(second.body).toEqual(first.body);
    await callers.editor.delete(`${TASKS}/${body.id}`);
    await callers.editor.post(`${TASKS}/${body.id}/restore`, { headers: key });
    expect((await callers.editor.get(`${TASKS}/${body.id}`)).status).toBe(404);
  });
});

describe('Idempotency-Key on a batch', () => {
  it('covers each operation', async () => {
    const own = await createCallers(target);
    const ids = [
      (await create(own.editor, {}, 'a')).body.id,
      (await create(own.editor, {}, 'b')).body.id,
      (await create(own.editor, {}, 'c')).body.id,
    ];
    const operations = [
      { method: 'create', record: { title: 'New' } },
      { method: 'update', id: ids[0], record: { title: 'changed' }, ifMatch: '"1"' },
      { method: 'update', id: ids[0], record: { notes: 'again' }, ifMatch: '"2"' },
      { method: 'replace', id: ids[1], record: { title: 'replaced' }, ifMatch: '"1"' },
      { method: 'delete', id: ids[2] },
      { method: 'create', record: { title: '' } },
    ];
    const key = newKey();
    const first = await own.editor.post(`${TASKS}/batch`, { body: { operations }, headers: key });
    await own.editor.patch(`${TASKS}/${ids[0]}`, { body: { status: 'done' } });
    const second = await own.editor.post(`${TASKS}/batch`, { body: { operations }, headers: key });
    const statuses = [201, 200, 200, 200, 204, 422];
    for (const { body } of [first, second]) expect(body.results.map(({ status }: { status: number }) => status)).toEqual(statuses);
    expect([first.headers['idempotency-replayed'], second.headers['idempotency-replayed']]).toEqual([undefined, 'true']);
    expect(second.body.results[0]).toEqual(first.body.results[0]);
    expect((await own.editor.get(`${TASKS}/${ids[0]}`)).body).toMatchObject({
      title: 'changed',
      notes: 'again',
      status: 'done',
      version: 4,
    });
    expect((await own.editor.get(`${TASKS}/${ids[1]}`)).body.version).toBe(2);
    expect(await countOf(own)).toBe(3);
  });

  it('repeats the result of each operation, also after a refused one', async () => {
    const { id } = (await create(callers.editor, {}, 'to and fro')).body;
    const operations = [
      { method: 'update', id, record: { title: 'x' }, ifMatch: '"9"' },
      { method: 'delete', id },
      { method: 'update', id, record: { title: 'x' } },
      { method: 'restore', id },
      { method: 'restore', id },
      { method: 'update', id, record: { title: '' } },
      { method: 'delete', id },
    ];
    const key = newKey();
    const [first, second] = [
      await callers.editor.post(`${TASKS}/batch`, { body: { operations }, headers: key }),
      await callers.editor.post(`${TASKS}/batch`, { body: { operations }, headers: key }),
    ];
    const statusesOf = ({ body }: Answer) => body.results.map((result: { status: number } | null) => result?.status);
    expect(statusesOf(first)).toEqual([412, 204, 404, 200, 409, 422, 204]);
    // A refused operation runs again: the record is in the trash now, and the second restore has already run.
    expect(statusesOf(second)).toEqual([404, 204, 404, 200, 412, 404, 204]);
    const trash = await callers.editor.get(`${TASKS}?trashed=true&title=to+and+fro`);
    expect(trash.body.items).toMatchObject([{ id, title: 'to and fro', version: 4 }]);
  });

  it('makes one set of records of 10 batches at once, each change once', async () => {
    const own = await createCallers(target);
    const { id } = (await create(own.editor, {}, 'shared')).body;
    const operations = [
      ...Array.from({ length: 20 }, (_, n) => ({ method: 'create', record: { title: `Task ${n}` } })),
      { method: 'update', id, record: { title: 'first' } },
      { method: 'update', id, record: { title: 'second' } },
    ];
    const key = newKey();
    // A busy machine answers 503 to some requests. The key makes it safe to repeat them.
    const sendUntilThrough = async (): Promise<Answer> => {
      const answer = await own.editor.post(`${TASKS}/batch`, { body: { operations }, headers: key });
      const isThrough = answer.status === 200 && answer.body.results.every(({ status }: { status: number }) => status < 500);
      return isThrough ? answer : await sendUntilThrough();
    };
    const answers = await Promise.all(Array.from({ length: 10 }, sendUntilThrough));
    const idsOf = ({ body }: Answer) => body.results.slice(0, 20).map(({ record }: { record: { id: string } }) => record.id);
    expect(new Set(answers.map((answer) => JSON.stringify(idsOf(answer)))).size).toBe(1);
    expect(await countOf(own)).toBe(21);
    expect((await own.editor.get(`${TASKS}/${id}`)).body).toMatchObject({ title: 'second', version: 3 });
  });
});

describe('Idempotency-Key on an import', () => {
  const send = async ({ editor }: Callers, csv: string, headers: Record<string, string>, query = '') =>
    await editor.post(`${TASKS}/import${query}`, { body: csv, headers: { ...headers, 'Content-Type': 'text/csv' } });

  it('creates nothing twice, and counts again what it did', async () => {
    const own = await createCallers(target);
    const { body: mine } = await create(own.editor, {}, 'Mine');
    const { body: same } = await create(own.editor, {}, 'Same');
    const csv = `id,version,title\n,,New\n${mine.id},1,Changed\n${same.id},1,Same\n,,\n\n,,Newer\n`;
    const key = newKey();
    const [first, second] = [await send(own, csv, key), await send(own, csv, key)];
    expect([first.headers['idempotency-replayed'], second.headers['idempotency-replayed']]).toEqual([undefined, 'true']);
    expect(first.body).toMatchObject({ created: 2, updated: 1, unchanged: 1, failed: 1, rows: [{ row: 5, status: 422 }] });
    expect(second.body).toMatchObject({ created: 2, updated: 1, unchanged: 1, failed: 1, rows: [{ row: 5, status: 422 }] });
    expect(await countOf(own)).toBe(4);
    expect((await own.viewer.get(`${TASKS}/${mine.id}`)).body).toMatchObject({ title: 'Changed', version: 2 });
  });

  it('leaves alone what others have changed since', async () => {
    const own = await createCallers(target);
    const { body: mine } = await create(own.editor, {}, 'Mine');
    const { body: same } = await create(own.editor, {}, 'Same');
    const csv = `id,title\n${mine.id},Changed\n${same.id},Same\n`;
    const key = newKey();
    await send(own, csv, key);
    for (const { id } of [mine, same]) for (const title of ['a', 'b', 'c']) await own.editor.patch(`${TASKS}/${id}`, { body: { title } });
    expect((await send(own, csv, key)).body).toEqual({ created: 0, updated: 1, unchanged: 1, failed: 0, rows: [] });
    for (const { id } of [mine, same]) expect((await own.viewer.get(`${TASKS}/${id}`)).body.title).toBe('c');
  });

  it('applies several rows for one record once, in their order', async () => {
    const own = await createCallers(target);
    const { body: mine } = await create(own.editor, {}, 'Mine');
    const csv = `id,version,title\n${mine.id},1,one\n${mine.id},2,two\n${mine.id},2,late\n${mine.id},3,two\n${mine.id},3,three\n`;
    const key = newKey();
    for (const { body } of [await send(own, csv, key), await send(own, csv, key)])
      expect(body).toMatchObject({ updated: 3, unchanged: 1, failed: 1, rows: [{ row: 4, status: 412 }] });
    expect((await own.viewer.get(`${TASKS}/${mine.id}`)).body).toMatchObject({ title: 'three', version: 4 });
  });

  it('takes 200 rows for one record', async () => {
    const own = await createCallers(target);
    const { body: mine } = await create(own.editor, {}, 'Mine');
    const rows = Array.from({ length: 200 }, (_, n) => `${mine.id},${n % 2 === 0 ? '' : 'late'},title ${n}`);
    const { body } = await send(own, `id,version,title\n${rows.join('\n')}\n`, newKey());
    expect(body).toMatchObject({ updated: 100, failed: 100 });
    expect((await own.viewer.get(`${TASKS}/${mine.id}`)).body).toMatchObject({ title: 'title 198', version: 101 });
  });

  it('refuses the key with another file with 422 and writes nothing', async () => {
    const own = await createCallers(target);
    const key = newKey();
    await send(own, 'title\nA\n', key);
    const other = await send(own, 'title\nB\n', key);
    expect([other.status, other.body.type]).toEqual([422, '/problems/idempotency-key-reused']);
    expect(await countOf(own)).toBe(1);
  });

  it('does not remember a file that was refused, nor a row', async () => {
    const own = await createCallers(target);
    const key = newKey();
    expect((await send(own, 'nonsense\nA\n', key)).status).toBe(422);
    const csv = 'title,id\nA,\nB,01890000-0000-7000-8000-000000000000\n';
    for (const { body } of [await send(own, csv, key), await send(own, csv, key)])
      expect(body).toMatchObject({ created: 1, failed: 1, rows: [{ row: 3, status: 404 }] });
    expect(await countOf(own)).toBe(1);
  });

  it('is not taken by a dry run', async () => {
    const own = await createCallers(target);
    const key = newKey();
    expect((await send(own, 'title\nA\n', key, '?dryRun=true')).body).toMatchObject({ created: 1 });
    const { body, headers } = await send(own, 'title\nA\n', key);
    expect([body.created, headers['idempotency-replayed'], await countOf(own)]).toEqual([1, undefined, 1]);
    expect((await send(own, 'title\nA\n', { 'Idempotency-Key': '' })).status).toBe(400);
  });

  it('makes one set of records of 5 imports at once, each change once', async () => {
    const own = await createCallers(target);
    const { body: mine } = await create(own.editor, {}, 'Mine');
    const created = Array.from({ length: 40 }, (_, n) => `,Task ${n}`);
    const csv = `id,title\n${created.join('\n')}\n${mine.id},first\n${mine.id},second\n`;
    const key = newKey();
    // A busy machine answers some with 503; a client repeats the request until all of it is applied.
    const sendUntilApplied = async (): Promise<Answer> => {
      const answer = await send(own, csv, key);
      return answer.status === 200 && answer.body.failed === 0 ? answer : await sendUntilApplied();
    };
    const answers = await Promise.all(Array.from({ length: 5 }, sendUntilApplied));
    for (const { body } of answers) expect(body).toEqual({ created: 40, updated: 2, unchanged: 0, failed: 0, rows: [] });
    expect(await countOf(own)).toBe(41);
    expect((await own.editor.get(`${TASKS}/${mine.id}`)).body).toMatchObject({ title: 'second', version: 3 });
  });

  it('keeps the rows of the file in their order', async () => {
    const own = await createCallers(target);
    const titles = Array.from({ length: 50 }, (_, n) => `Task ${n}`);
    await send(own, `title\n${titles.join('\n')}\n`, {});
    const { body } = await own.viewer.get(`${TASKS}?sort=createdAt&limit=100`);
    expect(body.items.map(({ title }: { title: string }) => title)).toEqual(titles);
  });
});
