import { afterAll, describe, expect, it } from '@jest/globals';
import { createRateLimits } from '../../src/http/middleware/rate-limit.ts';
import { IssuerUnavailable } from '../../src/identity/caller.ts';
import { EXAMPLE_ID } from '../../src/openapi/subject.ts';
import { recordTypes } from '../../src/records/index.ts';
import { type RecordType, uniqueFields } from '../../src/schema/record-type.ts';
import { savedViews } from '../../src/schema/saved-views.ts';
import { listen } from '../../src/server/listen.ts';
import type { Services } from '../../src/services.ts';
import { StoreUnavailable } from '../../src/store/record-store.ts';
import { createCallers } from '../support/callers.ts';
import { type Answer, type Client, createClient, type SendOptions } from '../support/client.ts';
import { eventually } from '../support/eventually.ts';
import { exampleBodies, storeReferenced, uniqueExamples } from '../support/example-bodies.ts';
import { createConformance } from '../support/openapi/conformance.ts';
import { openApiDocument } from '../support/openapi/document.ts';
import { documentedOperations, documentedRequests } from '../support/openapi/documented-operations.ts';
import { sendBytes } from '../support/raw-request.ts';
import { make, UNKNOWN_ID } from '../support/records.ts';
import { startInProcess } from '../support/target.ts';

/** Every status in the document can occur: each status of an operation is produced here. */
const target = await startInProcess();
const callers = await createCallers(target);
const { store } = target.services;
const document = openApiDocument();
const assertDocumented = createConformance(document);
afterAll(() => target.close());

const examples = new Map([...recordTypes, savedViews].map((type) => [type.name, uniqueExamples(type)]));
/** Returns the example of a type with other unique values each time. */
const nextOf = (type: RecordType) => examples.get(type.name)?.() ?? {};
for (const type of recordTypes) await storeReferenced(target.services, { workspace: callers.workspace, type }, nextOf);

const faultOfOurs = () => {
  throw new Error('a fault of ours');
};
const limited = await startInProcess({ services: { rateLimits: createRateLimits(1) } });
await createClient(limited).get('/api/v1');
const faulty = await startInProcess({ services: { identify: faultOfOurs, deadline: faultOfOurs } });
const away = await startInProcess({ services: withoutAnything(target.services) });
/** Its actions change records to what no field accepts. */
const unfit = await startInProcess({ recordTypes: recordTypes.map(withUnfitActions) });
const others = [limited, faulty, away, unfit];
afterAll(async () => void (await Promise.all(others.map((server) => server.close()))));

const rows = documentedOperations(document).flatMap((operation) =>
  Object.keys(operation.operation.responses).map((status) => ({
    ...operation,
    id: operation.operation.operationId,
    status: Number(status),
  })),
);

/** The bytes after the request line of requests that reach no route, by status. */
const UNREADABLE: Readonly<Record<number, string>> = { 408: '', 431: `X-Long: ${'x'.repeat(20_000)}\r\n\r\n` };

describe('every status that the document has for an operation can be seen', () => {
  it.each(rows.filter(({ status }) => status >= 300 && !Object.hasOwn(UNREADABLE, status)))('$id: $status', async (row) => {
    const provoke = PROVOCATIONS[row.status];
    if (provoke === undefined) throw new Error(`how is a ${row.status} brought about?`);
    const answer = await provoke(row);
    expect(answer.status).toBe(row.status);
  });
});

describe('every status of a request that the server cannot read can be seen', () => {
  it.each(Object.keys(UNREADABLE).map(Number))('%d', async (status) => {
    const { url, close } = await listen({ handle: target.app, port: 0, host: '127.0.0.1', limits: { headers: 100, request: 0 } });
    const asked = rows.filter((row) => row.status === status);
    const port = Number(new URL(url).port);
    const answers = await Promise.all(
      asked.map(({ method, path }) => sendBytes(port, `${method.toUpperCase()} ${path} HTTP/1.1\r\n${UNREADABLE[status]}`)),
    );
    await close();
    expect(answers.map((answer) => answer.status)).toEqual(documentedOperations(document).map(() => status));
    for (const [index, answer] of answers.entries()) {
      const { method = '', path = '' } = asked[index] ?? {};
      // The server does not know the method of an unreadable request, so its answer to HEAD has a body.
      assertDocumented({ method: method === 'head' ? 'get' : method, path, ...answer });
    }
  });
});

