import { afterAll, describe, expect, it } from '@jest/globals';
import { createCallers } from '../support/callers.ts';
import { eventually } from '../support/eventually.ts';
import { expectProblem, faultsOf } from '../support/problem.ts';
import { countLive, make, makeTrashed, UNKNOWN_ID } from '../support/records.ts';
import { startTarget } from '../support/target.ts';

const target = await startTarget();
const { viewer, editor, admin } = await createCallers(target);
afterAll(() => target.close());

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const serviceFields = {
  id: expect.stringMatching(UUID_V7),
  createdAt: expect.stringMatching(MOMENT),
  updatedAt: expect.stringMatching(MOMENT),
  createdBy: expect.stringMatching(/\S/),
  updatedBy: expect.stringMatching(/\S/),
  version: 1,
};

const TASK = {
  title: 'Write the report',
  notes: 'First line\nSecond line',
  status: 'done',
  priority: 'high',
  dueDate: '2026-12-18',
  tags: ['b', 'a'],
};
const CUSTOMER = {
  name: 'Ada Lovelace',
  email: 'Ada@Example.com',
  phone: '+44 20 7946 0958',
  company: 'Analytical Engines Ltd',
  stage: 'active',
  website: 'https://example.com/',
  address: '12 St James’s Square\nLondon',
  notes: 'Prefers letters',
  tags: ['newsletter'],
};

describe('POST /api/v1/{type}', () => {
  it.each<[string, string, object, object]>([
    ['a task with its title alone', 'tasks', { title: 'x' }, { title: 'x', status: 'open', priority: 'normal' }],
    ['a task with every field', 'tasks', TASK, TASK],
    ['a customer with the name alone', 'customers', { name: 'x' }, { name: 'x', stage: 'lead' }],
    ['a customer with every field', 'customers', CUSTOMER, CUSTOMER],
    ['trimmed texts', 'tasks', { title: '  x\u00a0\n', notes: '\n y ' }, { title: 'x', notes: 'y', status: 'open', priority: 'normal' }],
    [
      'blank texts as unset',
      'tasks',
      { title: 'x', notes: ' \t\n ', dueDate: '', status: '', tags: [] },
      { title: 'x', status: 'open', priority: 'normal' },
    ],
    [
      'null as left out',
      'tasks',
      { title: 'x', notes: null, status: null, tags: null },
      { title: 'x', status: 'open', priority: 'normal' },
    ],
  ])('takes %s', async (_, type, input, values) => {
    const answer = await editor.post(`/api/v1/${type}`, { body: input });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ ...values, ...serviceFields });
    expect(answer.headers).toMatchObject({ etag: '"1"', 'content-type': 'application/json; charset=utf-8' });

    const { id, createdAt, updatedAt, createdBy, updatedBy } = answer.body;
    expect(answer.headers['location']).toBe(`/api/v1/${type}/${id}`);
    expect([updatedAt, updatedBy]).toEqual([createdAt, createdBy]);
    expect(Math.abs(Date.parse(createdAt) - Date.now())).toBeLessThan(60_000);
    expect((await viewer.get(answer.headers['location'] ?? '')).body).toEqual(answer.body);
  });

  it('gives every record an id of its own that begins with the time of its creation', async () => {
    const one = await make(editor, 'tasks', { title: 'x' });
    const other = await make(editor, 'tasks', { title: 'x' });
    expect(other.id).not.toBe(one.id);
    for (const { id, record } of [one, other]) {
      expect(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toBe(Date.parse(String(record['createdAt'])));
    }
  });

  it.each([
    ['tasks', 'title'],
    ['customers', 'name'],
  ])('refuses %s without %s, blank or null', async (type, field) => {
    const before = await countLive(viewer, type);
    for (const body of [{}, { [field]: '' }, { [field]: ' \t ' }, { [field]: null }]) {
      const answer = await editor.post(`/api/v1/${type}`, { body });
      expectProblem(answer, 'invalid-record');
      expect(faultsOf(answer)).toEqual([`required /${field}`]);
    }
    expect(await countLive(viewer, type)).toBe(before);
  });
});

