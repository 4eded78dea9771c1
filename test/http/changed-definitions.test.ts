import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { choice } from '../../src/schema/fields/choice.ts';
import { number } from '../../src/schema/fields/number.ts';
import { text } from '../../src/schema/fields/text.ts';
import { textList } from '../../src/schema/fields/text-list.ts';
import { defineRecordType, type RecordType } from '../../src/schema/record-type.ts';
import { type Client, createClient } from '../support/client.ts';
import { eventually } from '../support/eventually.ts';
import { type InProcess, startInProcess } from '../support/target.ts';

const example = { title: 'One' };
const title = text({ max: 200, required: true });
const status = choice({ choices: ['open', 'blocked', 'done'], default: 'open' });
const BEFORE = jobs(
  { title, status, name: text({ max: 50 }), amount: text({ max: 20 }), tags: textList({ maxItems: 5, maxLength: 20 }) },
  [],
);
const AFTER = jobs(
  {
    title: text({ max: 5, required: true }),
    status: choice({ choices: ['open', 'done'], retired: ['blocked'], default: 'open' }),
    label: text({ max: 50, was: 'name' }),
    amount: number({}),
    tags: text({ max: 100 }),
  },
  [{ by: 'label' }, { by: 'amount' }, { by: 'tags' }, { where: 'status', by: 'title' }],
);

function jobs(fields: RecordType['fields'], indexes: RecordType['indexes']): RecordType {
  const filterable = Object.keys(fields);
  return defineRecordType({ name: 'jobs', title: 'Jobs', singular: 'job', fields, filterable, indexes, example });
}

const OLD = { title: 'A long title', status: 'blocked', name: 'Émile', amount: 'twelve', tags: ['red', 'blue'] };
const SHOWN = { title: 'A long title', status: 'blocked', label: 'Émile', amount: 'twelve', tags: ['red', 'blue'] };

let target: InProcess;
let caller: Client;
beforeAll(async () => {
  target = await startInProcess({ recordTypes: [AFTER] });
  caller = createClient(target, await target.tokenFor({ sub: 'ed', groups: ['admin'], workspace: 'w' }));
});
afterAll(async () => await target.close());

/** A record as the service wrote it under the old definition. */
async function oldRecord(values: Readonly<Record<string, unknown>> = OLD): Promise<string> {
  const { id } = await target.services.store.create({ workspace: 'w', type: BEFORE }, values, { by: 'ed' });
  return `/api/v1/jobs/${id}`;
}

describe('values that do not fit today’s definition', () => {
  it('are answered as they are, alone and in every list', async () => {
    const path = await oldRecord();
    expect((await caller.get(path)).body).toMatchObject(SHOWN);
    for (const query of [
      '',
      'sort=label',
      'sort=-amount',
      'sort=tags',
      'q=emile',
      'q=red',
      'label=%C3%89mile',
      'status=blocked&sort=label',
      'tags[prefix]=red',
      'amount[exists]=true',
    ]) {
      const { status: code, body } = await caller.get(`/api/v1/jobs?limit=100&${query}`);
      expect([query, code]).toEqual([query, 200]);
      expect(body.items).toContainEqual(expect.objectContaining(SHOWN));
      expect(body.items[0]).not.toHaveProperty('name');
    }
    const { body } = await caller.get('/api/v1/jobs/count?groupBy=status');
    expect(body).toMatchObject({ complete: true, groups: { open: 0, done: 0, blocked: body.count } });
  });

  it('are kept by a PATCH of another field, by a PATCH and a PUT that repeat them, and by trash and restore', async () => {
    const path = await oldRecord();
    expect((await caller.patch(path, { body: { label: 'Other' } })).body).toMatchObject({ ...SHOWN, label: 'Other', version: 2 });
    const { createdAt, createdBy, updatedAt, updatedBy, version, id, ...values } = (await caller.get(path)).body;
    expect((await caller.put(path, { body: values })).body).toMatchObject({ ...SHOWN, label: 'Other', version: 2 });
    expect((await caller.patch(path, { body: { tags: ['red', 'blue'], amount: 'twelve' } })).body.version).toBe(2);
    expect((await caller.put(path, { body: { ...values, label: 'Third' } })).body).toMatchObject({ ...SHOWN, label: 'Third', version: 3 });
    await caller.delete(path);
    expect((await caller.post(`${path}/restore`)).body).toMatchObject({ ...SHOWN, label: 'Third' });
  });

  it('are corrected by values that fit, and cannot come anew', async () => {
    const path = await oldRecord();
    for (const [field, value] of Object.entries({ status: 'blocked', amount: 'thirteen', tags: ['x'], title: 'Another long title' })) {
      const { status: code, body } = await caller.post('/api/v1/jobs', { body: { title: 'New', [field]: value } });
      expect([field, code, body.errors?.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([field, 422, [`/${field}`]]);
    }
    expect((await caller.patch(path, { body: { amount: 'thirteen' } })).status).toBe(422);
    const fitting = { title: 'Short', status: 'done', label: 'L', amount: 12, tags: 'red' };
    expect((await caller.patch(path, { body: fitting })).body).toMatchObject(fitting);
    expect((await caller.patch(path, { body: { status: 'blocked' } })).status).toBe(422);
    expect((await caller.patch(path, { body: { tags: null, amount: null } })).body).not.toHaveProperty('tags');
  });

  it('come out of an export and back in as unchanged', async () => {
    const other = await startInProcess({ recordTypes: [AFTER] });
    const { store } = other.services;
    const client = createClient(other, await other.tokenFor({ sub: 'ed', groups: ['admin'], workspace: 'w' }));
    const scope = { workspace: 'w', type: BEFORE };
    await store.create(scope, OLD, { by: 'ed' });
    await store.create(scope, { ...OLD, amount: '12', tags: ['one'] }, { by: 'ed' });
    const { text: csv } = await client.get('/api/v1/jobs', { headers: { Accept: 'text/csv' } });
    const { body } = await client.post('/api/v1/jobs/import', { headers: { 'Content-Type': 'text/csv' }, body: csv });
    expect(body).toMatchObject({ created: 0, updated: 0, unchanged: 2, failed: 0 });
    expect((await client.get('/api/v1/jobs')).body.items).toEqual([
      expect.objectContaining({ ...SHOWN, amount: '12', tags: ['one'], version: 1 }),
      expect.objectContaining({ ...SHOWN, version: 1 }),
    ]);
    await other.close();
  });
});

describe('a renamed field', () => {
  it('moves to its new name with a write, and not before', async () => {
    const path = await oldRecord({ title: 'A', name: 'Old' });
    expect((await caller.patch(path, { body: { label: 'Old' } })).body).toMatchObject({ label: 'Old', version: 1 });
    expect((await caller.patch(path, { body: { label: 'New' } })).body).toMatchObject({ label: 'New', version: 2 });
    expect((await caller.patch(path, { body: { label: null } })).body).not.toHaveProperty('label');
    expect((await caller.get(path)).body).not.toHaveProperty('label');
  });

  it('has its new name in an earlier version, too', async () => {
    const path = await oldRecord({ title: 'A', name: 'Old' });
    const { body: record } = await caller.get(path);
    expect((await caller.patch(path, { body: { label: 'New' } })).body.version).toBe(2);
    await eventually(async () => {
      expect((await caller.get(`${path}/history/1`)).body).toEqual(record);
    });
    expect((await caller.post(`${path}/history/1/restore`)).body).toMatchObject({ label: 'Old', version: 3 });
  });
});
