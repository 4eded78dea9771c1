import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createIdempotency } from '../../src/store/idempotency.ts';
import { KeyReused } from '../../src/store/record-store.ts';
import { bookings } from '../support/bookings.ts';
import { createCallers } from '../support/callers.ts';
import type { Client } from '../support/client.ts';
import { make } from '../support/records.ts';
import { type InProcess, startInProcess } from '../support/target.ts';
import { type BreakableTable, createBreakableTable } from './support/breakable-table.ts';

let target: InProcess;
const closing: InProcess[] = [];
let table: BreakableTable;
const TASKS = '/api/v1/tasks';

beforeAll(async () => {
  target = await startInProcess({
    wrapTable: (plain) => {
      table = createBreakableTable(plain);
      return table;
    },
  });
  closing.push(target);
});
afterAll(async () => {
  for (const started of closing) await started.close();
});

const BREAKS = ['lost before', 'lost after', 'applied, then retried'] as const;
const key = () => ({ 'Idempotency-Key': crypto.randomUUID() });

async function countOf(client: Client): Promise<number> {
  return (await client.get(`${TASKS}/count`)).body.count;
}

// Marker first, then the record: two writes, either of which can break in three ways.
describe.each([0, 1])('an idempotent create whose write %i breaks', (n) => {
  it.each(BREAKS)('ends in exactly one record when it is %s and the client tries again', async (how) => {
    const { editor } = await createCallers(target);
    const headers = key();
    table.breakWrite(n, how);
    const first = await editor.post(TASKS, { body: { title: 'Once' }, headers });
    expect([201, 503]).toContain(first.status);
    if (first.status === 503) expect(first.headers['retry-after']).toMatch(/^\d+$/);
    const second = await editor.post(TASKS, { body: { title: 'Once' }, headers });
    expect(second.status).toBe(201);
    if (first.status === 201) expect(second.body.id).toBe(first.body.id);
    expect(await countOf(editor)).toBe(1);
  });
});

// Marker, three operations, the note of what was applied.
describe.each([0, 1, 2, 3, 4])('an idempotent batch whose write %i breaks', (n) => {
  it.each(BREAKS)('is carried out exactly once when it is %s and the client tries again', async (how) => {
    const { editor } = await createCallers(target);
    const { id } = (await editor.post(TASKS, { body: { title: 'Old' } })).body;
    const operations = [
      { method: 'update', id, record: { title: 'first' } },
      { method: 'update', id, record: { notes: 'second' } },
      { method: 'create', record: { title: 'New' } },
    ];
    const headers = key();
    table.breakWrite(n, how);
    await editor.post(`${TASKS}/batch`, { body: { operations }, headers });
    const { status, body } = await editor.post(`${TASKS}/batch`, { body: { operations }, headers });
    expect([status, body.results.map((result: { status: number }) => result.status)]).toEqual([200, [200, 200, 201]]);
    expect((await editor.get(`${TASKS}/${id}`)).body).toMatchObject({ title: 'first', notes: 'second', version: 3 });
    expect(await countOf(editor)).toBe(2);
  });
});

// Marker, three rows, the note of what was applied.
describe.each([0, 1, 2, 3, 4])('an idempotent import whose write %i breaks', (n) => {
  it.each(BREAKS)('is applied exactly once when it is %s and the client tries again', async (how) => {
    const { editor } = await createCallers(target);
    const { id } = (await editor.post(TASKS, { body: { title: 'Old' } })).body;
    const body = `id,version,title,notes\n${id},1,first,\n${id},2,first,second\n,,New,\n`;
    const headers = { ...key(), 'Content-Type': 'text/csv' };
    table.breakWrite(n, how);
    await editor.post(`${TASKS}/import`, { body, headers });
    const answer = await editor.post(`${TASKS}/import`, { body, headers });
    expect([answer.status, answer.body]).toEqual([200, { created: 1, updated: 2, unchanged: 0, failed: 0, rows: [] }]);
    expect((await editor.get(`${TASKS}/${id}`)).body).toMatchObject({ title: 'first', notes: 'second', version: 3 });
    expect(await countOf(editor)).toBe(2);
  });
});

describe('an idempotent batch that dies before it notes what was applied', () => {
  it('refuses again what it refused, and applies nothing again', async () => {
    const { editor } = await createCallers(target);
    const { id } = (await editor.post(TASKS, { body: { title: 'Old' } })).body;
    const operations = [
      { method: 'update', id, record: { title: 'too late' }, ifMatch: '"9"' },
      { method: 'update', id, record: { title: 'changed' } },
      { method: 'update', id, record: { title: '' } },
      { method: 'update', id, record: { notes: 'added' } },
    ];
    const headers = key();
    table.breakWrite(5, 'lost before');
    expect((await editor.post(`${TASKS}/batch`, { body: { operations }, headers })).status).toBe(503);
    const { body } = await editor.post(`${TASKS}/batch`, { body: { operations }, headers });
    expect(body.results.map((result: { status: number }) => result.status)).toEqual([412, 200, 422, 200]);
    expect((await editor.get(`${TASKS}/${id}`)).body).toMatchObject({ title: 'changed', notes: 'added', version: 3 });
  });
});