type Row = (typeof rows)[number];

const PROVOCATIONS: Readonly<Record<number, (row: Row) => Promise<Answer>>> = {
  304: async (row) => await ask(callers.viewer, await withRecord(row), { headers: { 'If-None-Match': '*' } }),
  400: async (row) => await ask(callers.admin, withNonsense(await withRecord(row))),
  401: async (row) => await ask(callers.anonymous, row),
  403: async (row) => await ask(await clientBelow(row.operation['x-required-role']), await withRecord(row)),
  404: async (row) => await ask(callers.admin, { ...row, path: pathOfNothing(row) }),
  406: async (row) => await ask(callers.admin, await withRecord(row), { headers: { Accept: 'image/png' } }),
  409: async (row) => {
    if (row.path.includes('/actions/')) return await runAndDestroyAndRun(row);
    if (row.path.includes('/history/')) return await restoreTaken(row);
    if (row.path.endsWith('/restore')) return await ask(callers.admin, await withRecord(row, false));
    if (row.method === 'delete') return await deleteReferenced(row);
    return row.method === 'post' ? await createAndDestroyAndCreate(row) : await changeToTaken(row);
  },
  412: async (row) => await ask(callers.admin, await withRecord(row), { headers: { 'If-Match': '"99"' } }),
  413: async (row) => await ask(callers.admin, await withRecord(row), { body: Buffer.alloc(1024 * 1024 + 1, ' ') }),
  415: async (row) => await ask(callers.admin, await withRecord(row), { headers: { 'Content-Type': 'text/plain' }, body: 'x' }),
  422: async (row) => {
    if (row.path.includes('/history/')) return await restoreInvalid(row);
    if (row.path.includes('/actions/')) return await runUnfit(row);
    if (row.path.endsWith('/import')) return await ask(callers.admin, row, { body: 'nonsense\r\n1' });
    return await ask(callers.admin, await withRecord(row), { headers: { 'Content-Type': 'application/json' }, body: '[]' });
  },
  429: async (row) => await ask(createClient(limited), row),
  500: async (row) => await ask(createClient(faulty), row),
  503: async (row) => await ask(createClient(away), row),
};

/** Sends the documented example with the changes of the options, and checks the answer against the document. */
async function ask(client: Client, row: Row, { headers, body }: SendOptions = {}): Promise<Answer> {
  const [shown] = documentedRequests(document, row);
  const answer = await client.send(row.method, row.path, { headers: { ...shown?.headers, ...headers }, body: body ?? shown?.body });
  assertDocumented({ method: row.method, path: row.path, status: answer.status, headers: answer.headers, body: answer.text });
  return answer;
}

/** The operation on a new record, which is in the trash if the operation needs that. */
async function withRecord(row: Row, trashed = row.path.endsWith(`${EXAMPLE_ID}/restore`)): Promise<Row> {
  const type = [...recordTypes, savedViews].find(({ name }) => name === row.typeName);
  if (type === undefined || !row.path.includes(EXAMPLE_ID)) return row;
  const scope = { workspace: callers.workspace, type };
  const { id } = await store.create(scope, nextOf(type), { by: 'ada' });
  if (trashed) await store.trash(scope, id, { by: 'ada' });
  return { ...row, path: row.path.replace(EXAMPLE_ID, id) };
}

/** Returns the path with the id of no record, and of no person. */
function pathOfNothing({ path }: Row): string {
  return path.replace(EXAMPLE_ID, UNKNOWN_ID).replace(/\/people\/(?!me$).*/, '/people/nobody');
}

function withNonsense(row: Row): Row {
  return { ...row, path: `${row.path}?nonsense=1` };
}

async function deleteReferenced(row: Row): Promise<Answer> {
  const referenced = await withRecord(row);
  const [type, field] = holderOf(row.typeName);
  const values = { ...nextOf(type), [field]: referenced.path.split('/').at(-1) };
  await store.create({ workspace: callers.workspace, type }, values, { by: 'ada' });
  return await ask(callers.admin, { ...referenced, path: `${referenced.path}?permanent=true` });
}

/** Returns a type and its field that refers to records of another type. */
function holderOf(target: string | undefined): [RecordType, string] {
  for (const type of recordTypes) {
    const field = Object.keys(type.fields).find((name) => type.fields[name]?.refersTo === target);
    if (field !== undefined) return [type, field];
  }
  throw new Error(`no type refers to ${target}`);
}

