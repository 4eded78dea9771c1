import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer, Client } from '../support/client.ts';
import { startTarget, type Target } from '../support/target.ts';
import { createTeam, type Team } from '../support/team.ts';

let target: Target;
let team: Team;
const TASKS = '/api/v1/tasks';

beforeAll(async () => {
  target = await startTarget();
  team = await createTeam(target);
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

async function countOf({ viewer }: Team): Promise<number> {
  return (await viewer.get(`${TASKS}/count`)).body.count;
}

describe('Idempotency-Key on POST', () => {
  it('answers a repetition with the same record, as it is now', async () => {
    const own = await createTeam(target);
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
    const { body } = await create(team.editor, key);
    await team.editor.delete(`${TASKS}/${body.id}`);
    const second = await create(team.editor, key);
    expect([second.status, second.body.id, typeof second.body.deletedAt]).toEqual([201, body.id, 'string']);
  });

  it('answers 409 if the record has been deleted for good since, and does not bring it back', async () => {
    const own = await createTeam(target);
    const key = newKey();
    const { body } = await create(own.editor, key);
    await own.admin.delete(`${TASKS}/${body.id}?permanent=true`);
    for (let n = 0; n < 2; n++) expect((await create(own.editor, key)).status).toBe(409);
    expect(await countOf(own)).toBe(0);
  });

  it('refuses the key with another body with 422 and writes nothing', async () => {
    const own = await createTeam(target);
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
    const own = await createTeam(target);
    const key = newKey();
    const answers = await Promise.all(Array.from({ length: 50 }, async () => await create(own.editor, key)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined).length).toBeLessThanOrEqual(1);
    expect(await countOf(own)).toBe(1);
  });

  it('belongs to the caller, the method and the path', async () => {
    const own = await createTeam(target);
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
    expect((await create(team.editor, key, '')).status).toBe(422);
    const { status, headers } = await create(team.editor, key, 'Mended');
    expect([status, headers['idempotency-replayed']]).toEqual([201, undefined]);
  });

  it.each([
    ['empty', ''],
    ['256 characters long', 'k'.repeat(256)],
    ['not printable', 'a\tb'],
    ['not ASCII', 'schlüssel'],
  ])('is refused with 400 if it is %s', async (_, key) => {
    const { status, body } = await create(team.editor, { 'Idempotency-Key': key });
    expect([status, body.errors?.[0]]).toEqual([400, expect.objectContaining({ in: 'header', name: 'Idempotency-Key' })]);
  });

  it.each([
    ['short', (once: string) => once],
    ['255 characters long', (once: string) => once.padEnd(255, 'k')],
    ['quoted, with a comma', (once: string) => `"${once}, x"`],
    ['the last of the printable characters', (once: string) => `~${once}`],
  ])('may be %s', async (_, keyOf) => {
    const key = keyOf(crypto.randomUUID().slice(0, 8));
    expect((await create(team.editor, { 'Idempotency-Key': key })).status).toBe(201);
  });

  it('makes a restore repeatable', async () => {
    const key = newKey();
    const { body } = await create(team.editor, {});
    await team.editor.delete(`${TASKS}/${body.id}`);
    const [first, second] = [
      await team.editor.post(`${TASKS}/${body.id}/restore`, { headers: key }),
      await team.editor.post(`${TASKS}/${body.id}/restore`, { headers: key }),
    ];
    expect([first.status, second.status]).toEqual([200, 200]);
    expect([first.headers['idempotency-replayed'], second.headers['idempotency-replayed']]).toEqual([undefined, 'true']);
    expect(second.body).toEqual(first.body);
    await team.editor.delete(`${TASKS}/${body.id}`);
    await team.editor.post(`${TASKS}/${body.id}/restore`, { headers: key });
    expect((await team.editor.get(`${TASKS}/${body.id}`)).status).toBe(404);
  });
});

describe('Idempotency-Key on a batch', () => {
  it('covers each operation', async () => {
    const own = await createTeam(target);
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

  it('tells of each operation again what became of it, also where the batch has gone on past one that was refused', async () => {
    const { id } = (await create(team.editor, {}, 'to and fro')).body;
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
      await team.editor.post(`${TASKS}/batch`, { body: { operations }, headers: key }),
      await team.editor.post(`${TASKS}/batch`, { body: { operations }, headers: key }),
    ];
    const statusesOf = ({ body }: Answer) => body.results.map((result: { status: number } | null) => result?.status);
    expect(statusesOf(first)).toEqual([412, 204, 404, 200, 409, 422, 204]);
    // What was refused is looked at anew: the record is in the trash now, and the turn of the second restore is over.
    expect(statusesOf(second)).toEqual([404, 204, 404, 200, 412, 404, 204]);
    const trash = await team.editor.get(`${TASKS}?trashed=true&title=to+and+fro`);
    expect(trash.body.items).toMatchObject([{ id, title: 'to and fro', version: 4 }]);
  });

  it('makes one set of records of 10 batches at once, each change once', async () => {
    const own = await createTeam(target);
    const { id } = (await create(own.editor, {}, 'shared')).body;
    const operations = [
      ...Array.from({ length: 20 }, (_, n) => ({ method: 'create', record: { title: `Task ${n}` } })),
      { method: 'update', id, record: { title: 'first' } },
      { method: 'update', id, record: { title: 'second' } },
    ];
    const key = newKey();
    // A machine that is busy answers 503 to some; repeating the request until it is through is what the key is for.
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