describe('GET and HEAD /api/v1/{type}/{id}', () => {
  it('answers the record with its version as a strong ETag', async () => {
    const { path, record } = await make(editor, 'tasks', TASK);
    const answer = await viewer.get(path);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual(record);
    expect(answer.headers).toMatchObject({ etag: '"1"', 'content-type': 'application/json; charset=utf-8' });
  });

  it('answers HEAD as GET, without the body', async () => {
    const { path } = await make(editor, 'tasks', TASK);
    const [head, get] = [await viewer.head(path), await viewer.get(path)];
    expect(head.status).toBe(200);
    expect(head.text ?? '').toBe('');
    for (const name of ['etag', 'content-type', 'content-length', 'cache-control']) expect(head.headers[name]).toBe(get.headers[name]);
  });

  it.each([
    ['the tag', '"2"'],
    ['the tag as a weak one', 'W/"2"'],
    ['a list that holds it', '"1", "2" ,"7"'],
    ['a list that holds it as a weak one', 'W/"9",W/"2"'],
    ['a star', '*'],
  ])('answers 304 without a body where If-None-Match is %s', async (_, tags) => {
    const { path } = await make(editor, 'tasks', { title: 'x' });
    await editor.patch(path, { body: { title: 'y' } });
    for (const method of ['get', 'head'] as const) {
      const answer = await viewer[method](path, { headers: { 'If-None-Match': tags } });
      expect({ status: answer.status, text: answer.text ?? '', etag: answer.headers['etag'] }).toEqual({
        status: 304,
        text: '',
        etag: '"2"',
      });
    }
  });

  it.each([['"1"'], ['W/"1"'], ['"22"'], ['"02"'], ['"a"'], ['"1", "3"'], ['""']])(
    'answers 200 where If-None-Match is %s',
    async (tags) => {
      const { path } = await make(editor, 'tasks', { title: 'x' });
      await editor.patch(path, { body: { title: 'y' } });
      const answer = await viewer.get(path, { headers: { 'If-None-Match': tags } });
      expect(answer.status).toBe(200);
      expect(answer.body.title).toBe('y');
    },
  );

  it.each([['2'], ["'2'"], ['"2'], ['2"'], ['w/"2"'], ['"2" "3"'], ['*, "2"'], ['W/2'], ['"a b"']])(
    'answers 400 where If-None-Match is %s',
    async (tags) => {
      const { path } = await make(editor, 'tasks', { title: 'x' });
      const answer = await viewer.get(path, { headers: { 'If-None-Match': tags } });
      expectProblem(answer, 'malformed-request');
      expect(faultsOf(answer)).toEqual(['bad-format header If-None-Match']);
    },
  );

  it('answers 404 for a record that never was', async () => {
    expectProblem(await viewer.get(`/api/v1/tasks/${UNKNOWN_ID}`), 'not-found');
    expect((await viewer.head(`/api/v1/tasks/${UNKNOWN_ID}`)).status).toBe(404);
  });

  it('answers 404 for a record of another type', async () => {
    const { id } = await make(editor, 'tasks', { title: 'x' });
    expectProblem(await viewer.get(`/api/v1/customers/${id}`), 'not-found');
  });
});