/** Changes a record to a unique value that another record has. */
async function changeToTaken(row: Row): Promise<Answer> {
  const type = typeOf(row);
  const [field = ''] = uniqueFields(type);
  const taken = nextOf(type);
  await store.create({ workspace: callers.workspace, type }, taken, { by: 'ada' });
  const body = row.method === 'put' ? { ...nextOf(type), [field]: taken[field] } : { [field]: taken[field] };
  return await ask(callers.admin, await withRecord(row), { body: JSON.stringify(body) });
}

/** Restores a version whose unique value another record has now. */
async function restoreTaken(row: Row): Promise<Answer> {
  const type = typeOf(row);
  const scope = { workspace: callers.workspace, type };
  const taken = nextOf(type);
  const { id } = await store.create(scope, taken, { by: 'ada' });
  await store.replace(scope, id, nextOf(type), { by: 'ada' });
  await store.create(scope, taken, { by: 'ada' });
  return await restoreWhenWritten(row, id);
}

async function restoreWhenWritten(row: Row, id: string): Promise<Answer> {
  return await eventually(async () => {
    const answer = await ask(callers.admin, { ...row, path: row.path.replace(EXAMPLE_ID, id) });
    expect(answer.status).not.toBe(404);
    return answer;
  });
}

function typeOf({ typeName, path }: Row): RecordType {
  const type = recordTypes.find(({ name }) => name === typeName);
  if (type === undefined) throw new Error(`${path} has no record type`);
  return type;
}

/** Restores a version whose values no longer fit the type. */
async function restoreInvalid(row: Row): Promise<Answer> {
  const type = typeOf(row);
  const scope = { workspace: callers.workspace, type };
  const first = nextOf(type);
  // Only the service itself stores such values, and it needs terms of unique and indexed ones.
  const names = Object.keys(first).filter((name) => !uniqueFields(type).includes(name));
  const { id } = await store.create(
    scope,
    { ...first, ...Object.fromEntries(names.map((name) => [name, { not: 'valid' }])) },
    { by: 'ada' },
  );
  await store.replace(scope, id, nextOf(type), { by: 'ada' });
  return await restoreWhenWritten(row, id);
}

async function createAndDestroyAndCreate(row: Row): Promise<Answer> {
  const headers = { 'Idempotency-Key': crypto.randomUUID() };
  const created = await ask(callers.admin, row, { headers });
  // A saved view has no trash.
  const permanently = row.typeName === savedViews.name ? '' : '?permanent=true';
  expect((await callers.admin.delete(`${created.headers['location']}${permanently}`)).status).toBe(204);
  return await ask(callers.admin, row, { headers });
}

async function runAndDestroyAndRun(row: Row): Promise<Answer> {
  const headers = { 'Idempotency-Key': crypto.randomUUID() };
  const existing = await withRecord(row);
  await ask(callers.admin, existing, { headers });
  const [record] = existing.path.split('/actions/');
  expect((await callers.admin.delete(`${record}?permanent=true`)).status).toBe(204);
  return await ask(callers.admin, existing, { headers });
}

async function runUnfit(row: Row): Promise<Answer> {
  const { admin } = await createCallers(unfit);
  const next = await exampleBodies(admin, typeOf(row));
  const { id } = await make(admin, row.typeName ?? '', next());
  return await ask(admin, { ...row, path: row.path.replace(EXAMPLE_ID, id) });
}

function withUnfitActions(type: RecordType): RecordType {
  const unfitChange = () => Object.fromEntries(Object.keys(type.fields).map((name) => [name, { not: 'valid' }]));
  const actions = Object.entries(type.actions ?? {}).map(([name, action]) => [name, { ...action, change: unfitChange }]);
  return { ...type, actions: Object.fromEntries(actions) };
}

/** Someone whose role is just too low: a machine without a scope of ours, or a viewer. */
async function clientBelow(role: string | undefined): Promise<Client> {
  if (role !== 'viewer') return callers.viewer;
  return createClient(target, await target.tokenFor({ sub: 'machine', machine: true, workspace: callers.workspace, scope: 'other/read' }));
}

/** Neither the table nor the issuer of tokens answers. */
function withoutAnything({ store: kept }: Services): Partial<Services> {
  return {
    store: { ...kept, ready: () => Promise.reject(new StoreUnavailable('away', { outcomeUnknown: false })) },
    identify: () => Promise.reject(new IssuerUnavailable()),
  };
}
