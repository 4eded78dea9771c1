import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DynamoDbLocal, startDynamoDbLocal } from '../support/dynamodb-local.ts';
import { ask, claimsOf, type EventOptions, requestEvent } from '../support/lambda-events.ts';
import { type FunctionSettings, type LambdaFunction, type LambdaFunctionOptions, startLambdaFunction } from '../support/lambda-function.ts';
import { settingsFor } from '../support/lambda-target.ts';

const MINUTE = 60_000;
const TASKS = '/api/v1/tasks';
const claims = claimsOf('ada');

let database: DynamoDbLocal;
let lambda: LambdaFunction;

beforeAll(async () => {
  database = await startDynamoDbLocal();
  lambda = await start();
}, 3 * MINUTE);
afterAll(async () => {
  await lambda.close();
  await database.close();
});

async function start(settings: FunctionSettings = {}, options: Partial<LambdaFunctionOptions> = {}): Promise<LambdaFunction> {
  return await startLambdaFunction({
    databaseEndpoint: database.endpoint,
    settings: { ...settingsFor(database.tableName, 'sub'), ...settings },
    ...options,
  });
}

const send = async (method: string, path: string, options: EventOptions = {}) =>
  await ask(lambda, requestEvent(path, { method, claims, ...options }));

describe('a body behind API Gateway, where it is a Buffer before anyone reads it', () => {
  const typed = (type: string) => ({ headers: { 'Content-Type': type } });

  it.each([
    ['malformed JSON', 400, 'malformed-request', { body: '{"title":' }],
    ['no body', 400, 'malformed-request', typed('application/json')],
    ['JSON that is no object', 422, 'invalid-record', { body: '[]' }],
    ['more than 256 KiB', 413, 'too-large', { body: { title: 'a'.repeat(256 * 1024) } }],
    ['no content type', 415, 'unsupported-media-type', { body: '{"title":"a"}', headers: { 'Content-Type': '' } }],
    ['another content type', 415, 'unsupported-media-type', { body: 'title=a', ...typed('application/x-www-form-urlencoded') }],
    ['another character set', 415, 'unsupported-media-type', { body: '{}', ...typed('application/json; charset=utf-16') }],
    ['one that is known to the library alone', 415, 'unsupported-media-type', { body: '{}', ...typed('application/json; charset=shift_jis') }],
    ['a compressed one', 415, 'unsupported-media-type', { body: '{}', headers: { 'Content-Encoding': 'gzip' } }],
  ])('%s is %d', async (_, status, slug, options) => {
    const answer = await send('POST', TASKS, options);
    expect(answer).toMatchObject({ status, body: { type: `/problems/${slug}`, status } });
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });

  it('is read whether the gateway passes it as text or in base64', async () => {
    const event = requestEvent(TASKS, { method: 'POST', claims, body: { title: 'Größe €' } });
    const encoded = { ...event, body: Buffer.from(JSON.stringify({ title: 'Größe €' })).toString('base64'), isBase64Encoded: true };
    for (const sent of [event, encoded]) expect(await ask(lambda, sent)).toMatchObject({ status: 201, body: { title: 'Größe €' } });
  });

  it('comes back as text, never as binary, whatever is accepted', async () => {
    const answer = await send('GET', TASKS, { headers: { Accept: 'text/csv', 'Accept-Encoding': 'gzip, br' } });
    expect(answer).toMatchObject({ status: 200, isBase64Encoded: false });
    expect(answer.text).toContain('Größe €');
  });
});

describe('what Express itself would end, which never ends here', () => {
  it.each([
    ['no such path', 404, 'not-found', 'GET', '/api/v2'],
    ['no path at all', 404, 'not-found', 'GET', '/'],
    ['a path that is not percent-encoded', 404, 'not-found', 'GET', '/api/v1/%zz'],
    ['no such method', 405, 'method-not-allowed', 'DELETE', '/api/v1'],
    ['a method of nobody’s', 405, 'method-not-allowed', 'PURGE', '/api/v1'],
    ['no such record', 404, 'not-found', 'GET', `${TASKS}/01890000-0000-7000-8000-000000000000`],
  ])('%s is %d with a problem', async (_, status, slug, method, path) => {
    const answer = await send(method, path);
    expect(answer).toMatchObject({ status, body: { type: `/problems/${slug}`, requestId: expect.any(String) } });
    expect(answer.text).not.toMatch(/<html|node_modules|at .*\.m?js/);
  });
});

