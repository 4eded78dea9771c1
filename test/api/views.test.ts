import { afterAll, describe, expect, it } from '@jest/globals';
import { createCallers } from '../support/callers.ts';
import { type Answer, type Client, createClient, type SendOptions } from '../support/client.ts';
import { expectProblem } from '../support/problem.ts';
import { UNKNOWN_ID } from '../support/records.ts';
import { startTarget } from '../support/target.ts';

const target = await startTarget();
const { viewer, editor, admin, stranger, workspace } = await createCallers(target);
afterAll(() => target.close());

const VIEWS = '/api/v1/views';
const WANTED = { type: 'tasks', name: 'Due soon', query: 'status[ne]=done&dueDate[lt]=today%2B7d&q=report&sort=dueDate' };

interface Made {
  readonly path: string;
  readonly view: Readonly<Record<string, unknown>>;
}

async function save(client: Client, members: object = {}): Promise<Made> {
  const answer = await client.post(VIEWS, { body: { ...WANTED, ...members } });
  expect({ status: answer.status, body: answer.body }).toEqual({ status: 201, body: answer.body });
  return { path: String(answer.headers['location']), view: answer.body };
}

async function idsFor(client: Client, query = ''): Promise<string[]> {
  const { body } = await client.get(VIEWS + query);
  return body.items.map(({ id }: { id: string }) => id);
}

function faultsOf({ body }: Answer): string[] {
  return body.errors.map(({ code, pointer }: { code: string; pointer: string }) => `${code} ${pointer}`).sort();
}

