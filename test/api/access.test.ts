import { afterAll, describe, expect, it } from '@jest/globals';
import { createHistory, STREAM_TIMING } from '../../src/history/history.ts';
import type { Route, RouteName } from '../../src/http/route.ts';
import { createRoutes } from '../../src/http/routes/routes.ts';
import { ROLES, type Role } from '../../src/identity/roles.ts';
import { withOpenApi } from '../../src/openapi/openapi.ts';
import { createPeople } from '../../src/people/people.ts';
import { recordTypes } from '../../src/records/index.ts';
import { ownRoutes } from '../../src/routes/index.ts';
import { createDynamoClient, createDynamoTable } from '../../src/store/dynamo-client.ts';
import { createDynamoStore } from '../../src/store/dynamo-store.ts';
import { createIdempotency } from '../../src/store/idempotency.ts';
import { createCallers } from '../support/callers.ts';
import type { Answer, Client, SendOptions } from '../support/client.ts';
import { withoutGatewayHeaders } from '../support/gateway-headers.ts';
import { expectProblem } from '../support/problem.ts';
import { countLive, make, makeTrashed, UNKNOWN_ID } from '../support/records.ts';
import { startTarget } from '../support/target.ts';

const target = await startTarget();
const callers = await createCallers(target);
const { viewer, editor, admin, stranger, anonymous } = callers;
afterAll(() => target.close());

/** The table of routes as the app has it; the store behind it is never asked. */
function routeTable(): Route[] {
  const table = createDynamoTable({ client: createDynamoClient({ region: 'us-east-1' }), tableName: 'none' });
  const routes = createRoutes({
    recordTypes,
    store: createDynamoStore({ table }),
    people: createPeople({ table }),
    idempotency: createIdempotency({ table }),
    history: createHistory({ table, days: 1, timing: STREAM_TIMING }),
    reportFault: () => undefined,
    ownRoutes,
  });
  return withOpenApi({ recordTypes, routes });
}

interface Asked extends SendOptions {
  readonly success: number;
  /** Whether the record has to be in the trash. */
  readonly trashed?: boolean;
}

/** The requests of the service's routes. A route that is missing here does not compile. */
const REQUESTS: Readonly<Record<Exclude<RouteName, 'ownRoute'>, Asked>> = {
  checkHealth: { success: 200 },
  checkReadiness: { success: 200 },
  readOpenApi: { success: 200 },
  listRecordTypes: { success: 200 },
  listPeople: { success: 200 },
  readMe: { success: 200 },
  replaceMe: { success: 200, body: { name: 'x' } },
  erasePerson: { success: 204 },
  listRecords: { success: 200 },
  countRecords: { success: 200 },
  createRecord: { success: 201, body: { title: 'x' } },
  readRecord: { success: 200 },
  replaceRecord: { success: 200, body: { title: 'x' } },
  patchRecord: { success: 200, body: { title: 'x' } },
  deleteRecord: { success: 204 },
  restoreRecord: { success: 200, trashed: true },
  batchRecords: { success: 200, body: { operations: [{ method: 'create', record: { title: 'x' } }] } },
  listRecordHistory: { success: 200 },
  readRecordVersion: { success: 200 },
  restoreRecordVersion: { success: 200 },
  listChanges: { success: 200 },
  listChangeSets: { success: 200 },
  undoChangeSet: { success: 404 },
  listViews: { success: 200 },
  createView: { success: 201, body: { type: 'tasks', name: 'x', owner: 'me' } },
  readView: { success: 200 },
  patchView: { success: 200, body: { name: 'x' } },
  deleteView: { success: 204 },
  runRecordAction: { success: 200 },
  importRecords: { success: 200, headers: { 'Content-Type': 'text/csv' }, body: 'title\nx\n' },
};

