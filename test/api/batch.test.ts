import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Callers, createCallers } from '../support/callers.ts';
import type { Answer } from '../support/client.ts';
import { startTarget, type Target } from '../support/target.ts';

let target: Target;
let callers: Callers;
const TASKS = '/api/v1/tasks';
const UNKNOWN = '01890000-0000-7000-8000-000000000000';

beforeAll(async () => {
  target = await startTarget();
  callers = await createCallers(target);
});
afterAll(async () => {
  await target.close();
});

async function batch(operations: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  return await callers.editor.post(`${TASKS}/batch`, { body: { operations }, headers });
}

async function createTask(title = 'A task'): Promise<string> {
  return (await callers.editor.post(TASKS, { body: { title } })).body.id;
}

function statusesOf({ body }: Answer): number[] {
  return body.results.map(({ status }: { status: number }) => status);
}

describe('POST /api/v1/tasks/batch', () => {
  it('carries out each kind of operation and answers in their order', async () => {
    const [updated, replaced, deleted, restored] = [await createTask(), await createTask(), await createTask(), await createTask()];
    await callers.editor.delete(`${TASKS}/${restored}`);
    const { status, body } = await batch([
      { method: 'create', record: { title: 'New' } },
      { method: 'update', id: updated, record: { priority: 'high' }, ifMatch: '"1"' },
      { method: 'replace', id: replaced, record: { title: 'Replaced' }, ifMatch: '*' },
      { method: 'delete', id: deleted },
      { method: 'restore', id: restored, ifMatch: '"2"' },
    ]);
    expect(status).toBe(200);
    expect(body.results).toEqual([
      { status: 201, record: expect.objectContaining({ title: 'New', version: 1 }) },
      { status: 200, record: expect.objectContaining({ id: updated, title: 'A task', priority: 'high', version: 2 }) },
      { status: 200, record: expect.objectContaining({ id: replaced, title: 'Replaced', version: 2 }) },
      { status: 204 },
      { status: 200, record: expect.objectContaining({ id: restored, version: 3 }) },
    ]);
    expect((await callers.editor.get(`${TASKS}/${deleted}`)).status).toBe(404);
    expect((await callers.editor.get(`${TASKS}/${body.results[0].record.id}`)).body).toEqual(body.results[0].record);
  });

  it('lets each operation fail by itself, as the same request alone would', async () => {
    const id = await createTask();
    const answer = await batch([
      { method: 'create', record: { title: '', notes: 5 } },
      { method: 'update', id, record: { title: 'Late' }, ifMatch: '"7"' },
      { method: 'update', id: UNKNOWN, record: {} },
      { method: 'update', id: 'no-uuid', record: {} },
      { method: 'restore', id },
      { method: 'update', id, record: { title: 'x' }, ifMatch: 'bad' },
      { method: 'move', id },
      { method: 'create', record: { title: 'x' }, id },
      { method: 'create' },
      'create',
      null,
      { method: 'update', id, record: { title: 'In time' }, ifMatch: '"1"' },
      { method: 'delete', id, ifMatch: 'W/"2"' },
    ]);
    expect(statusesOf(answer)).toEqual([422, 412, 404, 404, 409, 400, 422, 422, 422, 422, 422, 200, 412]);
    const [invalid, conflict] = answer.body.results;
    expect(conflict.problem.detail).not.toMatch(/weak/);
    expect(answer.body.results[12].problem.detail).toMatch(/weak entity tag .* never matches .* proxy/);
    expect(invalid.problem).toMatchObject({ type: '/problems/invalid-record', status: 422, instance: `${TASKS}/batch` });
    expect(invalid.problem.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/operations/0/record/title',
      '/operations/0/record/notes',
    ]);
    expect(conflict.problem.current).toMatchObject({ id, title: 'A task', version: 1 });
    const malformed: { problem: { errors: { code: string; pointer: string }[] } }[] = answer.body.results.slice(5, 11);
    expect(malformed.map(({ problem }) => problem.errors.map(({ code, pointer }) => `${code} ${pointer}`).join())).toEqual([
      'bad-format /operations/5/ifMatch',
      'not-a-choice /operations/6/method',
      'unknown-member /operations/7/id',
      'wrong-type /operations/8/record',
      'wrong-type /operations/9',
      'wrong-type /operations/10',
    ]);
  });

  it('carries out operations on one record in their order', async () => {
    const id = await createTask();
    const answer = await batch([
      { method: 'update', id, record: { title: 'one' } },
      { method: 'update', id, record: { title: 'two' }, ifMatch: '"2"' },
      { method: 'delete', id },
      { method: 'update', id, record: { title: 'three' } },
      { method: 'restore', id },
      { method: 'update', id, record: { notes: 'four' }, ifMatch: '"5"' },
    ]);
    expect(statusesOf(answer)).toEqual([200, 200, 204, 404, 200, 200]);
    expect((await callers.editor.get(`${TASKS}/${id}`)).body).toMatchObject({ title: 'two', notes: 'four', version: 6 });
  });

  it.each([
    ['no operations', { operations: [] }, ['/operations']],
    ['101 operations', { operations: new Array(101).fill({ method: 'create', record: { title: 'x' } }) }, ['/operations']],
    ['operations that are no list', { operations: {} }, ['/operations']],
    ['nothing', {}, ['/operations']],
    ['a list', [], ['/operations']],
    ['something else beside', { operations: [{ method: 'create', record: { title: 'x' } }], atomic: true }, ['/atomic']],
  ])('refuses %s with 422 that points at it, and writes nothing', async (_, body, pointers) => {
    const { viewer, editor } = await createCallers(target);
    const answer = await editor.post(`${TASKS}/batch`, { body });
    expect([answer.status, answer.body.type]).toEqual([422, '/problems/invalid-batch']);
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers);
    expect((await viewer.get(`${TASKS}/count`)).body.count).toBe(0);
  });

  it('keeps 100 new records in the order of the operations', async () => {
    const { editor } = await createCallers(target);
    const operations = Array.from({ length: 100 }, (_, n) => ({ method: 'create', record: { title: `Task ${n}` } }));
    const answer = await editor.post(`${TASKS}/batch`, { body: { operations } });
    expect(new Set(statusesOf(answer))).toEqual(new Set([201]));
    const { body } = await editor.get(`${TASKS}?sort=createdAt&limit=100`);
    expect(body.items.map(({ title }: { title: string }) => title)).toEqual(operations.map(({ record }) => record.title));
  });

  it('takes up to 1 MiB', async () => {
    const operationsOf = (size: number) =>
      JSON.stringify({ operations: [{ method: 'create', record: { title: 'x', notes: ' '.repeat(size) } }] });
    const spare = 1024 * 1024 - operationsOf(0).length;
    const headers = { 'Content-Type': 'application/json' };
    expect((await callers.editor.post(`${TASKS}/batch`, { body: operationsOf(spare), headers })).status).toBe(200);
    expect((await callers.editor.post(`${TASKS}/batch`, { body: operationsOf(spare + 1), headers })).status).toBe(413);
  });

  it('is not for viewers', async () => {
    const answer = await callers.viewer.post(`${TASKS}/batch`, { body: { operations: [{ method: 'create', record: { title: 'x' } }] } });
    expect(answer.status).toBe(403);
  });
});