describe('POST /views', () => {
  it('saves a list that everyone sees', async () => {
    const answer = await editor.post(VIEWS, { body: { ...WANTED, name: ' Due soon ', columns: ['status', 'createdAt'] } });
    expect(answer.status).toBe(201);
    expect(answer.headers['etag']).toBe('"1"');
    expect(answer.headers['location']).toBe(`${VIEWS}/${answer.body.id}`);
    expect(answer.body).toEqual({
      id: expect.any(String),
      ...WANTED,
      kind: 'list',
      columns: ['status', 'createdAt'],
      createdAt: expect.any(String),
      updatedAt: answer.body.createdAt,
      createdBy: expect.any(String),
      updatedBy: answer.body.createdBy,
      version: 1,
    });
    for (const client of [viewer, editor, admin]) expect((await client.get(answer.headers['location'] ?? '')).body).toEqual(answer.body);
    expect(await idsFor(viewer)).toContain(answer.body.id);
  });

  it('saves boards and calendars', async () => {
    const board = await save(editor, { kind: 'board', by: 'status' });
    const calendar = await save(editor, { kind: 'calendar', by: 'dueDate' });
    expect([board.view, calendar.view]).toMatchObject([
      { kind: 'board', by: 'status' },
      { kind: 'calendar', by: 'dueDate' },
    ]);
  });

  it('needs only a type and a name', async () => {
    const { view } = await save(editor, { query: undefined });
    expect(view).not.toHaveProperty('query');
    expect(view).not.toHaveProperty('owner');
  });

  it.each([
    ['nothing', {}, ['required /name', 'required /type']],
    ['a list', [], ['wrong-type ']],
    ['a name of 81 characters', { ...WANTED, name: 'x'.repeat(81) }, ['too-long /name']],
    ['a blank name', { ...WANTED, name: ' ' }, ['required /name']],
    ['a query of 2,001 characters', { ...WANTED, query: `q=${'x'.repeat(1999)}` }, ['too-long /query']],
    ['an unknown type', { ...WANTED, type: 'no-such-type' }, ['not-a-choice /type']],
    ['itself as a type', { ...WANTED, type: 'views' }, ['not-a-choice /type']],
    ['an unknown kind', { ...WANTED, kind: 'chart' }, ['not-a-choice /kind']],
    ['a board without a field', { ...WANTED, kind: 'board' }, ['not-a-choice /by']],
    ['a board by a date', { ...WANTED, kind: 'board', by: 'dueDate' }, ['not-a-choice /by']],
    ['a calendar by a choice', { ...WANTED, kind: 'calendar', by: 'status' }, ['not-a-choice /by']],
    ['a list by a choice', { ...WANTED, by: 'status' }, ['not-a-choice /by']],
    ['an unknown column', { ...WANTED, columns: ['status', 'constructor'] }, ['unknown-field /columns/1']],
    ['a repeated column', { ...WANTED, columns: ['status', 'status'] }, ['duplicate /columns/1']],
    ['an unknown filter', { ...WANTED, query: 'colour=red&status=open' }, ['unknown-parameter /query']],
    ['a filter that the API does not have', { ...WANTED, query: 'notes=x' }, ['unknown-parameter /query']],
    ['an unknown operator', { ...WANTED, query: 'status[gte]=open' }, ['unknown-operator /query']],
    ['an unknown choice', { ...WANTED, query: 'status=gone' }, ['not-a-choice /query']],
    ['a field that is not sortable', { ...WANTED, query: 'sort=notes' }, ['not-sortable /query']],
    ['two faults of the query', { ...WANTED, query: 'status=gone&sort=notes' }, ['not-a-choice /query', 'not-sortable /query']],
    ['a repeated sort', { ...WANTED, query: 'sort=title&sort=dueDate' }, ['repeated /query']],
    ['a page', { ...WANTED, query: 'limit=5&cursor=x' }, ['unknown-parameter /query', 'unknown-parameter /query']],
    ['the trash', { ...WANTED, query: 'trashed=true' }, ['unknown-parameter /query']],
    ['a query that is not encoded', { ...WANTED, query: 'title=%E0%A4%A' }, ['bad-encoding /query']],
    ['a query with a question mark', { ...WANTED, query: '?status=open' }, ['unknown-parameter /query']],
    ['another person as its owner', { ...WANTED, owner: 'grace' }, ['not-the-caller /owner']],
    [
      'what the service sets',
      { ...WANTED, id: UNKNOWN_ID, version: 2, createdBy: 'x', deletedAt: null },
      ['read-only /createdBy', 'read-only /deletedAt', 'read-only /id', 'read-only /version'],
    ],
    ['an unknown member', { ...WANTED, shared: true }, ['unknown-field /shared']],
  ])('refuses %s', async (_, body, faults) => {
    const before = await idsFor(editor);
    const answer = await editor.post(VIEWS, { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    expectProblem(answer, 'invalid-record');
    expect(faultsOf(answer)).toEqual(faults);
    expect(await idsFor(editor)).toEqual(before);
  });

  const refused: readonly [string, SendOptions, string, Parameters<typeof expectProblem>[1]][] = [
    ['malformed JSON', { headers: { 'Content-Type': 'application/json' }, body: '{' }, '', 'malformed-request'],
    ['an unknown parameter', { body: WANTED }, '?type=tasks', 'malformed-request'],
    ['another media type', { headers: { 'Content-Type': 'text/csv' }, body: 'name\nx\n' }, '', 'unsupported-media-type'],
    ['more than 16 KiB', { body: { ...WANTED, name: 'x'.repeat(17_000) } }, '', 'too-large'],
    ['a client that wants CSV', { headers: { Accept: 'text/csv' }, body: WANTED }, '', 'not-acceptable'],
  ];
  it.each(refused)('refuses %s', async (_, asked, query, slug) => {
    const before = await idsFor(editor);
    expectProblem(await editor.post(VIEWS + query, asked), slug);
    expect(await idsFor(editor)).toEqual(before);
  });

  it('saves one view for one Idempotency-Key', async () => {
    const asked = { headers: { 'Idempotency-Key': crypto.randomUUID() }, body: WANTED };
    const first = await editor.post(VIEWS, asked);
    const again = await editor.post(VIEWS, asked);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect((await idsFor(editor)).filter((id) => id === first.body.id)).toHaveLength(1);
    expectProblem(await editor.post(VIEWS, { ...asked, body: { ...WANTED, name: 'Other' } }), 'idempotency-key-reused');
    await editor.delete(`${VIEWS}/${first.body.id}`);
    expectProblem(await editor.post(VIEWS, asked), 'gone-for-good');
  });

  it('saves at most 50 views of one person, and repeats the last one', async () => {
    const client = target.makesCallers ? createClient(target, await target.tokenFor({ sub: 'collector', workspace })) : viewer;
    const before = await idsFor(client);
    const own = { ...WANTED, owner: 'me' };
    const asked = { headers: { 'Idempotency-Key': crypto.randomUUID() }, body: own };
    expect((await client.post(VIEWS, asked)).status).toBe(201);
    let answer = await client.post(VIEWS, { body: own });
    for (let saved = 1; answer.status === 201 && saved < 60; saved++) answer = await client.post(VIEWS, { body: own });
    expectProblem(answer, 'invalid-record');
    expect(faultsOf(answer)).toEqual(['too-many ']);
    expect(await client.post(VIEWS, asked)).toMatchObject({ status: 201, headers: { 'idempotency-replayed': 'true' } });
    expectProblem(await client.post(VIEWS, { headers: { 'Idempotency-Key': crypto.randomUUID() }, body: own }), 'invalid-record');
    const shared = await save(editor);
    if (client !== viewer) expectProblem(await client.patch(shared.path, { body: { owner: 'me' } }), 'invalid-record');
    const own50 = (await client.get(VIEWS)).body.items.filter(({ owner }: { owner?: string }) => owner !== undefined);
    expect(own50).toHaveLength(50);
    for (const id of (await idsFor(client)).filter((id) => !before.includes(id) && id !== shared.view['id']))
      await client.delete(`${VIEWS}/${id}`);
  });
});

describe('GET /views', () => {
  it('lists the shared views, then the own ones, each oldest first, on one page', async () => {
    const made = [await save(editor, { owner: 'me' }), await save(editor), await save(editor, { owner: 'me' }), await save(admin)];
    const ids = made.map(({ view }) => view['id']);
    const { status, body } = await editor.get(VIEWS);
    expect([status, body.nextCursor]).toEqual([200, null]);
    const order = body.items.map(({ id }: { id: string }) => ids.indexOf(id)).filter((position: number) => position >= 0);
    expect(order).toEqual([1, 3, 0, 2]);
  });

  it('lists those of one type', async () => {
    const { view } = await save(editor, { type: 'customers', query: 'stage=lead' });
    expect(await idsFor(editor, '?type=customers')).toContain(view['id']);
    expect(await idsFor(editor, '?type=tasks')).not.toContain(view['id']);
  });

  it('refuses other parameters and types', async () => {
    for (const query of [
      '?type=no-such-type',
      '?type=views',
      '?type=',
      '?type=tasks&type=tasks',
      '?limit=5',
      '?cursor=x',
      '?owner=me',
      '?q=x',
    ])
      expectProblem(await editor.get(VIEWS + query), 'malformed-request');
  });

  it('has no other routes of a record type', async () => {
    for (const path of ['count', 'batch', 'import', `${UNKNOWN_ID}/history`, `${UNKNOWN_ID}/restore`])
      expectProblem(await admin.get(`${VIEWS}/${path}`), 'not-found');
    const { path } = await save(editor);
    const put = await editor.put(path, { body: WANTED });
    expectProblem(put, 'method-not-allowed');
    expect(put.headers['allow']).toBe('GET, HEAD, PATCH, DELETE');
  });
});

describe('GET /views/:id', () => {
  it('answers HEAD and 304', async () => {
    const { path } = await save(editor);
    expect((await viewer.head(path)).headers['etag']).toBe('"1"');
    expect((await viewer.get(path, { headers: { 'If-None-Match': '"1"' } })).status).toBe(304);
    expect((await viewer.get(path, { headers: { 'If-None-Match': '"2"' } })).status).toBe(200);
  });
});

describe('PATCH /views/:id', () => {
  it('changes what it names', async () => {
    const { path, view } = await save(editor);
    const answer = await admin.patch(path, { headers: { 'If-Match': '"1"' }, body: { name: 'Later', query: null } });
    expect([answer.status, answer.headers['etag']]).toEqual([200, '"2"']);
    const { query: _, ...rest } = view;
    expect(answer.body).toEqual({ ...rest, name: 'Later', version: 2, updatedAt: expect.any(String), updatedBy: expect.any(String) });
    expect((await viewer.get(path)).body).toEqual(answer.body);
  });

  it('keeps the version if nothing changes', async () => {
    const { path, view } = await save(editor);
    expect((await editor.patch(path, { body: { name: WANTED.name } })).body).toEqual(view);
    expect((await editor.patch(path, { body: {} })).body).toEqual(view);
  });

  it('refuses an old version with 412 and the current view', async () => {
    const { path } = await save(editor);
    const { body: current } = await editor.patch(path, { body: { name: 'Second' } });
    const answer = await admin.patch(path, { headers: { 'If-Match': '"1"' }, body: { name: 'Third' } });
    expectProblem(answer, 'version-conflict');
    expect([answer.headers['etag'], answer.body.current]).toEqual(['"2"', current]);
    expect((await viewer.get(path)).body).toEqual(current);
  });

  it('loses no change of several writers', async () => {
    const { path } = await save(editor);
    const answers = await Promise.all(
      [{ name: 'Both' }, { columns: ['tags'] }, { query: 'status=open' }].map((body) => editor.patch(path, { body })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await editor.get(path)).body).toMatchObject({ name: 'Both', columns: ['tags'], query: 'status=open', version: 4 });
  });

  it.each([
    [
      'another type, whose filters differ',
      { type: 'customers' },
      ['not-sortable /query', 'unknown-parameter /query', 'unknown-parameter /query'],
    ],
    ['a board without its field', { kind: 'board' }, ['not-a-choice /by']],
    ['no name', { name: null }, ['required /name']],
    ['an unknown filter', { query: 'colour=red' }, ['unknown-parameter /query']],
    ['another owner', { owner: 'grace' }, ['not-the-caller /owner']],
    ['a text', 'x', ['wrong-type ']],
  ])('refuses %s', async (_, body, faults) => {
    const { path, view } = await save(editor);
    const answer = await editor.patch(path, { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    expectProblem(answer, 'invalid-record');
    expect(faultsOf(answer)).toEqual(faults);
    expect((await editor.get(path)).body).toEqual(view);
  });
});

describe('DELETE /views/:id', () => {
  it('deletes it for good', async () => {
    const { path, view } = await save(editor);
    expectProblem(await editor.delete(path, { headers: { 'If-Match': '"2"' } }), 'version-conflict');
    expect((await editor.delete(path, { headers: { 'If-Match': '"1"' } })).status).toBe(204);
    expectProblem(await editor.get(path), 'not-found');
    expectProblem(await editor.delete(path), 'not-found');
    expect(await idsFor(editor)).not.toContain(view['id']);
  });
});

describe('the rights of a view', () => {
  it('let a viewer read shared views and keep their own', async () => {
    const shared = await save(editor);
    expectProblem(await viewer.post(VIEWS, { body: WANTED }), 'forbidden');
    expectProblem(await viewer.patch(shared.path, { body: { name: 'Mine' } }), 'forbidden');
    expectProblem(await viewer.patch(shared.path, { body: { owner: 'me' } }), 'forbidden');
    expectProblem(await viewer.delete(shared.path), 'forbidden');
    expect((await viewer.get(shared.path)).body).toEqual(shared.view);
    const own = await save(viewer, { owner: 'me' });
    expect((await viewer.patch(own.path, { body: { name: 'Mine' } })).status).toBe(200);
    expectProblem(await viewer.patch(own.path, { body: { owner: null } }), 'forbidden');
    expect((await viewer.delete(own.path)).status).toBe(204);
  });

  it('let an editor share a view of their own, and take it back', async () => {
    const { path, view } = await save(editor, { owner: 'me' });
    expect(view['owner']).toBe((await editor.get('/api/v1/people/me')).body.id);
    expect((await editor.patch(path, { body: { owner: null } })).body).not.toHaveProperty('owner');
    expect((await viewer.get(path)).status).toBe(200);
    expect((await editor.patch(path, { body: { owner: 'me' } })).body.owner).toBe(view['owner']);
    expectProblem(await viewer.get(path), 'not-found');
    expect(await idsFor(viewer)).not.toContain(view['id']);
    expect(await idsFor(editor)).toContain(view['id']);
  });

  const ways: [string, (client: Client, path: string) => Promise<Answer>][] = [
    ['GET', (client, path) => client.get(path)],
    ['GET with If-None-Match', (client, path) => client.get(path, { headers: { 'If-None-Match': '*' } })],
    ['GET with a parameter', (client, path) => client.get(`${path}?fields=id`)],
    ['PATCH', (client, path) => client.patch(path, { body: { name: 'taken' } })],
    ['PATCH with If-Match', (client, path) => client.patch(path, { headers: { 'If-Match': '"9"' }, body: { owner: 'me' } })],
    ['PATCH of what is invalid', (client, path) => client.patch(path, { body: { name: '' } })],
    ['PATCH with malformed JSON', (client, path) => client.patch(path, { headers: { 'Content-Type': 'application/json' }, body: '{' })],
    ['PATCH with another media type', (client, path) => client.patch(path, { headers: { 'Content-Type': 'text/plain' }, body: 'x' })],
    ['DELETE', (client, path) => client.delete(path)],
    ['DELETE with If-Match', (client, path) => client.delete(path, { headers: { 'If-Match': '"9"' } })],
    ['a method that it does not take', (client, path) => client.put(path, { body: {} })],
  ];
  it.each(ways)('hide a view of one person from everyone else: %s', async (_, ask) => {
    const { path, view } = await save(editor, { owner: 'me' });
    const shared = await save(editor);
    const strangers: [Client, string][] = [
      [admin, path],
      [viewer, path],
      [stranger, path],
      [stranger, shared.path],
    ];
    for (const [client, hidden] of strangers) {
      const theirs = await ask(client, hidden);
      const nobodys = await ask(client, `${VIEWS}/${UNKNOWN_ID}`);
      expectProblem(theirs, 'not-found');
      expect(withoutIds(theirs)).toEqual(withoutIds(nobodys));
    }
    expect(await idsFor(admin)).not.toContain(view['id']);
    expect((await editor.get(path)).body).toEqual(view);
  });

  it('keep views out of the changes of the workspace', async () => {
    const { view } = await save(editor, { owner: 'me' });
    const { body } = await editor.get('/api/v1/change-sets?limit=100');
    expect(JSON.stringify(body)).not.toContain(view['id']);
    expect(body.items.flatMap(({ types }: { types: string[] }) => types)).not.toContain('views');
    expectProblem(await editor.get('/api/v1/changes?type=views'), 'malformed-request');
  });
});

function withoutIds({ status, body }: Answer): object {
  return { status, body: { ...body, instance: '', requestId: '' } };
}