/** The path of a route for a record or a saved view, and a person. No change set has this id. */
function pathOf(route: Route, recordPath: string, person: string): string {
  const values: Record<string, string> = { type: 'tasks', person, version: '1', changeSet: '019cade2-11c0-7c41-9b1a-5f0e2d4c6b8a' };
  return route.path.replace(/^\/api\/v1\/(:type|views|tasks)\/:id/, recordPath).replace(/:(\w+)/g, (_, name: string) => values[name] ?? '');
}

/** Everyone may write their own views; test/api/views.test.ts has the rest. A stranger and nobody ask for a shared one. */
async function viewFor(client: Client): Promise<string> {
  const isMember = [viewer, editor, admin].includes(client);
  const [maker, owner] = isMember ? [client, 'me'] : [editor, undefined];
  const { headers } = await maker.post('/api/v1/views', { body: { type: 'tasks', name: 'x', owner } });
  return String(headers['location']);
}

/** Returns a request that only the caller's rights can make fail. An own route describes its own. */
function requestFor({ name, operation, body }: Route): Asked {
  if (name !== 'ownRoute') return REQUESTS[name];
  const success = Number(Object.keys(operation?.answers ?? {})[0]);
  const example = operation?.body?.example;
  if (example === undefined) return { success };
  return {
    success,
    headers: { 'Content-Type': body?.types[0] ?? '' },
    body: typeof example === 'string' ? example : JSON.stringify(example),
  };
}

type Row = [string, Route, string, Role | 'anyone'];
/** The records are tasks, so actions of other types have no record here. */
const hasRecord = ({ name, path }: Route) => name !== 'runRecordAction' || path.startsWith('/api/v1/tasks/');
const rows: Row[] = routeTable()
  .filter(hasRecord)
  .flatMap((route): Row[] => {
    const name = `${route.method.toUpperCase()} ${route.path}`;
    const { elevatedBy } = route;
    const more: Row[] =
      elevatedBy === undefined ? [] : [[`${name}?${elevatedBy.parameter}=true`, route, `?${elevatedBy.parameter}=true`, elevatedBy.role]];
    return [[name, route, '', route.role], ...more];
  });

describe.each(rows)('%s', (_, route, query, needed) => {
  const asked = requestFor(route);
  const isAllowed = (role: Role) => needed === 'anyone' || ROLES.indexOf(role) >= ROLES.indexOf(needed);

  it.each([
    ['a viewer', viewer, isAllowed('viewer') ? asked.success : 403],
    ['an editor', editor, isAllowed('editor') ? asked.success : 403],
    ['an admin', admin, isAllowed('admin') ? asked.success : 403],
    ['an admin of another workspace', stranger, /:(id|person)\b/.test(route.path) ? 404 : asked.success],
    ['nobody', anonymous, needed === 'anyone' ? asked.success : 401],
  ])(`answers %s`, async (_, client: Client, status) => {
    const { path, record } = await (asked.trashed ? makeTrashed : make)(editor, 'tasks', { title: 'before' });
    const person = (await editor.put('/api/v1/people/me', { body: { name: 'Before' } })).body;
    const before = await countLive(viewer, 'tasks');
    const subject = route.path.endsWith('/views/:id') ? await viewFor(client) : path;
    const answer = await client.send(route.method, pathOf(route, subject, person.id) + query, asked);
    expect(answer.status).toBe(status);
    if (status < 400) return;
    if (status === 401) expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
    else expectProblem(answer, status === 403 ? 'forbidden' : 'not-found');
    expect(await countLive(viewer, 'tasks')).toBe(before);
    const now = asked.trashed ? (await editor.post(`${path}/restore`)).body : (await viewer.get(path)).body;
    expect((await editor.get('/api/v1/people/me')).body).toEqual(person);
    expect(now).toMatchObject({ id: record['id'], title: 'before', version: asked.trashed ? 3 : 1 });
  });
});

