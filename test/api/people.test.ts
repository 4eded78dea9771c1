import { afterAll, describe, expect, it } from '@jest/globals';
import { createCallers } from '../support/callers.ts';
import { type Client, createClient } from '../support/client.ts';
import { expectProblem } from '../support/problem.ts';
import { make } from '../support/records.ts';
import { startTarget } from '../support/target.ts';

const target = await startTarget();
const { viewer, editor, admin, stranger } = await createCallers(target);
afterAll(() => target.close());

const ME = '/api/v1/people/me';
const idOf = async (client: Client): Promise<string> => (await client.get(ME)).body.id;

describe('PUT /people/me', () => {
  it('enters the caller into the directory, for everybody of the workspace', async () => {
    const before = Date.now();
    const answer = await editor.put(ME, { body: { name: '  Ada Lovelace ', email: 'ada@example.com' } });
    expect(answer.status).toBe(200);
    const { workspace, ...person } = answer.body;
    expect(person).toEqual({
      id: await idOf(editor),
      name: 'Ada Lovelace',
      email: 'ada@example.com',
      role: 'editor',
      lastSeenAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    expect(workspace).toEqual(expect.any(String));
    expect(Math.abs(Date.parse(person.lastSeenAt) - before)).toBeLessThan(60_000);
    expect((await everyone(viewer)).find(({ id }) => id === person.id)).toEqual(person);
    expect((await editor.get(ME)).body).toEqual(answer.body);
  });

  it('is for every role, and replaces what was there', async () => {
    for (const client of [viewer, admin]) {
      await client.put(ME, { body: { name: 'First', email: 'first@example.com' } });
      const { body } = await client.put(ME, { body: { name: 'Second' } });
      expect(body).toMatchObject({ name: 'Second' });
      expect(body).not.toHaveProperty('email');
      expect((await client.get(ME)).body).toEqual(body);
    }
  });

  it('takes null and blank for no e-mail', async () => {
    for (const email of [null, '', '  ']) {
      const { status, body } = await editor.put(ME, { body: { name: 'Ada', email } });
      expect({ status, email: body.email }).toEqual({ status: 200, email: undefined });
    }
  });

  it.each([
    ['no name', {}, ['required /name']],
    ['a blank name', { name: ' \t' }, ['required /name']],
    ['null', { name: null }, ['required /name']],
    ['a name of 201 characters', { name: 'x'.repeat(201) }, ['too-long /name']],
    ['a name with a line break', { name: 'a\nb' }, ['bad-characters /name']],
    ['a name that is no text', { name: 1 }, ['wrong-type /name']],
    ['an e-mail address that is none', { name: 'Ada', email: 'ada@' }, ['bad-format /email']],
    [
      'what the service sets',
      { name: 'Ada', id: 'x', role: 'admin', lastSeenAt: '2026-01-01T00:00:00.000Z', workspace: 'x' },
      ['read-only /id', 'read-only /lastSeenAt', 'read-only /role', 'read-only /workspace'],
    ],
    ['unknown members', { name: 'Ada', constructor: 1, phone: '1' }, ['unknown-field /constructor', 'unknown-field /phone']],
    ['a list', [], ['wrong-type ']],
    ['a text', 'Ada', ['wrong-type ']],
  ])('refuses %s, and changes nothing', async (_, body, faults) => {
    await editor.put(ME, { body: { name: 'Ada' } });
    const before = (await editor.get(ME)).body;
    const answer = await editor.put(ME, { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    expectProblem(answer, 'invalid-record');
    expect(answer.body.errors.map(({ code, pointer }: { code: string; pointer: string }) => `${code} ${pointer}`).sort()).toEqual(faults);
    expect((await editor.get(ME)).body).toEqual(before);
  });

  it.each([
    ['malformed JSON', { headers: { 'Content-Type': 'application/json' }, body: '{' }, '', 'malformed-request'],
    ['an unknown parameter', { body: { name: 'Ada' } }, '?dryRun=true', 'malformed-request'],
    ['another media type', { headers: { 'Content-Type': 'text/plain' }, body: '{"name":"x"}' }, '', 'unsupported-media-type'],
    ['more than 16 KiB', { body: { name: 'x'.repeat(17_000) } }, '', 'too-large'],
    ['a client that wants CSV', { headers: { Accept: 'text/csv' }, body: { name: 'x' } }, '', 'not-acceptable'],
  ] as const)('refuses %s', async (_, asked, query, slug) => {
    await editor.put(ME, { body: { name: 'Ada' } });
    expectProblem(await editor.put(ME + query, asked), slug);
    expect((await editor.get(ME)).body.name).toBe('Ada');
  });
});

describe('GET /people/me', () => {
  it('knows the caller before the first PUT', async () => {
    const { body } = await stranger.get(ME);
    expect(body).toMatchObject({ id: expect.any(String), role: expect.any(String), workspace: expect.any(String) });
  });

  it('writes nothing', async () => {
    const { lastSeenAt } = (await editor.put(ME, { body: { name: 'Ada' } })).body;
    await editor.get(ME);
    await make(editor, 'tasks', { title: 'x' });
    expect((await editor.get(ME)).body.lastSeenAt).toBe(lastSeenAt);
  });

  it('answers HEAD, and 405 to other methods', async () => {
    expect((await editor.head(ME)).status).toBe(200);
    const answer = await admin.delete(ME);
    expectProblem(answer, 'method-not-allowed');
    expect(answer.headers['allow']).toBe('GET, HEAD, PUT');
  });
});

describe('GET /people', () => {
  it('pages through everyone exactly once, in the order of ids', async () => {
    if (target.makesCallers) {
      const workspace = crypto.randomUUID();
      const ids = ['b', 'a', 'd', 'C', 'auth0|e'];
      const clients = await Promise.all(ids.map(async (sub) => createClient(target, await target.tokenFor({ sub, workspace }))));
      for (const client of clients) await client.put(ME, { body: { name: 'x' } });
      const [first] = clients;
      if (first === undefined) throw new Error('there are no clients');
      const found = await everyone(first, 2);
      expect(found.map(({ id }) => id)).toEqual(['C', 'a', 'auth0|e', 'b', 'd']);
    } else expect((await everyone(viewer)).length).toBeGreaterThan(0);
  });

  it('shows nothing of another workspace', async () => {
    await stranger.put(ME, { body: { name: 'Stranger' } });
    await editor.put(ME, { body: { name: 'Ada' } });
    expect((await everyone(viewer)).map(({ name }) => name)).not.toContain('Stranger');
    expect(await everyone(stranger)).toHaveLength(1);
  });

  it('refuses bad parameters and the cursors of others', async () => {
    await viewer.put(ME, { body: { name: 'Vera' } });
    await editor.put(ME, { body: { name: 'Ada' } });
    const { body } = await viewer.get('/api/v1/people?limit=1');
    const ours = encodeURIComponent(body.nextCursor);
    expect((await viewer.get(`/api/v1/people?limit=2&cursor=${ours}`)).status).toBe(200);
    const tasks = await viewer.get(`/api/v1/tasks?cursor=${ours}`);
    expectProblem(tasks, 'malformed-request');
    for (const answer of [
      await stranger.get(`/api/v1/people?cursor=${ours}`),
      await viewer.get('/api/v1/people?cursor=x'),
      await viewer.get('/api/v1/people?limit=0'),
      await viewer.get('/api/v1/people?limit=101'),
      await viewer.get('/api/v1/people?limit=1&limit=2'),
      await viewer.get('/api/v1/people?q=ada'),
      await viewer.get('/api/v1/people?name=Ada'),
    ]) {
      expectProblem(answer, 'malformed-request');
    }
  });

  it('answers 405 to other methods, and 404 below', async () => {
    expectProblem(await editor.post('/api/v1/people', { body: { name: 'x' } }), 'method-not-allowed');
    expectProblem(await editor.get('/api/v1/people/'), 'not-found');
    expectProblem(await editor.get('/api/v1/people/me/more'), 'not-found');
    expectProblem(await editor.get('/api/v1/people/count'), 'method-not-allowed');
  });
});

describe('DELETE /people/{id}', () => {
  it('erases name and e-mail; records keep the id; a person who signs in again is back', async () => {
    await editor.put(ME, { body: { name: 'Ada', email: 'ada@example.com' } });
    const { record, path } = await make(editor, 'tasks', { title: 'hers' });
    const id = await idOf(editor);
    expect((await admin.delete(`/api/v1/people/${encodeURIComponent(id)}`)).status).toBe(204);
    expect((await everyone(viewer)).map((person) => person.id)).not.toContain(id);
    expect((await viewer.get(path)).body).toEqual({ ...record, createdBy: id });
    const me = (await editor.get(ME)).body;
    expect(Object.keys(me).sort()).toEqual(['id', 'role', 'workspace']);
    expectProblem(await admin.delete(`/api/v1/people/${encodeURIComponent(id)}`), 'not-found');
    await editor.put(ME, { body: { name: 'Ada again' } });
    expect((await everyone(viewer)).find((person) => person.id === id)).toMatchObject({ name: 'Ada again' });
  });

  it('answers 404 for a person of another workspace, and erases nothing', async () => {
    await editor.put(ME, { body: { name: 'Ada' } });
    expectProblem(await stranger.delete(`/api/v1/people/${encodeURIComponent(await idOf(editor))}`), 'not-found');
    expect((await editor.get(ME)).body.name).toBe('Ada');
  });

  it.each(['nobody', 'a%23b', 'a%20b', '%E2%82%AC', 'x'.repeat(129)])('answers 404 for an unknown id: %s', async (id) => {
    expectProblem(await admin.delete(`/api/v1/people/${id}`), 'not-found');
  });
});

interface Listed {
  readonly id: string;
  readonly name: string;
}

async function everyone(client: Client, limit = 100): Promise<Listed[]> {
  const found: Listed[] = [];
  for (let path: string | undefined = `/api/v1/people?limit=${limit}`; path !== undefined; ) {
    const { status, headers, body } = await client.get(path);
    expect(status).toBe(200);
    found.push(...body.items);
    path = /<(.+)>/.exec(headers['link'] ?? '')?.[1];
    expect(body.nextCursor === null).toBe(path === undefined);
  }
  return found;
}