describe('a type with rules', () => {
  const BOOKINGS = '/api/v1/bookings';
  // Each later run would be refused: a closed booking must stay closed.
  const STEPS = [{ status: 'paid' }, { status: 'closed' }, { beds: 3 }];
  let editor: Client;
  let path = '';
  let id = '';
  beforeAll(async () => {
    const withRules = await startInProcess({
      recordTypes: [bookings],
      wrapTable: (plain) => {
        table = createBreakableTable(plain);
        return table;
      },
    });
    closing.push(withRules);
    editor = (await createCallers(withRules)).editor;
  });
  beforeEach(async () => {
    ({ path, id } = await make(editor, 'bookings', {
      guest: 'Ada',
      from: '2026-03-01',
      to: '2026-03-08',
      invoice: crypto.randomUUID().slice(0, 8),
    }));
  });

  // The marker, three changes and the change set come before the note.
  it('repeats a batch that dies before it notes what was applied', async () => {
    const operations = STEPS.map((record) => ({ method: 'update', id, record }));
    const send = async (headers: Record<string, string>) => await editor.post(`${BOOKINGS}/batch`, { body: { operations }, headers });
    const headers = key();
    table.breakWrite(5, 'lost before');
    expect((await send(headers)).status).toBe(503);
    for (const { body } of [await send(headers), await send(headers)])
      expect(body.results.map((result: { status: number }) => result.status)).toEqual([200, 200, 200]);
    expect((await editor.get(path)).body).toMatchObject({ status: 'closed', beds: 3, version: 4 });
  });

  it('repeats an import that dies before it notes what was applied', async () => {
    const body = `id,status,beds\n${id},paid,1\n${id},closed,1\n${id},closed,3\n`;
    const headers = { ...key(), 'Content-Type': 'text/csv' };
    table.breakWrite(5, 'lost before');
    expect((await editor.post(`${BOOKINGS}/import`, { body, headers })).status).toBe(503);
    for (const answer of [
      await editor.post(`${BOOKINGS}/import`, { body, headers }),
      await editor.post(`${BOOKINGS}/import`, { body, headers }),
    ])
      expect(answer.body).toEqual({ created: 0, updated: 3, unchanged: 0, failed: 0, rows: [] });
    expect((await editor.get(path)).body).toMatchObject({ status: 'closed', beds: 3, version: 4 });
  });

  it('repeats an action that dies before it notes that it was applied', async () => {
    await editor.patch(path, { body: { beds: 9 } });
    const headers = key();
    table.breakWrite(2, 'lost before');
    expect((await editor.post(`${path}/actions/extend`, { headers })).status).toBe(503);
    expect((await editor.post(`${path}/actions/extend`, { headers })).body).toMatchObject({ beds: 10, version: 3 });
  });
});

describe('an idempotency key', () => {
  it('is good for 24 hours, although DynamoDB keeps expired markers for days', async () => {
    let hours = 0;
    const idempotency = createIdempotency({ table, now: () => new Date(Date.UTC(2030, 0, 1, hours)) });
    const use = { workspace: 'w', sub: 's', method: 'POST', path: '/x', key: 'k', body: Buffer.from('a') };
    const first = await idempotency.claim(use);
    hours = 23;
    expect(await idempotency.claim(use)).toMatchObject({ id: first.id, repeated: true });
    hours = 24;
    const later = await idempotency.claim({ ...use, body: Buffer.from('another') });
    expect([later.repeated, later.id === first.id]).toEqual([false, false]);
  });

  it('is free for another body after a refusal, unless a request with the first body has used it since', async () => {
    const idempotency = createIdempotency({ table });
    const use = { workspace: 'w', sub: 's', method: 'POST', path: '/x', key: crypto.randomUUID(), body: Buffer.from('a') };
    const other = { ...use, body: Buffer.from('another') };
    const refused = await idempotency.claim(use);
    const atOnce = await idempotency.claim(use);
    await idempotency.release(atOnce);
    await expect(idempotency.claim(other)).rejects.toThrow(KeyReused);
    await idempotency.release(refused);
    const again = await idempotency.claim(use);
    expect([again.id, again.repeated]).toEqual([refused.id, false]);
    await expect(idempotency.claim(other)).rejects.toThrow(KeyReused);
    await idempotency.release(again);
    const taken = await idempotency.claim(other);
    expect([taken.id === refused.id, taken.repeated]).toEqual([false, false]);
    await idempotency.settle(atOnce, { applied: [0], unchanged: [] });
    expect(await idempotency.claim(other)).toMatchObject({ id: taken.id, repeated: true, applied: [] });
    await expect(idempotency.claim(use)).rejects.toThrow(KeyReused);
  });

  it('keeps what each of two requests at once has applied', async () => {
    const idempotency = createIdempotency({ table });
    const use = { workspace: 'w', sub: 's', method: 'POST', path: '/x', key: crypto.randomUUID(), body: Buffer.from('a') };
    const [first, second] = [await idempotency.claim(use), await idempotency.claim(use)];
    await idempotency.settle(first, { applied: [0, 2], unchanged: [2] });
    await idempotency.settle(second, { applied: [1, 2], unchanged: [1] });
    await idempotency.settle(second, { applied: [], unchanged: [] });
    expect(await idempotency.claim(use)).toMatchObject({ id: first.id, applied: [0, 2, 1], unchanged: [2, 1] });
  });

  it('stays taken if one of two requests at once was applied', async () => {
    const idempotency = createIdempotency({ table });
    const use = { workspace: 'w', sub: 's', method: 'POST', path: '/x', key: crypto.randomUUID(), body: Buffer.from('a') };
    const [first, second] = [await idempotency.claim(use), await idempotency.claim(use)];
    await idempotency.release(first);
    await idempotency.settle(second, { applied: [0], unchanged: [] });
    await idempotency.release(first);
    await expect(idempotency.claim({ ...use, body: Buffer.from('another') })).rejects.toThrow(KeyReused);
    expect(await idempotency.claim(use)).toMatchObject({ id: first.id, repeated: true, applied: [0] });
  });
});