describe('a record of another workspace', () => {
  const ways: [string, (client: Client, path: string) => Promise<Answer>][] = [
    ['GET', (client, path) => client.get(path)],
    ['HEAD', (client, path) => client.head(path)],
    ['GET with If-None-Match', (client, path) => client.get(path, { headers: { 'If-None-Match': '"1"' } })],
    ['PUT', (client, path) => client.put(path, { body: { title: 'taken' } })],
    ['PUT with If-Match', (client, path) => client.put(path, { headers: { 'If-Match': '"1"' }, body: { title: 'taken' } })],
    ['PUT of what is invalid', (client, path) => client.put(path, { body: {} })],
    ['PATCH', (client, path) => client.patch(path, { body: { title: 'taken' } })],
    ['PATCH with If-Match: *', (client, path) => client.patch(path, { headers: { 'If-Match': '*' }, body: {} })],
    ['DELETE', (client, path) => client.delete(path)],
    ['DELETE for good', (client, path) => client.delete(`${path}?permanent=true`)],
    ['restore', (client, path) => client.post(`${path}/restore`)],
    ['a method that it does not take', (client, path) => client.post(path, { body: {} })],
    ['malformed JSON', (client, path) => client.put(path, { headers: { 'Content-Type': 'application/json' }, body: '{' })],
  ];

  it.each(ways)('looks exactly like one that never was: %s', async (_, ask) => {
    const { path, record } = await make(editor, 'tasks', { title: 'mine' });
    const theirs = await ask(stranger, path);
    const nobodys = await ask(stranger, `/api/v1/tasks/${UNKNOWN_ID}`);
    expect(theirs.status).toBe(404);
    expect(alike(theirs)).toEqual(alike(nobodys));
    expect((await viewer.get(path)).body).toEqual(record);
  });

  it('looks so in the trash, too', async () => {
    const { path } = await makeTrashed(editor, 'tasks', { title: 'mine' });
    for (const [, ask] of ways) expect(alike(await ask(stranger, path))).toEqual(alike(await ask(stranger, `/api/v1/tasks/${UNKNOWN_ID}`)));
    expect((await editor.post(`${path}/restore`)).body).toMatchObject({ title: 'mine', version: 3 });
  });

  it('is not reached by a batch', async () => {
    const { id, path, record } = await make(editor, 'tasks', { title: 'mine' });
    const operationsOn = (target: string) => [
      { method: 'update', id: target, record: { title: 'taken' } },
      { method: 'replace', id: target, record: { title: 'taken' } },
      { method: 'delete', id: target },
      { method: 'restore', id: target },
      { method: 'update', id: target, record: {}, ifMatch: '"1"' },
    ];
    const [theirs, nobodys] = [
      await stranger.post('/api/v1/tasks/batch', { body: { operations: operationsOn(id) } }),
      await stranger.post('/api/v1/tasks/batch', { body: { operations: operationsOn(UNKNOWN_ID) } }),
    ];
    expect(theirs.body.results.map(({ status }: { status: number }) => status)).toEqual([404, 404, 404, 404, 404]);
    expect(textWithout(theirs)).toBe(textWithout(nobodys));
    expect((await viewer.get(path)).body).toEqual(record);
  });

  it('is not reached by an import', async () => {
    const { id, path, record } = await make(editor, 'tasks', { title: 'mine' });
    const answer = await stranger.post('/api/v1/tasks/import', {
      headers: { 'Content-Type': 'text/csv' },
      body: `id,title\n${id},taken\n`,
    });
    expect(answer.body).toMatchObject({ created: 0, updated: 0, unchanged: 0, failed: 1, rows: [{ row: 2, status: 404 }] });
    expect((await viewer.get(path)).body).toEqual(record);
  });

  it('is in no list and no count', async () => {
    const { id } = await make(editor, 'tasks', { title: 'mine' });
    for (const query of ['', '?title=mine', '?q=mine', '?sort=title', '?status=open', '?trashed=true']) {
      const { body } = await stranger.get(`/api/v1/tasks${query}`);
      expect(body.items.map((item: { id: string }) => item.id)).not.toContain(id);
    }
    expect((await stranger.get('/api/v1/tasks/count?title=mine')).body.count).toBe(0);
  });
});

