import { afterAll, describe, expect, it } from '@jest/globals';
import { PROBLEMS, type ProblemSlug } from '../../src/http/problem.ts';
import { createCallers } from '../support/callers.ts';
import type { Client, Method, SendOptions } from '../support/client.ts';
import { expectProblem, faultsOf } from '../support/problem.ts';
import { countLive, make, makeTrashed, UNKNOWN_ID } from '../support/records.ts';
import { startTarget } from '../support/target.ts';

const target = await startTarget();
const { viewer, editor, anonymous } = await createCallers(target);
afterAll(() => target.close());

const callers = { viewer, editor } satisfies Record<string, Client>;
const live = await make(editor, 'tasks', { title: 'live' });
const trashed = await makeTrashed(editor, 'tasks', { title: 'trashed' });
const TASKS = '/api/v1/tasks';
const UNKNOWN = `${TASKS}/${UNKNOWN_ID}`;
const JSON_TYPE = { 'Content-Type': 'application/json' };

describe('every problem', () => {
  const rows: [ProblemSlug, keyof typeof callers, Method, string, SendOptions, Readonly<Record<string, string>>][] = [
    ['malformed-request', 'editor', 'post', TASKS, { headers: JSON_TYPE, body: '{' }, {}],
    ['malformed-request', 'viewer', 'get', `${TASKS}?limit=0`, {}, {}],
    ['forbidden', 'viewer', 'post', TASKS, { body: { title: 'x' } }, {}],
    ['not-found', 'viewer', 'get', UNKNOWN, {}, {}],
    ['not-found', 'viewer', 'get', '/api/v1/invoicez', {}, {}],
    ['not-found', 'viewer', 'get', '/api/v1/tasks/count/deep', {}, {}],
    ['method-not-allowed', 'editor', 'put', TASKS, {}, { allow: 'GET, HEAD, POST' }],
    ['not-acceptable', 'viewer', 'get', live.path, { headers: { Accept: 'image/png' } }, {}],
    ['not-in-trash', 'editor', 'post', `${live.path}/restore`, {}, {}],
    ['version-conflict', 'editor', 'delete', live.path, { headers: { 'If-Match': '"9"' } }, { etag: '"1"' }],
    ['too-large', 'editor', 'post', TASKS, { headers: JSON_TYPE, body: ' '.repeat(256 * 1024 + 1) }, {}],
    ['unsupported-media-type', 'editor', 'post', TASKS, { headers: { 'Content-Type': 'text/xml' }, body: '<x/>' }, {}],
    ['invalid-record', 'editor', 'post', TASKS, { body: {} }, {}],
    ['invalid-batch', 'editor', 'post', `${TASKS}/batch`, { body: { operations: [] } }, {}],
    ['invalid-csv', 'editor', 'post', `${TASKS}/import`, { headers: { 'Content-Type': 'text/csv' }, body: 'no,field\n1,2\n' }, {}],
  ];

  it.each(rows)('%s has all its members: %s %s %s', async (slug, caller, method, path, options, headers) => {
    const answer = await callers[caller].send(method, path, options);
    expectProblem(answer, slug);
    expect(answer.body.instance).toBe(path.split('?')[0]);
    expect(answer.headers).toMatchObject(headers);
    const members = ['type', 'title', 'status', 'detail', 'instance', 'requestId', 'errors', 'current'];
    expect(members).toEqual(expect.arrayContaining(Object.keys(answer.body)));
    expect('current' in answer.body).toBe(slug === 'version-conflict');
  });

  it('of no token is a 401 with WWW-Authenticate', async () => {
    const answer = await anonymous.get('/api/v1');
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
  });

  it('has a type, a title and a status of its own', () => {
    const titles = Object.values(PROBLEMS).map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it('answers HEAD without a body', async () => {
    for (const [path, status] of [
      [UNKNOWN, 404],
      [`${live.path}?x=1`, 400],
      [`${TASKS}/batch`, 405],
    ] as const) {
      const answer = await viewer.head(path);
      expect({ status: answer.status, text: answer.text ?? '' }).toEqual({ status, text: '' });
      expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    }
  });
});

describe('a method that a path does not take', () => {
  const METHODS = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options'] as const;

  it.each([
    ['/api/health', 'GET, HEAD'],
    ['/api/health/ready', 'GET, HEAD'],
    ['/api/openapi.json', 'GET, HEAD'],
    ['/api/v1', 'GET, HEAD'],
    [TASKS, 'GET, HEAD, POST'],
    [live.path, 'GET, HEAD, PUT, PATCH, DELETE'],
    [`${live.path}/restore`, 'POST'],
    [`${trashed.path}/restore`, 'POST'],
    [`${TASKS}/count`, 'GET, HEAD'],
    [`${TASKS}/batch`, 'POST'],
    [`${TASKS}/import`, 'POST'],
  ])('%s answers 405 with Allow: %s', async (path, allow) => {
    const allowed = allow.toLowerCase().split(', ');
    for (const method of METHODS.filter((candidate) => !allowed.includes(candidate))) {
      const answer = await editor.send(method, path);
      expect({ method, status: answer.status, allow: sorted(answer.headers['allow']) }).toEqual({
        method,
        status: 405,
        allow: sorted(allow),
      });
      if (method !== 'head') expectProblem(answer, 'method-not-allowed');
    }
  });

  it.each([
    ['X-HTTP-Method-Override', 'DELETE'],
    ['X-HTTP-Method', 'DELETE'],
    ['X-Method-Override', 'DELETE'],
  ])('cannot be asked for by %s', async (name, method) => {
    expect((await editor.post(live.path, { headers: { [name]: method }, body: {} })).status).toBe(405);
    expect((await editor.get(live.path, { headers: { [name]: method } })).body).toEqual(live.record);
    const { headers } = await editor.post(TASKS, { headers: { [name]: method }, body: { title: 'posted' } });
    expect(headers['location']).toBeDefined();
    expect((await viewer.get(live.path)).body).toEqual(live.record);
  });

  it('cannot be asked for by a parameter or in the body', async () => {
    expectProblem(await editor.post(`${TASKS}?_method=DELETE`, { body: { title: 'x' } }), 'malformed-request');
    expectProblem(await editor.post(TASKS, { body: { title: 'x', _method: 'DELETE' } }), 'invalid-record');
  });
});

describe('query parameters', () => {
  /** Every path and method, and a parameter that it takes if it takes any. */
  const routes: [Method, string, SendOptions, string][] = [
    ['get', '/api/health', {}, ''],
    ['get', '/api/health/ready', {}, ''],
    ['get', '/api/openapi.json', {}, ''],
    ['get', '/api/v1', {}, ''],
    ['get', TASKS, {}, 'limit=5'],
    ['post', TASKS, { body: { title: 'never' } }, ''],
    ['get', live.path, {}, ''],
    ['head', live.path, {}, ''],
    ['put', live.path, { body: { title: 'never' } }, ''],
    ['patch', live.path, { body: { title: 'never' } }, ''],
    ['delete', live.path, {}, 'permanent=false'],
    ['post', `${trashed.path}/restore`, {}, ''],
    ['get', `${TASKS}/count`, {}, 'groupBy=status'],
    ['post', `${TASKS}/batch`, { body: { operations: [{ method: 'create', record: { title: 'never' } }] } }, ''],
    ['post', `${TASKS}/import`, { headers: { 'Content-Type': 'text/csv' }, body: 'title\nnever\n' }, 'dryRun=false'],
  ];

  it.each(routes)('that are unknown or repeated are refused: %s %s', async (method, path, options, known) => {
    const before = await countLive(viewer, 'tasks');
    const queries: [string, string[]][] = [
      ['color=red', ['unknown-parameter query color']],
      ['Limit=5', ['unknown-parameter query Limit']],
      ['__proto__=1', ['unknown-parameter query __proto__']],
      ['constructor=1', ['unknown-parameter query constructor']],
      ['a=1&b[c]=2', ['unknown-parameter query a', 'unknown-parameter query b[c]']],
      ['novalue', ['unknown-parameter query novalue']],
      ['a=%zz', ['bad-encoding query a']],
      ['a=%ff', ['bad-encoding query a']],
      ...(known === '' ? [] : ([[`${known}&${known}`, [`repeated query ${known.split('=')[0]}`]]] satisfies [string, string[]][])),
      ...(known === '' ? [] : ([[`${known}&x=1`, ['unknown-parameter query x']]] satisfies [string, string[]][])),
    ];
    for (const [query, faults] of queries) {
      const answer = await editor.send(method, `${path}?${query}`, options);
      expect({ query, status: answer.status }).toEqual({ query, status: 400 });
      if (method === 'head') continue;
      expectProblem(answer, 'malformed-request');
      expect(faultsOf(answer)).toEqual(faults);
    }
    expect((await viewer.get(live.path)).body).toEqual(live.record);
    expect(await countLive(viewer, 'tasks')).toBe(before);
  });

  it('list what the path accepts', async () => {
    expect((await viewer.get(`${TASKS}?x=1`)).body.errors[0].detail).toMatch(/limit.*cursor.*sort.*status.*dueDate, /);
    expect((await editor.delete(`${live.path}?x=1`)).body.errors[0].detail).toMatch(/permanent/);
  });

  it('are refused all at once', async () => {
    const answer = await viewer.get(`${TASKS}?x=1&limit=5&limit=6&sort=colour&status=closed&dueDate[near]=2026-01-01&limit[gt]=1`);
    expectProblem(answer, 'malformed-request');
    expect(faultsOf(answer).sort()).toEqual([
      'not-a-choice query status',
      'not-sortable query sort',
      'repeated query limit',
      'unknown-operator query dueDate[near]',
      'unknown-parameter query limit[gt]',
      'unknown-parameter query x',
    ]);
    const other = await editor.delete(`${live.path}?x=1&permanent=true&permanent=true`.replaceAll('true', 'false'));
    expect(faultsOf(other).sort()).toEqual(['repeated query permanent', 'unknown-parameter query x']);
  });

  it.each([['?'], ['?&'], ['?&&']])('may be none at all: %s', async (query) => {
    expect((await viewer.get(live.path + query)).status).toBe(200);
  });
});

describe('paths are exact', () => {
  const id = live.id;

  it.each([
    ...['/api', '/api/', '/api/v1/', '/api/V1', '/api/v2', '/api/v1/Tasks', '/api/v1/TASKS', '/api/v1/tasks/', '/api/v1/task'],
    ...[
      '/api/v1//tasks',
      '/api//v1/tasks',
      '/api/v1/tasks/count/',
      '/api/v1/tasks/Count',
      '/api/v1/tasks/batch/',
      '/api/health/',
      '/api/Health',
    ],
    ...[
      '/api/health/live',
      '/api/openapi.json/',
      '/api/openapi',
      '/api/v1/constructor',
      '/api/v1/__proto__',
      '/api/v1/toString',
      '/api/v1/%74asks2',
    ],
    ...['/api/v1/tasks%2F', '/api/v1/tasks%20', '/api/v1/..%2F..%2Fetc%2Fpasswd', '/api/v1/tasks;a=b'],
    ...[`${TASKS}/${id}/`, `${TASKS}/${id}/restore/`, `${TASKS}/${id}/Restore`, `${TASKS}/${id}/restore/x`, `${TASKS}/${id}//restore`],
    ...[`/api/v1/Tasks/${id}`, `/api/v1/tasks//${id}`, `${TASKS}/${id}/versions`],
  ])('%s is 404', async (path) => {
    expect((await editor.get(path)).status).toBe(404);
  });

  it.each([
    ['in upper case', id.toUpperCase()],
    ['with one letter in upper case', id.replace(/[a-f]/, (letter) => letter.toUpperCase())],
    ['without hyphens', id.replaceAll('-', '')],
    ['in braces', `%7B${id}%7D`],
    ['as a URN', `urn:uuid:${id}`],
    ['cut', id.slice(0, -1)],
    ['too long', `${id}0`],
    ['with a blank at the end', `${id}%20`],
    ['with a blank at the start', `%20${id}`],
    ['with a line break', `${id}%0A`],
    ['with a NUL', `${id}%00`],
    ['with a NUL and more', `${id}%00.json`],
    ['with a slash', `${id}%2F`],
    ['with a hash', `${id}%23x`],
    ['with an extension', `${id}.json`],
    ['of other digits', `${id.slice(0, -1)}g`],
    ['in full-width digits', encodeURIComponent(`${id.slice(0, -1)}１`)],
    ['that is a number', '1'],
    ['that is a word', 'null'],
    ['that is a star', '*'],
    ['that names a member of every object', '__proto__'],
    ['of 5,000 characters', 'a'.repeat(5000)],
    ['that is an operator', '%7B%22$ne%22:1%7D'],
  ])('an id %s is 404, whatever the method', async (_, id) => {
    const path = `${TASKS}/${id}`;
    const body = { title: 'never' };
    for (const answer of [
      await editor.get(path),
      await editor.put(path, { body }),
      await editor.patch(path, { body }),
      await editor.delete(path),
      await editor.post(`${path}/restore`),
    ]) {
      expect(answer.status).toBe(404);
    }
    expect((await viewer.get(live.path)).body).toEqual(live.record);
  });

  it('a percent-encoded letter is that letter', async () => {
    expect((await viewer.get(`/api/v1/%74asks/${id}`)).status).toBe(200);
  });

  it('what is malformed is refused, never a fault of ours', async () => {
    for (const path of ['/api/v1/tasks/%zz', '/api/v1/%ff', `${TASKS}/${id}%`, '/api/v1/tasks/%C0%AF', '/api/v1/tasks/%ED%A0%80']) {
      expect([400, 404]).toContain((await editor.get(path)).status);
    }
  });
});

function sorted(list: string | undefined): string[] {
  return (list ?? '')
    .split(',')
    .map((item) => item.trim())
    .sort();
}
