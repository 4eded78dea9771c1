import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApp } from '../../src/app.ts';
import type { CreateOwnRoute, OwnRoute } from '../../src/http/own-route.ts';
import { Problem } from '../../src/http/problem.ts';
import { customers } from '../../src/records/customers.ts';
import { tasks } from '../../src/records/tasks.ts';
import { newId } from '../../src/store/record-item.ts';
import { type Client, createClient } from '../support/client.ts';
import { copyTask } from '../support/docs/copy-task.ts';
import { openTasks } from '../support/docs/open-tasks.ts';
import { createConformance } from '../support/openapi/conformance.ts';
import { openApiDocument } from '../support/openapi/document.ts';
import { expectProblem, faultsOf } from '../support/problem.ts';
import { make } from '../support/records.ts';
import { type InProcess, startInProcess } from '../support/target.ts';

const operation: OwnRoute['operation'] = {
  operationId: 'addNote',
  tag: { name: 'Notes', description: 'Notes.' },
  summary: 'Add a note',
  description: 'Adds a note.',
  parameters: {
    loud: { description: 'In capitals.', schema: { type: 'boolean' } },
    by: { description: 'The author.', schema: { type: 'string' } },
  },
  body: { description: 'The note.', schema: { type: 'object' }, example: { title: 'x' } },
  answers: { 201: { description: 'The note.', schema: { type: 'object' }, example: { title: 'x' } } },
  problems: ['invalid-record', 'referenced'],
};

const recordTypes = [tasks, customers];

/** A route with everything that a route can have. */
const addNote: CreateOwnRoute = ({ operations }) => ({
  method: 'post',
  path: '/api/v1/notes',
  role: 'editor',
  parameters: ['loud'],
  textParameters: ['by'],
  readsHeaders: ['idempotency-key'],
  body: { types: ['application/json'], limit: 1024 },
  operation,
  async handle({ json, flags, caller: { workspace }, author, idempotencyKey }) {
    if (idempotencyKey === 'refuse') throw new Problem('referenced', { detail: 'There is a note.' });
    const record = await operations.create({ workspace, type: tasks }, json, author);
    return { status: 201, body: { title: flags.has('loud') ? String(record['title']).toUpperCase() : record['title'] } };
  },
});

const readNote: CreateOwnRoute = () => ({
  method: 'get',
  path: '/api/v1/notes',
  role: 'viewer',
  operation: { ...operation, operationId: 'readNote', answers: { 204: { description: 'Nothing.' } } },
  handle: () => ({ status: 204 }),
});

let target: InProcess;
let viewer: Client;
let editor: Client;
beforeAll(async () => {
  target = await startInProcess({ recordTypes, services: { ownRoutes: [addNote, readNote] } });
  const clientOf = async (role: string) => createClient(target, await target.tokenFor({ sub: role, groups: [role], workspace: 'w' }));
  viewer = await clientOf('viewer');
  editor = await clientOf('editor');
});
afterAll(async () => await target.close());

const add = async (options: Parameters<Client['post']>[1], query = '', client = editor) =>
  await client.post(`/api/v1/notes${query}`, options);

/** Expects the documentation to show a whole file of `test/support/docs`, as it is in `src/routes`. */
async function expectInDocs(name: string): Promise<void> {
  const file = await readFile(`test/support/docs/${name}`, 'utf8');
  expect(await readFile('docs/own-logic.md', 'utf8')).toContain(`\`\`\`ts\n${file.replaceAll("'../../../src/", "'../")}\`\`\``);
}