describe('the caller is identified by the token alone', () => {
  const claims = { sub: 'admin', 'custom:workspace': callers.workspace, 'cognito:groups': '[admin]' };
  const event = encodeURIComponent(JSON.stringify({ requestContext: { authorizer: { jwt: { claims } } } }));
  const spoofs: [string, Readonly<Record<string, string>>][] = [
    ['a user', { 'X-User': 'admin', 'X-Forwarded-User': 'admin', 'X-Remote-User': 'admin', 'X-Auth-Request-User': 'admin' }],
    ['a role', { 'X-Role': 'admin', 'X-Groups': 'admin', 'Cognito-Groups': 'admin' }],
    ['a workspace', { 'X-Workspace': callers.workspace, 'X-Tenant-Id': callers.workspace, 'Custom-Workspace': callers.workspace }],
    ['claims', { 'X-Claims': JSON.stringify(claims), 'X-Amzn-Oidc-Data': JSON.stringify(claims), 'X-Amzn-Oidc-Identity': 'admin' }],
    ['an event of API Gateway', { 'X-Apigateway-Event': event, 'X-Apigateway-Context': event, 'X-Amzn-Request-Context': event }],
    ['an address', { 'X-Forwarded-For': '127.0.0.1', Forwarded: 'for=127.0.0.1', 'X-Real-Ip': '127.0.0.1' }],
    ['another path', { 'X-Original-Url': '/api/health', 'X-Rewrite-Url': '/api/health', 'X-Forwarded-Prefix': '/api/health' }],
    ['a cookie', { Cookie: 'token=x; access_token=x; session=admin' }],
  ];

  it.each(spoofs)('and not by headers that say %s', async (_, headers) => {
    const { path, record } = await make(editor, 'tasks', { title: 'mine' });
    expect((await anonymous.get(path, { headers })).status).toBe(401);
    expect((await stranger.get(path, { headers })).status).toBe(404);
    expect((await viewer.patch(path, { headers, body: { title: 'taken' } })).status).toBe(403);
    expect((await editor.delete(`${path}?permanent=true`, { headers })).status).toBe(403);
    expect((await viewer.get(path)).body).toEqual(record);
  });

  it.each([
    ['no scheme', ''],
    ['Basic', 'Basic YWRtaW46YWRtaW4='],
    ['a scheme alone', 'Bearer'],
    ['no token', 'Bearer x'],
    ['an empty JWT', 'Bearer ..'],
    [
      'no algorithm',
      `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`,
    ],
  ])('and not by an Authorization with %s', async (_, authorization) => {
    const before = await countLive(viewer, 'tasks');
    const answer = await anonymous.post('/api/v1/tasks', { headers: { Authorization: authorization }, body: { title: 'x' } });
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
    expect(await countLive(viewer, 'tasks')).toBe(before);
  });

  it('and not by a parameter or the body', async () => {
    const token = await target.tokenFor({ sub: `admin-${callers.workspace}`, groups: ['admin'], workspace: callers.workspace });
    expect((await anonymous.get(`/api/v1/tasks?access_token=${token}`)).status).toBe(401);
    expect((await anonymous.post('/api/v1/tasks', { body: { title: 'x', access_token: token } })).status).toBe(401);
  });
});

/** An answer without what differs from one request to the next. */
function alike({ status, headers, body }: Answer): object {
  const { date, 'x-request-id': id, 'content-length': length, connection, ...others } = withoutGatewayHeaders(headers);
  expect({ date, id, length }).toEqual({ date: expect.any(String), id: expect.any(String), length: expect.any(String) });
  return { status, others, body: { ...body, instance: '', requestId: '' }, connection };
}

function textWithout({ text }: Answer): string {
  return text.replaceAll(/"requestId":"[^"]*"/g, '');
}