describe('PUT /api/v1/{type}/{id}', () => {
  it('replaces the whole record: fields left out are unset or take their default', async () => {
    const { path, record } = await make(editor, 'tasks', TASK);
    const answer = await admin.put(path, { body: { title: ' New ', priority: 'low' } });
    expect(answer.status).toBe(200);
    expect(answer.headers['etag']).toBe('"2"');
    const { id, createdAt, createdBy } = record;
    const { updatedAt, updatedBy } = answer.body;
    expect(answer.body).toEqual({
      title: 'New',
      status: 'open',
      priority: 'low',
      id,
      createdAt,
      createdBy,
      updatedAt,
      updatedBy,
      version: 2,
    });
    expect(updatedBy).not.toBe(createdBy);
    expect(updatedAt).not.toBe(createdAt);
    expect((await viewer.get(path)).body).toEqual(answer.body);
  });

  it('takes null and blank as left out', async () => {
    const { path } = await make(editor, 'customers', CUSTOMER);
    const answer = await editor.put(path, { body: { name: 'x', email: null, phone: ' ', stage: null, tags: [] } });
    expect(answer.body).toEqual({ ...serviceFields, name: 'x', stage: 'lead', version: 2 });
  });

  it('refuses to unset what is required, and writes nothing', async () => {
    const { path, record } = await make(editor, 'tasks', TASK);
    for (const body of [{}, { title: null }, { title: '  ' }, { notes: 'x' }]) {
      const answer = await editor.put(path, { body });
      expectProblem(answer, 'invalid-record');
      expect(faultsOf(answer)).toEqual(['required /title']);
    }
    expect((await viewer.get(path)).body).toEqual(record);
  });

  it('keeps version and updatedAt where nothing changes, whoever writes', async () => {
    const { path, record } = await make(editor, 'tasks', { ...TASK, status: 'open', priority: 'normal' });
    const { title, notes, dueDate, tags } = TASK;
    for (const client of [editor, admin]) {
      const answer = await client.put(path, { body: { title: ` ${title} `, notes, dueDate, tags } });
      expect(answer.status).toBe(200);
      expect(answer.headers['etag']).toBe('"1"');
      expect(answer.body).toEqual(record);
    }
  });

  it('creates nothing at an id that no record has', async () => {
    const before = await countLive(viewer, 'tasks');
    expectProblem(await editor.put(`/api/v1/tasks/${UNKNOWN_ID}`, { body: { title: 'x' } }), 'not-found');
    expectProblem(await editor.put(`/api/v1/tasks/${UNKNOWN_ID}`, { body: { title: 'x' }, headers: { 'If-Match': '*' } }), 'not-found');
    expectProblem(await viewer.get(`/api/v1/tasks/${UNKNOWN_ID}`), 'not-found');
    expect(await countLive(viewer, 'tasks')).toBe(before);
  });
});