describe('an own route', () => {
  it('gets what the app checks of every route, and answers like them', async () => {
    const answer = await add({ body: { title: 'quiet' } }, '?loud=true');
    expect([answer.status, answer.body]).toEqual([201, { title: 'QUIET' }]);
    expect(answer.headers).toMatchObject({ 'change-set': expect.any(String), 'cache-control': 'private, no-cache' });
    expect((await editor.get('/api/v1/notes')).status).toBe(204);
    const line = target.log.map((text) => JSON.parse(text)).find(({ method, route }) => method === 'POST' && route === '/api/v1/notes');
    expect(line).toMatchObject({ status: 201 });
  });

  it('refuses by its role, its types, its limit, its parameters, and the rules of the record', async () => {
    expectProblem(await add({ body: {} }, '', viewer), 'forbidden');
    expectProblem(await createClient(target).post('/api/v1/notes', { body: {} }), 'unauthenticated');
    expectProblem(await add({ body: '{', headers: { 'Content-Type': 'application/json' } }), 'malformed-request');
    expectProblem(await add({ body: 'x', headers: { 'Content-Type': 'text/csv' } }), 'unsupported-media-type');
    expectProblem(await add({ body: { title: 'x'.repeat(1024) } }), 'too-large');
    expectProblem(await add({ body: { title: 'x' } }, '?quiet=true'), 'malformed-request');
    expect(faultsOf(await add({ body: { title: 'x' } }, '?by=ada&by=bo'))).toEqual(['repeated query by']);
    expectProblem(await add({ body: { title: 'x' }, headers: { 'Idempotency-Key': 'refuse' } }), 'referenced');
    expect(faultsOf(await add({ body: {} }))).toEqual(['required /title']);
    expectProblem(await editor.delete('/api/v1/notes'), 'method-not-allowed');
  });

  it('is in the OpenAPI document, which its answers match', async () => {
    const document = openApiDocument(recordTypes, [addNote, readNote]);
    const path = document.paths['/api/v1/notes'];
    expect(path?.post).toMatchObject({
      operationId: 'addNote',
      tags: ['Notes'],
      'x-required-role': 'editor',
      description: expect.stringContaining('Requires the role editor.'),
    });
    expect(Object.keys(path?.post?.responses ?? {}).map(Number)).toEqual(
      [201, 400, 401, 403, 406, 408, 409, 413, 415, 422, 429, 431, 500, 503].sort(),
    );
    expect(document.tags.filter(({ name }) => name === 'Notes')).toHaveLength(1);
    const { status, headers, text } = await add({ body: { title: 'x' } });
    createConformance(document)({ method: 'post', path: '/api/v1/notes', status, headers, body: text });
  });

  it.each<[string, Partial<OwnRoute>[], string]>([
    ['of a record type', [{ path: '/api/v1/tasks/late' }], 'rename one of them'],
    ['of the service', [{ path: '/api/v1/people/names' }], 'rename one of them'],
    ['outside the API', [{ path: '/reports' }], 'must be /api/v1/'],
    ['that begins with a parameter, which every record type matches', [{ path: '/api/v1/:id/late' }], 'must be /api/v1/'],
    ['with an unknown parameter', [{ path: '/api/v1/reports/:day' }], 'must be /api/v1/'],
    ['that is there twice', [{}, { operation: { ...operation, operationId: 'other' } }], 'is there twice'],
    [
      'that differs from another only in the name of its parameter',
      [{ path: '/api/v1/notes/:id' }, { path: '/api/v1/notes/:person', operation: { ...operation, operationId: 'other' } }],
      'POST /api/v1/notes/:person is there twice',
    ],
    ...[
      'listTasks',
      'readTask',
      'headTask',
      'runTaskActionComplete',
      'readMe',
      'createView',
      'listChanges',
      'readOpenApi',
      'checkHealth',
    ].map((operationId): [string, Partial<OwnRoute>[], string] => [
      `whose operationId is ${operationId} of the service`,
      [{ operation: { ...operation, operationId } }],
      `two routes have the operationId "${operationId}"`,
    ]),
    ['whose operationId is taken', [{}, { path: '/api/v1/other' }], 'two routes have the operationId "addNote"'],
  ])('cannot have a path %s', (_, routes, message) => {
    const ownRoutes = routes.map(
      (changes): CreateOwnRoute =>
        (services) => ({ ...addNote(services), ...changes }),
    );
    expect(() => createApp({ ...target.services, ownRoutes })).toThrow(message);
  });

  it('must describe its parameters', () => {
    const undescribed: CreateOwnRoute = (services) => ({ ...addNote(services), parameters: ['quiet'] });
    expect(() => openApiDocument(recordTypes, [undescribed])).toThrow('"quiet" of /api/v1/notes is not documented');
  });

  it('is in the documentation as a complete file, which answers', async () => {
    await expectInDocs('open-tasks.ts');
    const other = await startInProcess({ recordTypes, services: { ownRoutes: [openTasks] } });
    const caller = createClient(other, await other.tokenFor({ sub: 'ed', groups: ['editor'], workspace: 'w' }));
    for (const status of ['open', 'done']) await make(caller, 'tasks', { title: 'Paint', status });
    const answer = await caller.get('/api/v1/reports/open-tasks');
    const refusal = await caller.post('/api/v1/reports/open-tasks');
    await other.close();
    expect(answer).toMatchObject({ status: 200, body: { count: 1, complete: true } });
    expectProblem(refusal, 'method-not-allowed');
    expect(openApiDocument(recordTypes, [openTasks]).paths).toHaveProperty('/api/v1/reports/open-tasks');
  });

  it('that writes is in the documentation as a complete file, and writes once for each key', async () => {
    await expectInDocs('copy-task.ts');
    const other = await startInProcess({ recordTypes, services: { ownRoutes: [copyTask] } });
    const callerOf = async (role: string) => createClient(other, await other.tokenFor({ sub: role, groups: [role], workspace: 'w' }));
    const caller = await callerOf('editor');
    const task = await make(caller, 'tasks', { title: 'Paint', notes: 'Two coats', tags: ['home'], status: 'done' });
    const bare = await make(caller, 'tasks', { title: 'Sweep' });
    const copy = async (id: string, by = caller) =>
      await by.post(`/api/v1/task-copies/${id}`, { headers: { 'Idempotency-Key': `copy ${id}` } });
    const answers = [await copy(task.id), await copy(task.id), await copy(bare.id)];
    const refusals = [await copy(newId()), await copy(task.id, await callerOf('viewer'))];
    const missing = await caller.get(`/api/v1/task-copies/${newId()}`);
    const location = String(answers[0]?.headers['location']);
    const made = await caller.get(location);
    const { items } = (await caller.get('/api/v1/tasks')).body;
    await other.close();
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(answers.map(({ headers }) => headers['idempotency-replayed'])).toEqual([undefined, 'true', undefined]);
    expect(answers[1]?.body).toEqual(answers[0]?.body);
    expect(location).toBe(`/api/v1/tasks/${answers[0]?.body.id}`);
    expect(made.body).toMatchObject({ title: 'Paint', notes: 'Two coats', tags: ['home'], status: 'open' });
    expect(items).toHaveLength(4);
    refusals.forEach((refusal, n) => {
      expectProblem(refusal, n === 0 ? 'not-found' : 'forbidden');
    });
    expectProblem(missing, 'not-found');
    expect(openApiDocument(recordTypes, [copyTask]).paths).toHaveProperty(['/api/v1/task-copies/{id}']);
  });

  it('need not exist', () => {
    expect(openApiDocument(recordTypes, []).paths).not.toHaveProperty('/api/v1/reports/overdue-tasks');
  });
});