describe('events that are no requests, or odd ones', () => {
  const event = requestEvent('/api/health');
  const { headers: _headers, ...headless } = event;

  it.each([
    ['no headers', 200, headless],
    ['null for cookies and query', 200, { ...event, cookies: null, rawQueryString: null, queryStringParameters: null }],
    ['a stage with a name', 200, { ...event, rawPath: '/dev/api/health', requestContext: { ...event.requestContext, stage: 'dev' } }],
    ['a REST API’s path beside it', 200, { ...event, requestPath: '/api/v1' }],
    ['an empty path', 404, { ...event, rawPath: '' }],
    ['a warm-up', 404, { source: 'serverless-plugin-warmup' }],
    ['a schedule', 404, { version: '0', id: '1', 'detail-type': 'Scheduled Event', source: 'aws.events', resources: [], detail: {} }],
    ['a queue’s', 404, { Records: [{ eventSource: 'aws:sqs', body: '{}' }] }],
    ['a REST API’s', 404, { httpMethod: 'GET', path: '/api/health', headers: {}, requestContext: { identity: {} } }],
    ['nothing', 404, null],
    ['a text', 404, 'ping'],
  ])('%s: %d', async (_, status, odd) => {
    const answer = await ask(lambda, odd);
    expect(answer.status).toBe(status);
    expect(answer.body['status']).toBe(status === 200 ? 'ok' : status);
  });
});

describe('who calls', () => {
  const asAdmin = { requestContext: { authorizer: { jwt: { claims: claimsOf('mallory', 'admin') } } } };
  const event = requestEvent('/api/v1');
  const withAuthorizer = (authorizer: unknown) => ({ ...event, requestContext: { ...event.requestContext, authorizer } });

  it.each([
    ['a bearer token that no authorizer has seen', requestEvent('/api/v1', { headers: { Authorization: 'Bearer a.b.c' } })],
    ['the adapter’s header of the event', requestEvent('/api/v1', { headers: { 'x-apigateway-event': encodeURIComponent(JSON.stringify(asAdmin)) } })],
    ['a header of the context', requestEvent('/api/v1', { headers: { 'x-amzn-request-context': JSON.stringify(asAdmin.requestContext) } })],
    ['a load balancer’s header', requestEvent('/api/v1', { headers: { 'x-amzn-oidc-identity': 'mallory', 'x-amzn-oidc-data': 'a.b.c' } })],
    ['claims in the query', requestEvent('/api/v1?sub=mallory&claims[sub]=mallory')],
    ['claims beside the context', { ...event, authorizer: asAdmin.requestContext.authorizer, claims: claimsOf('mallory') }],
    ['an authorizer of IAM', withAuthorizer({ iam: { userId: 'mallory' } })],
    ['a Lambda authorizer', withAuthorizer({ lambda: claimsOf('mallory', 'admin') })],
    ['claims where a REST API has them', withAuthorizer({ claims: claimsOf('mallory', 'admin') })],
    ['claims without a sub', withAuthorizer({ jwt: { claims: { token_use: 'access' } } })],
    ['an id token', withAuthorizer({ jwt: { claims: { ...claimsOf('mallory'), token_use: 'id' } } })],
  ])('is not told by %s', async (_, spoofed) => {
    expect(await ask(lambda, spoofed)).toMatchObject({ status: 401, body: { type: '/problems/unauthenticated' } });
  });

  it('is told by the claims that the authorizer has verified, and nothing else adds to them', async () => {
    const headers = { Authorization: 'Bearer a.b.c', 'x-apigateway-event': encodeURIComponent(JSON.stringify(asAdmin)) };
    const created = await send('POST', TASKS, { body: { title: 'Mine' }, headers });
    expect(created).toMatchObject({ status: 201, body: { createdBy: 'ada' } });
    expect((await send('DELETE', `${TASKS}/${created.body['id']}?permanent=true`, { headers })).status).toBe(403);
  });

  it('is anyone for the public paths', async () => {
    for (const path of ['/api/health', '/api/health/ready']) expect((await ask(lambda, requestEvent(path))).status).toBe(200);
  });

  it('does not cross between events that overlap', async () => {
    const crowd = await start({}, { concurrency: 1, eventsAtOnce: 20 });
    const callers = Array.from({ length: 20 }, (_, n) => `caller-${n}`);
    const as = async (sub: string, method: string, body?: unknown) =>
      await ask(crowd, requestEvent(TASKS, { method, body, claims: claimsOf(sub) }));
    try {
      const created = await Promise.all(callers.map(async (sub) => await as(sub, 'POST', { title: sub })));
      expect(created.map(({ body }) => body['createdBy'])).toEqual(callers);
      const lists = await Promise.all(callers.map(async (sub) => await as(sub, 'GET')));
      expect(lists.map(({ body }) => body['items'])).toEqual(created.map(({ body }) => [body]));
      expect(mostAtOnce(crowd.output())).toBeGreaterThan(1);
    } finally {
      await crowd.close();
    }
  });
});

describe('time', () => {
  let silent: Server;
  let slow: LambdaFunction;

  beforeAll(async () => {
    // Takes requests and answers none.
    silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    slow = await start({}, { concurrency: 1, timeout: 1_500, databaseEndpoint: urlOf(silent) });
    await slow.invoke(requestEvent('/api/health'));
  });
  afterAll(async () => {
    await slow.close();
    silent.closeAllConnections();
    silent.close();
  });

  it.each([
    ['GET', undefined, 'Nothing was changed'],
    ['POST', { title: 'a' }, 'is not known'],
  ])('that a silent database takes ends with 503 before the invocation does: %s', async (method, body, detail) => {
    const start = Date.now();
    const answer = await ask(slow, requestEvent(TASKS, { method, body, claims }));
    expect(Date.now() - start).toBeLessThan(1_500);
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '2' }, body: { detail: expect.stringContaining(detail) } });
  });

  it('that was up before leaves the container fit for the next event', async () => {
    expect((await ask(slow, requestEvent('/api/health'))).status).toBe(200);
    expect(slow.output().match(/"coldStart":true/g)).toHaveLength(1);
  });
});