describe('PATCH /api/v1/{type}/{id}', () => {
  it.each<[string, object, object]>([
    ['leaves what is not named', { title: 'y' }, { ...TASK, title: 'y' }],
    ['unsets by null', { notes: null, dueDate: null, tags: null }, { title: TASK.title, status: 'done', priority: 'high' }],
    ['gives the default by null where there is one', { status: null, priority: null }, { ...TASK, status: 'open', priority: 'normal' }],
    ['unsets by a blank text', { notes: ' ', dueDate: '' }, { title: TASK.title, status: 'done', priority: 'high', tags: TASK.tags }],
    ['unsets a list by an empty one', { tags: [] }, { ...TASK, tags: undefined }],
    ['replaces a list as a whole', { tags: ['c'] }, { ...TASK, tags: ['c'] }],
    ['takes the order of a list as a change', { tags: ['a', 'b'] }, { ...TASK, tags: ['a', 'b'] }],
    ['trims', { title: ' y ' }, { ...TASK, title: 'y' }],
    ['takes letter case as a change', { title: TASK.title.toUpperCase() }, { ...TASK, title: TASK.title.toUpperCase() }],
  ])('%s', async (_, patch, values) => {
    const { path, record } = await make(editor, 'tasks', TASK);
    const answer = await admin.patch(path, { body: patch });
    expect(answer.status).toBe(200);
    expect(answer.headers['etag']).toBe('"2"');
    const { id, createdAt, createdBy } = record;
    const { updatedAt, updatedBy } = answer.body;
    expect(answer.body).toEqual({ ...values, id, createdAt, createdBy, updatedAt, updatedBy, version: 2 });
    expect(updatedBy).not.toBe(createdBy);
    expect(updatedAt).not.toBe(createdAt);
    expect((await viewer.get(path)).body).toEqual(answer.body);
  });

  it.each<[string, object]>([
    ['names nothing', {}],
    ['sets what is set', { title: TASK.title, tags: TASK.tags }],
    ['sets the same but for blanks around', { title: `  ${TASK.title} ` }],
    ['unsets what is unset', { dueDate: null, notes: '' }],
    ['gives the default that is there already', { status: null }],
  ])('keeps version, updatedAt and updatedBy where it %s', async (_, patch) => {
    const { path, record } = await make(editor, 'tasks', { title: TASK.title, tags: TASK.tags });
    const answer = await admin.patch(path, { body: patch });
    expect(answer.status).toBe(200);
    expect(answer.headers['etag']).toBe('"1"');
    expect(answer.body).toEqual(record);
    expect((await viewer.get(path)).body).toEqual(record);
  });

  it.each([['application/merge-patch+json'], ['application/json'], ['Application/Merge-Patch+JSON; charset=UTF-8']])(
    'takes %s',
    async (type) => {
      const { path } = await make(editor, 'tasks', TASK);
      const answer = await editor.patch(path, { headers: { 'Content-Type': type }, body: { notes: null } });
      expect(answer.status).toBe(200);
      expect(answer.body.notes).toBeUndefined();
    },
  );

  it.each([[null], [''], ['  ']])('refuses to unset what is required by %p, and writes nothing', async (title) => {
    const { path, record } = await make(editor, 'tasks', TASK);
    const answer = await editor.patch(path, { body: { title, notes: 'other' } });
    expectProblem(answer, 'invalid-record');
    expect(faultsOf(answer)).toEqual(['required /title']);
    expect((await viewer.get(path)).body).toEqual(record);
  });

  it('creates nothing at an id that no record has', async () => {
    const before = await countLive(viewer, 'tasks');
    for (const body of [{ title: 'x' }, {}]) expectProblem(await editor.patch(`/api/v1/tasks/${UNKNOWN_ID}`, { body }), 'not-found');
    expect(await countLive(viewer, 'tasks')).toBe(before);
  });

  it('counts each change and no other', async () => {
    const { path } = await make(editor, 'tasks', { title: '0' });
    const versions: number[] = [];
    for (const title of ['1', '1', '2', '2', '3']) versions.push((await editor.patch(path, { body: { title } })).body.version);
    expect(versions).toEqual([2, 2, 3, 3, 4]);
  });
});

describe('DELETE /api/v1/{type}/{id}', () => {
  it.each([[''], ['?permanent=false']])('moves the record to the trash%s: 204 without a body', async (query) => {
    const { path, id, record } = await make(editor, 'tasks', TASK);
    const answer = await editor.delete(path + query);
    expect(answer.status).toBe(204);
    expect(answer.text).toBe('');
    await eventually(async () => {
      const { body } = await viewer.get('/api/v1/tasks?trashed=true&limit=100');
      const trashed = body.items.find((item: { id: string }) => item.id === id);
      const { updatedAt, deletedAt, ...others } = trashed ?? {};
      const { updatedAt: before, ...unchanged } = record;
      expect(others).toEqual({ ...unchanged, version: 2 });
      expect(deletedAt).toMatch(MOMENT);
      expect(updatedAt).not.toBe(before);
    });
  });

  it('makes the record read as one that is not there, for every method but restore', async () => {
    const { path } = await makeTrashed(editor, 'tasks', TASK);
    expect((await viewer.head(path)).status).toBe(404);
    for (const answer of [
      await viewer.get(path),
      await viewer.get(path, { headers: { 'If-None-Match': '"2"' } }),
      await editor.put(path, { body: { title: 'x' } }),
      await editor.patch(path, { body: { title: 'x' } }),
      await editor.patch(path, { body: {} }),
      await editor.post(`${path}/actions/complete`),
      await editor.delete(path),
    ]) {
      expectProblem(answer, 'not-found');
      expect(answer.body.detail).toContain('is in the trash');
    }
    const restored = await editor.post(`${path}/restore`);
    expect(restored.body).toMatchObject({ ...TASK, version: 3 });
  });

  it('answers 404 for a record that never was', async () => {
    expectProblem(await editor.delete(`/api/v1/tasks/${UNKNOWN_ID}`), 'not-found');
  });

  it.each([['yes'], ['TRUE'], ['1'], ['']])('refuses permanent=%s and deletes nothing', async (value) => {
    const { path, record } = await make(editor, 'tasks', TASK);
    const answer = await admin.delete(`${path}?permanent=${value}`);
    expectProblem(answer, 'malformed-request');
    expect(faultsOf(answer)).toEqual(['not-a-choice query permanent']);
    expect((await viewer.get(path)).body).toEqual(record);
  });
});

