import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DynamoDbLocal, startDynamoDbLocal } from '../support/dynamodb-local.ts';
import { ask, claimsOf, requestEvent } from '../support/lambda/events.ts';
import { type LambdaFunction, startLambdaFunction } from '../support/lambda/function.ts';
import { linesOf } from './support/log-lines.ts';

const MINUTE = 60_000;
const TASKS = '/api/v1/tasks';
const claims = claimsOf('ada');

let database: DynamoDbLocal;

beforeAll(async () => {
  database = await startDynamoDbLocal();
}, 3 * MINUTE);
afterAll(async () => await database.close());

describe('a function whose database does not respond', () => {
  let silent: Server;
  let slow: LambdaFunction;

  beforeAll(async () => {
    // Accepts requests but never answers.
    silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    slow = await startLambdaFunction({ database: { ...database, endpoint: urlOf(silent) }, concurrency: 1, timeout: 1_500 });
    await slow.invoke(requestEvent('/api/health'));
  });
  afterAll(async () => {
    await slow.close();
    silent.closeAllConnections();
    silent.close();
  });

  it.each([
    ['GET', undefined, 'Nothing was changed'],
    // A write waits for the first check of the table, so no change was sent.
    ['POST', { title: 'a' }, 'Nothing was changed'],
  ])('answers %s with 503 before the timeout of the invocation', async (method, body, detail) => {
    const start = Date.now();
    const answer = await ask(slow, requestEvent(TASKS, { method, body, claims }));
    expect(Date.now() - start).toBeLessThan(1_500);
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '2' }, body: { detail: expect.stringContaining(detail) } });
  });

  it('answers the next event in the same container', async () => {
    expect((await ask(slow, requestEvent('/api/health'))).status).toBe(200);
    expect(slow.output().match(/"coldStart":true/g)).toHaveLength(1);
  });
});

describe('an internal error', () => {
  it('is answered with 500 and only a request id, and the log line has the cause', async () => {
    const refusal = JSON.stringify({ __type: 'com.amazon.coral.validate#ValidationException', message: 'SECRET-cause' });
    const confused = createServer((_req, res) => res.writeHead(400, { 'Content-Type': 'application/x-amz-json-1.0' }).end(refusal));
    await once(confused.listen(0, '127.0.0.1'), 'listening');
    const broken = await startLambdaFunction({ database: { ...database, endpoint: urlOf(confused) }, concurrency: 1 });
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

describe('the log', () => {
  let chatty: LambdaFunction;

  beforeAll(async () => {
    chatty = await startLambdaFunction({ database, settings: { LOG_LEVEL: 'debug' }, concurrency: 1 });
  }, MINUTE);
  afterAll(async () => await chatty.close());

  it('has one JSON line per answer with Lambda’s request id, and one line of metrics', async () => {
    const answer = await ask(chatty, requestEvent('/api/health'));
    const id = answer.headers['x-request-id'];
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    const lines = linesOf(chatty.output());
    expect(lines.filter(({ requestId }) => requestId === id)).toEqual([
      expect.objectContaining({ message: 'request', route: '/api/health', status: 200, coldStart: true }),
    ]);
    expect(lines.filter((line) => '_aws' in line)).toEqual([
      expect.objectContaining({ FunctionName: 'records', Requests: 1, ColdStarts: 1 }),
    ]);
  });

  it('never contains a token, a cookie, a body or a query, even at level debug', async () => {
    const headers = { Authorization: 'Bearer SECRET-token', Cookie: 'session=SECRET-cookie' };
    const options = { method: 'POST', headers, claims, body: { title: 'SECRET-title' } };
    expect((await ask(chatty, requestEvent(TASKS, options))).status).toBe(201);
    expect((await ask(chatty, requestEvent(`${TASKS}?q=SECRET-query`, { headers, claims }))).status).toBe(200);
    expect((await ask(chatty, requestEvent(`${TASKS}?x=SECRET-query`, { headers }))).status).toBe(401);
    expect(linesOf(chatty.output()).length).toBeGreaterThan(5);
    expect(chatty.output()).not.toContain('SECRET');
  });
});

describe('settings', () => {
  it.each([
    [{ AUTH_MODE: 'none' }, 'AUTH_MODE'],
    [{ AUTH_MODE: 'jwt', OIDC_ISSUER: 'https://id.example.com', OIDC_AUDIENCE: 'records' }, 'AUTH_MODE'],
    [{ TABLE_NAME: 'a b' }, 'TABLE_NAME'],
  ])('%j prevent the start, and the message names the setting', async (settings, name) => {
    const broken = await startLambdaFunction({ database, settings, concurrency: 1 });
    try {
      const outcome = await broken.invoke(requestEvent('/api/health'));
      expect(outcome).toEqual({ failure: expect.stringContaining(name) });
    } finally {
      await broken.close();
    }
  });

  it('for CORS apply to preflight requests and to answers', async () => {
    const open = await startLambdaFunction({ database, settings: { CORS_ORIGINS: 'https://app.example.com' }, concurrency: 1 });
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
