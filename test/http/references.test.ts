import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { customers } from '../../src/records/customers.ts';
import { tasks } from '../../src/records/tasks.ts';
import { reference } from '../../src/schema/fields/reference.ts';
import { text } from '../../src/schema/fields/text.ts';
import { defineRecordType, type RecordType } from '../../src/schema/record-type.ts';
import type { Usage } from '../../src/store/dynamo-client.ts';
import { type BreakableTable, createBreakableTable } from '../store/support/breakable-table.ts';
import { type Client, createClient } from '../support/client.ts';
import { expectProblem } from '../support/problem.ts';
import { make } from '../support/records.ts';
import { type InProcess, startInProcess } from '../support/target.ts';

const title = text({ max: 200, required: true });

/** Records that refer to each other, to themselves, and to what they cannot be without. */
const folders = typeOf('folders', { title, parent: reference({ to: 'folders' }) }, 'parent');
const invoices = typeOf('invoices', { title, payer: reference({ to: 'customers', required: true }) }, 'payer');
/** Before and after its text became a reference. */
const oldNotes = typeOf('notes', { title, customer: text({ max: 100 }) }, 'customer');
const notes = typeOf('notes', { title, customer: reference({ to: 'customers' }) }, 'customer');

function typeOf(name: string, fields: RecordType['fields'], referring: string): RecordType {
  const example = { title: 'One', ...(name === 'invoices' ? { payer: '0190c0de-0000-7000-8000-000000000000' } : {}) };
  const indexes = [{ where: referring, by: 'createdAt' }] as const;
  return defineRecordType({ name, title: name, singular: name.slice(0, -1), fields, filterable: ['title', referring], indexes, example });
}

let target: InProcess;
let table: BreakableTable | undefined;
let used: Usage[] = [];
let admin: Client;
let workspace: string;
beforeAll(async () => {
  target = await startInProcess({
    recordTypes: [tasks, customers, folders, invoices, notes],
    onUsage: (usage) => used.push(usage),
    wrapTable(whole) {
      table = createBreakableTable(whole);
      return table;
    },
  });
});
afterAll(async () => await target.close());
beforeEach(async () => {
  workspace = crypto.randomUUID();
  admin = createClient(target, await target.tokenFor({ sub: 'ada', groups: ['admin'], workspace }));
});

/** The requests to DynamoDB. */
async function requestsOf(run: () => Promise<unknown>): Promise<number> {
  used = [];
  await run();
  return used.length;
}
const customersNamed = async (count: number) =>
  await Promise.all(Array.from({ length: count }, async (_, n) => await make(admin, 'customers', { name: `Customer ${n}` })));

describe('the requests to DynamoDB', () => {
  it('of a page are one more with expand, however many records it refers to', async () => {
    for (const { id } of await customersNamed(30)) await make(admin, 'tasks', { title: 'x', customer: id });
    const plain = await requestsOf(async () => await admin.get('/api/v1/tasks?limit=100'));
    const expanded = await requestsOf(async () => {
      const { body } = await admin.get('/api/v1/tasks?limit=100&expand=customer');
      expect(body.items).toHaveLength(30);
      for (const item of body.items) expect(item.expand.customer.id).toBe(item.customer);
    });
    expect(plain).toBe(1);
    expect(expanded).toBe(2);
  });

  it('of a page without references are none more', async () => {
    await make(admin, 'tasks', { title: 'x' });
    expect(await requestsOf(async () => await admin.get('/api/v1/tasks?expand=customer'))).toBe(1);
  });

  it('of a write are one more if it has a reference, and none more if it changes another field', async () => {
    const [{ id } = { id: '' }] = await customersNamed(1);
    const { path } = await make(admin, 'tasks', { title: 'x', customer: id });
    expect(await requestsOf(async () => await admin.post('/api/v1/tasks', { body: { title: 'x' } }))).toBe(1);
    expect(await requestsOf(async () => await admin.post('/api/v1/tasks', { body: { title: 'x', customer: id } }))).toBe(2);
    expect(await requestsOf(async () => await admin.patch(path, { body: { title: 'y' } }))).toBe(1);
  });

  it('of a batch and an import are one more for all of their references, and one for the size of the change set', async () => {
    const customers = await customersNamed(50);
    const records = customers.map(({ id }) => ({ title: 'x', customer: id }));
    const operations = records.map((record) => ({ method: 'create', record }));
    const batch = async () => expect((await admin.post('/api/v1/tasks/batch', { body: { operations } })).status).toBe(200);
    expect(await requestsOf(batch)).toBe(52);
    const csv = `title,customer\n${records.map(({ customer }) => `x,${customer}`).join('\n')}\n`;
    const csvImport = async () => {
      const { body } = await admin.post('/api/v1/tasks/import', { body: csv, headers: { 'Content-Type': 'text/csv' } });
      expect(body).toMatchObject({ created: 50, failed: 0 });
    };
    expect(await requestsOf(csvImport)).toBe(52);
  });
});