describe('POST /api/v1/{type}/{id}/restore', () => {
  it.each<[string, object]>([
    ['tasks', TASK],
    ['customers', CUSTOMER],
  ])('takes %s out of the trash as they were', async (type, input) => {
    const { path, record } = await makeTrashed(editor, type, input);
    const answer = await admin.post(`${path}/restore`);
    expect(answer.status).toBe(200);
    expect(answer.headers['etag']).toBe('"3"');
    const { updatedAt, updatedBy } = answer.body;
    expect(answer.body).toEqual({ ...record, updatedAt, updatedBy, version: 3 });
    expect(updatedBy).not.toBe(record['createdBy']);
    expect((await viewer.get(path)).body).toEqual(answer.body);
    expect((await editor.patch(path, { body: { tags: null } })).body.version).toBe(4);
  });

  it('answers 409 for a record that is not in the trash, and changes nothing', async () => {
    const { path, record } = await make(editor, 'tasks', TASK);
    expectProblem(await editor.post(`${path}/restore`), 'not-in-trash');
    expect((await viewer.get(path)).body).toEqual(record);
  });

  it('answers 404 for a record that never was', async () => {
    expectProblem(await editor.post(`/api/v1/tasks/${UNKNOWN_ID}/restore`), 'not-found');
  });

  it('works over and over', async () => {
    const { path } = await make(editor, 'tasks', { title: 'x' });
    for (const version of [3, 5, 7]) {
      expect((await editor.delete(path)).status).toBe(204);
      expect((await editor.post(`${path}/restore`)).body.version).toBe(version);
    }
  });
});

describe('DELETE /api/v1/{type}/{id}?permanent=true', () => {
  it.each([
    ['live', make],
    ['trashed', makeTrashed],
  ])('deletes a %s record for good', async (_, makeOne) => {
    const { path, id } = await makeOne(editor, 'tasks', TASK);
    const answer = await admin.delete(`${path}?permanent=true`);
    expect(answer.status).toBe(204);
    expect(answer.text).toBe('');
    expectProblem(await viewer.get(path), 'not-found');
    expectProblem(await editor.patch(path, { body: { title: 'x' } }), 'not-found');
    expectProblem(await editor.put(path, { body: { title: 'x' } }), 'not-found');
    expectProblem(await editor.post(`${path}/restore`), 'not-found');
    expectProblem(await admin.delete(path), 'not-found');
    expectProblem(await admin.delete(`${path}?permanent=true`), 'not-found');
    for (const trashed of [false, true]) {
      await eventually(async () => {
        const { body } = await viewer.get(`/api/v1/tasks?trashed=${trashed}&limit=100&fields=id`);
        expect(body.items).not.toContainEqual({ id });
      });
    }
  });

  it('answers 404 for a record that never was', async () => {
    expectProblem(await admin.delete(`/api/v1/tasks/${UNKNOWN_ID}?permanent=true`), 'not-found');
  });
});

describe('GET /api/v1', () => {
  it('names the record types and where they are', async () => {
    const { status, body } = await viewer.get('/api/v1');
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(['recordTypes']);
    expect(body.recordTypes).toEqual(
      expect.arrayContaining([
        { name: 'tasks', title: 'Tasks', href: '/api/v1/tasks' },
        { name: 'customers', title: 'Customers', href: '/api/v1/customers' },
      ]),
    );
  });
});

describe('the health of the service', () => {
  it.each([['/api/health'], ['/api/health/ready']])('%s says that it is well', async (path) => {
    const { status, body } = await viewer.get(path);
    expect({ status, body }).toEqual({ status: 200, body: { status: 'ok' } });
  });
});