describe('a fault of ours', () => {
  it('is 500 with an id and nothing else, and its log line tells the rest', async () => {
    const refusal = JSON.stringify({ __type: 'com.amazon.coral.validate#ValidationException', message: 'SECRET-cause' });
    const confused = createServer((_req, res) => res.writeHead(400, { 'Content-Type': 'application/x-amz-json-1.0' }).end(refusal));
    await once(confused.listen(0, '127.0.0.1'), 'listening');
    const broken = await start({}, { concurrency: 1, databaseEndpoint: urlOf(confused) });
    try {
      const answer = await ask(broken, requestEvent(TASKS, { claims }));
      expect(answer).toMatchObject({ status: 500, body: { type: '/problems/internal-error', requestId: answer.headers['x-request-id'] } });
      expect(answer.text).not.toMatch(/SECRET|Validation|stack/);
      const line = linesOf(broken.output()).find(({ level }) => level === 'error');
      expect(line).toMatchObject({ requestId: answer.headers['x-request-id'], cause: { message: 'SECRET-cause' } });
    } finally {
      await broken.close();
      confused.closeAllConnections();
      confused.close();
    }
  });
});

describe('what is logged', () => {
  it('is one JSON line an answer and one of metrics, with the id that Lambda gave', async () => {
    const answer = await send('GET', '/api/health', { headers: { 'X-Request-Id': '' } });
    const lines = linesOf(lambda.output()).filter((line) => line['requestId'] === answer.headers['x-request-id']);
    expect(lines).toEqual([expect.objectContaining({ message: 'request', route: '/api/health', status: 200 })]);
    expect(linesOf(lambda.output()).filter((line) => '_aws' in line).length).toBeGreaterThan(0);
  });

  it('never holds a token, a cookie, a body or a query, not at debug either', async () => {
    const chatty = await start({ LOG_LEVEL: 'debug' }, { concurrency: 1 });
    try {
      const headers = { Authorization: 'Bearer SECRET-token', Cookie: 'session=SECRET-cookie' };
      const options = { method: 'POST', headers, claims, body: { title: 'SECRET-title' } };
      expect((await ask(chatty, requestEvent(TASKS, options))).status).toBe(201);
      expect((await ask(chatty, requestEvent(`${TASKS}?q=SECRET-query`, { headers, claims }))).status).toBe(200);
      expect((await ask(chatty, requestEvent(`${TASKS}?x=SECRET-query`, { headers }))).status).toBe(401);
      expect(linesOf(chatty.output()).length).toBeGreaterThan(5);
      expect(chatty.output()).not.toContain('SECRET');
    } finally {
      await chatty.close();
    }
  });
});

describe('settings', () => {
  it.each([
    [{ AUTH_MODE: 'none' }, 'AUTH_MODE'],
    [{ AUTH_MODE: 'jwt', OIDC_ISSUER: 'https://id.example.com', OIDC_AUDIENCE: 'records' }, 'AUTH_MODE'],
    [{ TABLE_NAME: 'a b' }, 'TABLE_NAME'],
  ])('%j stops the start with a message that names the setting', async (settings, name) => {
    const broken = await start(settings, { concurrency: 1 });
    try {
      const outcome = await broken.invoke(requestEvent('/api/health'));
      expect(outcome).toEqual({ failure: expect.stringContaining(name) });
    } finally {
      await broken.close();
    }
  });

  it('of CORS are the app’s own', async () => {
    const open = await start({ CORS_ORIGINS: 'https://app.example.com' }, { concurrency: 1 });
    try {
      const headers = { Origin: 'https://app.example.com', 'Access-Control-Request-Method': 'POST' };
      const preflight = await ask(open, requestEvent(TASKS, { method: 'OPTIONS', headers }));
      expect(preflight).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': 'https://app.example.com' } });
      const answer = await ask(open, requestEvent(TASKS, { headers, claims }));
      expect(answer.headers['access-control-expose-headers']).toContain('ETag');
    } finally {
      await open.close();
    }
  });
});

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a server on a port has an address with a port');
  return `http://127.0.0.1:${address.port}`;
}

function linesOf(output: string): Record<string, unknown>[] {
  return output.trimEnd().split('\n').map((line) => JSON.parse(line));
}

/** How many requests were being answered at one moment, by the lines of their ends. */
function mostAtOnce(output: string): number {
  const requests = linesOf(output).filter(({ message }) => message === 'request');
  const spans = requests.map(({ time, milliseconds }) => ({ end: Date.parse(String(time)), start: Date.parse(String(time)) - Number(milliseconds) }));
  return Math.max(...spans.map(({ end }) => spans.filter((other) => other.start < end && other.end >= end).length));
}