describe('a permanent delete that detaches', () => {
  it('goes on after it died half way, and loses nothing but the references', async () => {
    const [{ id, path } = { id: '', path: '' }] = await customersNamed(1);
    const tasks = await Promise.all(['a', 'b', 'c'].map(async (name) => await make(admin, 'tasks', { title: name, customer: id })));
    table?.breakWrite(1, 'lost before');
    expect((await admin.delete(`${path}?permanent=true&detach=true`)).status).toBe(503);
    expect((await admin.get(path)).status).toBe(200);
    expect((await admin.delete(`${path}?permanent=true&detach=true`)).status).toBe(204);
    for (const task of tasks) {
      const { customer: _, ...rest } = task.record;
      const { body } = await admin.get(task.path);
      expect(body).toEqual({ ...rest, version: 2, updatedAt: expect.any(String) });
    }
  });

  it('unsets nothing while a record cannot be without its reference', async () => {
    const [{ id, path } = { id: '', path: '' }] = await customersNamed(1);
    const task = await make(admin, 'tasks', { title: 'x', customer: id });
    const invoice = await make(admin, 'invoices', { title: 'y', payer: id });
    const refused = await admin.delete(`${path}?permanent=true&detach=true`);
    expectProblem(refused, 'referenced');
    expect(refused.body.referrers).toEqual([{ type: 'invoices', id: invoice.id, title: 'y', href: invoice.path }]);
    expect((await admin.get(task.path)).body).toEqual(task.record);
    await admin.delete(`${invoice.path}?permanent=true`);
    expect((await admin.delete(`${path}?permanent=true&detach=true`)).status).toBe(204);
  });

  it('names at most ten of many, newest first, and unsets all of them', async () => {
    const [{ id, path } = { id: '', path: '' }] = await customersNamed(1);
    for (let n = 0; n < 12; n++) await make(admin, 'tasks', { title: `Task ${n}`, customer: id });
    const { body } = await admin.delete(`${path}?permanent=true`);
    expect(body.referrers.map((referrer: { title: string }) => referrer.title)).toEqual(
      Array.from({ length: 10 }, (_, n) => `Task ${11 - n}`),
    );
    expect((await admin.delete(`${path}?permanent=true&detach=true`)).status).toBe(204);
    const { body: left } = await admin.get('/api/v1/tasks?customer[exists]=true');
    expect(left.items).toEqual([]);
  });
});

describe('a record that refers to its own type', () => {
  it('is kept for others, but not for itself', async () => {
    const parent = await make(admin, 'folders', { title: 'parent' });
    await admin.patch(parent.path, { body: { parent: parent.id } });
    const child = await make(admin, 'folders', { title: 'child', parent: parent.id });
    const { body } = await admin.delete(`${parent.path}?permanent=true`);
    expect(body.referrers.map(({ id }: { id: string }) => id)).toEqual([child.id]);
    await admin.delete(child.path);
    expect((await admin.delete(`${parent.path}?permanent=true`)).status).toBe(204);
  });
});

describe('a field that became a reference', () => {
  it('answers its old values as they are, and takes writes to other fields', async () => {
    const { id } = await target.services.store.create({ workspace, type: oldNotes }, { title: 'x', customer: 'Acme Ltd' }, { by: 'ada' });
    const path = `/api/v1/notes/${id}`;
    const expanded = await admin.get(`${path}?expand=customer`);
    expect(expanded.body).toMatchObject({ customer: 'Acme Ltd', expand: { customer: null } });
    expect((await admin.get('/api/v1/notes?expand=customer')).body.items).toMatchObject([{ customer: 'Acme Ltd' }]);
    expect((await admin.patch(path, { body: { title: 'y' } })).body).toMatchObject({ title: 'y', customer: 'Acme Ltd' });
    expect((await admin.patch(path, { body: { title: 'z', customer: 'Acme Ltd' } })).body).toMatchObject({ title: 'z' });
    expectProblem(await admin.patch(path, { body: { customer: 'Other Ltd' } }), 'invalid-record');
    const [{ id: acme } = { id: '' }] = await customersNamed(1);
    expect((await admin.patch(path, { body: { customer: acme } })).body).toMatchObject({ customer: acme });
  });
});
