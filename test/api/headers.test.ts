import { afterAll, describe, expect, it } from '@jest/globals';
import { createCallers } from '../support/callers.ts';
import type { Answer, Client } from '../support/client.ts';
import { expectProblem } from '../support/problem.ts';
import { countLive, make, UNKNOWN_ID } from '../support/records.ts';
import { startTarget } from '../support/target.ts';

const target = await startTarget();
const { viewer, editor } = await createCallers(target);
afterAll(() => target.close());

const TASKS = '/api/v1/tasks';
const live = await make(editor, 'tasks', { title: 'live' });

/** Answers of every sort. */
const answers: [string, (headers: Readonly<Record<string, string>>) => Promise<Answer>, number][] = [
  ['of the service’s health', (headers) => viewer.get('/api/health', { headers }), 200],
  [
    'of the OpenAPI document',
    (headers) => viewer.get('/api/openapi.json', { headers: { ...headers, 'Accept-Encoding': 'identity' } }),
    200,
  ],
  ['of a list', (headers) => viewer.get(TASKS, { headers }), 200],
  ['of a list as CSV', (headers) => viewer.get(TASKS, { headers: { ...headers, Accept: 'text/csv' } }), 200],
  ['of a record', (headers) => viewer.get(live.path, { headers }), 200],
  ['of a record that is known', (headers) => viewer.get(live.path, { headers: { ...headers, 'If-None-Match': '*' } }), 304],
  ['to HEAD', (headers) => viewer.head(live.path, { headers }), 200],
  ['to a create', (headers) => editor.post(TASKS, { headers, body: { title: 'x' } }), 201],
  ['to a delete', async (headers) => editor.delete((await make(editor, 'tasks', { title: 'x' })).path, { headers }), 204],
  ['400', (headers) => viewer.get(`${TASKS}?x=1`, { headers }), 400],
  ['403', (headers) => viewer.delete(live.path, { headers }), 403],
  ['404', (headers) => viewer.get(`${TASKS}/${UNKNOWN_ID}`, { headers }), 404],
  ['404 of a path', (headers) => viewer.get('/api/nothing', { headers }), 404],
  ['405', (headers) => viewer.put(TASKS, { headers }), 405],
  ['412', (headers) => editor.delete(live.path, { headers: { ...headers, 'If-Match': '"9"' } }), 412],
  ['422', (headers) => editor.post(TASKS, { headers, body: {} }), 422],
];

describe.each(answers)('an answer %s', (_, ask, status) => {
  it('has helmet’s headers, says how it may be kept, and nothing of what it is made with', async () => {
    const answer = await ask({});
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({
      'cache-control': 'private, no-cache',
      'content-security-policy': expect.stringContaining("default-src 'self'"),
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': expect.stringMatching(/^max-age=\d{7,}/),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
    });
    for (const name of ['x-powered-by', 'set-cookie', 'content-encoding']) expect(answer.headers).not.toHaveProperty(name);
  });

  it('has an X-Request-Id, which is the one that came if that is well-formed', async () => {
    const own = (await ask({})).headers['x-request-id'];
    expect(own).toMatch(/^[A-Za-z0-9._-]{8,128}$/);
    expect((await ask({})).headers['x-request-id']).not.toBe(own);
    expect((await ask({ 'X-Request-Id': 'My.own_id-1' })).headers['x-request-id']).toBe('My.own_id-1');
    expect((await ask({ 'X-Request-Id': 'not well-formed' })).headers['x-request-id']).toMatch(/^[A-Za-z0-9._-]{8,128}$/);
  });
});

/** Values of `Accept` that do not allow JSON. */
const NOT_JSON = [
  'text/html',
  'text/*',
  'text/csv',
  'image/png, image/*;q=0.5',
  'application/xml',
  'application/jsonx',
  'application/problem+json',
  'application/json;q=0',
  'application/json;q=0, text/html',
  '*/*;q=0',
  'nonsense',
];

describe('304', () => {
  it.each([live.path, '/api/openapi.json'])('of %s has the headers of its 200', async (path) => {
    const whole = await viewer.get(path);
    const { status, headers, text } = await viewer.get(path, { headers: { 'If-None-Match': `"x", ${whole.headers['etag']}` } });
    expect([status, text]).toEqual([304, '']);
    for (const name of ['etag', 'vary', 'cache-control', 'content-security-policy', 'x-content-type-options']) {
      expect([name, headers[name]]).toEqual([name, whole.headers[name]]);
    }
    expect((await viewer.get(path, { headers: { 'If-None-Match': '"x"' } })).status).toBe(200);
  });
});

describe('X-Request-Id', () => {
  it.each([['12345678'], ['a'.repeat(128)], ['AZaz09._-'], ['........'], ['01930f1e-7b2a-7c3d-8e4f-5a6b7c8d9e0f']])(
    '%s is kept',
    async (id) => {
      const answer = await viewer.get(`${TASKS}/${UNKNOWN_ID}`, { headers: { 'X-Request-Id': id } });
      expectProblem(answer, 'not-found');
      expect(answer.body.requestId).toBe(id);
    },
  );

  it.each([
    [''],
    ['1234567'],
    ['a'.repeat(129)],
    ['a'.repeat(5000)],
    ['has a blank'],
    ['has,a,comma'],
    ['has/a/slash'],
    ['a:b:c:d:e'],
    ['<script>alert(1)</script>'],
    ['{"level":"error"}'],
    ['{jndi:ldap://x}'],
    ['ünïcödé-id'],
  ])('%j is replaced', async (id) => {
    const answer = await viewer.get(`${TASKS}/${UNKNOWN_ID}`, { headers: { 'X-Request-Id': id } });
    expectProblem(answer, 'not-found');
    expect(answer.body.requestId).not.toBe(id);
    expect(answer.body.requestId).toMatch(/^[A-Za-z0-9._-]{8,128}$/);
  });
});

describe('Accept', () => {
  it.each([
    ['*/*'],
    ['application/json'],
    ['APPLICATION/JSON'],
    ['application/*'],
    ['application/json; charset=utf-8'],
    ['application/json;charset="iso-8859-1"'],
    ['application/json;q=0.1'],
    ['text/html, application/json;q=0.1'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'],
    ['text/csv;q=0.5, application/json;q=0.4'],
  ])('%s gets a record as JSON', async (accept) => {
    const answer = await viewer.get(live.path, { headers: { Accept: accept } });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.body).toEqual(live.record);
  });

  it.each(NOT_JSON)('%s is accepted where the answer has no body', async (accept) => {
    const headers = { Accept: accept };
    const { path } = await make(editor, 'tasks', { title: 'short-lived' });
    const read = await viewer.head(path, { headers });
    expect([read.status, read.headers['etag'], read.headers['content-type']]).toEqual([200, '"1"', 'application/json; charset=utf-8']);
    expect((await viewer.head(TASKS, { headers })).status).toBe(200);
    expect((await editor.delete(path, { headers: { ...headers, 'If-Match': '"7"' } })).body).toMatchObject({ status: 412 });
    expect((await editor.delete(path, { headers })).status).toBe(204);
    expectProblem(await editor.delete(path, { headers }), 'not-found');
  });

  it.each(NOT_JSON)('%s is refused with 406, and nothing is written', async (accept) => {
    const headers = { Accept: accept };
    const before = await countLive(viewer, 'tasks');
    const body = { title: 'never' };
    const writes: Awaited<ReturnType<Client['get']>>[] = [
      await viewer.get(live.path, { headers }),
      await editor.post(TASKS, { headers, body }),
      await editor.put(live.path, { headers, body }),
      await editor.patch(live.path, { headers, body }),
      await editor.post(`${TASKS}/batch`, { headers, body: { operations: [{ method: 'create', record: body }] } }),
    ];
    for (const answer of writes) expectProblem(answer, 'not-acceptable');
    expect((await viewer.get(live.path)).body).toEqual(live.record);
    expect(await countLive(viewer, 'tasks')).toBe(before);
  });

  it.each([
    ['text/csv', 'text/csv'],
    ['text/*', 'text/csv'],
    ['TEXT/CSV; charset=utf-8', 'text/csv'],
    ['text/csv;charset=iso-8859-1', 'text/csv'],
    ['text/csv, application/json;q=0.5', 'text/csv'],
    ['application/json;q=0.5, text/csv;q=0.6', 'text/csv'],
    ['text/html, text/*;q=0.1', 'text/csv'],
    ['application/json;q=0, */*', 'text/csv'],
    ['text/csv;q=0.5, application/json', 'application/json'],
    ['application/json, text/csv', 'application/json'],
    ['text/csv;q=0, */*', 'application/json'],
    ['*/*', 'application/json'],
  ])('%s gets a list as %s', async (accept, type) => {
    const answer = await viewer.get(TASKS, { headers: { Accept: accept } });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']?.split(';')[0]).toBe(type);
    expect(answer.headers['vary']).toMatch(/\bAccept\b/);
  });
});
