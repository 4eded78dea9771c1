import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DynamoDbLocal, startDynamoDbLocal } from '../support/dynamodb-local.ts';
import { ask, claimsOf, type EventOptions, requestEvent } from '../support/lambda/events.ts';
import { type LambdaFunction, startLambdaFunction } from '../support/lambda/function.ts';

const MINUTE = 60_000;
const TASKS = '/api/v1/tasks';
const claims = claimsOf('ada');

let database: DynamoDbLocal;
let lambda: LambdaFunction;

beforeAll(async () => {
  database = await startDynamoDbLocal();
  lambda = await startLambdaFunction({ database });
}, 3 * MINUTE);
afterAll(async () => {
  await lambda.close();
  await database.close();
});

const send = async (method: string, path: string, options: EventOptions = {}) =>
  await ask(lambda, requestEvent(path, { method, claims, ...options }));

describe('a body behind API Gateway, which arrives as a Buffer', () => {
  const typed = (type: string) => ({ headers: { 'Content-Type': type } });

  it.each([
    ['malformed JSON', 400, 'malformed-request', { body: '{"title":' }],
    ['no body', 400, 'malformed-request', typed('application/json')],
    ['JSON that is not an object', 422, 'invalid-record', { body: '[]' }],
    ['more than 256 KiB', 413, 'too-large', { body: { title: 'a'.repeat(256 * 1024) } }],
    ['no content type', 415, 'unsupported-media-type', { body: '{"title":"a"}', headers: { 'Content-Type': '' } }],
    ['another content type', 415, 'unsupported-media-type', { body: 'title=a', ...typed('application/x-www-form-urlencoded') }],
    ['another character set', 415, 'unsupported-media-type', { body: '{}', ...typed('application/json; charset=utf-16') }],
    [
      'a character set that only the library supports',
      415,
      'unsupported-media-type',
      { body: '{}', ...typed('application/json; charset=shift_jis') },
    ],
    ['a compressed body', 415, 'unsupported-media-type', { body: '{}', headers: { 'Content-Encoding': 'gzip' } }],
  ])('is refused: %s with %d', async (_, status, slug, options) => {
    const answer = await send('POST', TASKS, options);
    expect(answer).toMatchObject({ status, body: { type: `/problems/${slug}`, status } });
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });

  it('is read as text and in base64', async () => {
    const event = requestEvent(TASKS, { method: 'POST', claims, body: { title: 'Größe €' } });
    const encoded = { ...event, body: Buffer.from(JSON.stringify({ title: 'Größe €' })).toString('base64'), isBase64Encoded: true };
    for (const sent of [event, encoded]) expect(await ask(lambda, sent)).toMatchObject({ status: 201, body: { title: 'Größe €' } });
  });

  it('is never answered in binary form, also if the client accepts compression', async () => {
    const answer = await send('GET', TASKS, { headers: { Accept: 'text/csv', 'Accept-Encoding': 'gzip, br' } });
    expect(answer).toMatchObject({ status: 200, isBase64Encoded: false });
    expect(answer.text).toContain('Größe €');
  });
});

describe('requests that Express would answer itself', () => {
  it.each([
    ['an unknown path', 404, 'not-found', 'GET', '/api/v2'],
    ['the path /', 404, 'not-found', 'GET', '/'],
    ['a path with invalid percent-encoding', 404, 'not-found', 'GET', '/api/v1/%zz'],
    ['a method that the path does not have', 405, 'method-not-allowed', 'DELETE', '/api/v1'],
    ['an unknown method', 405, 'method-not-allowed', 'PURGE', '/api/v1'],
    ['an unknown record', 404, 'not-found', 'GET', `${TASKS}/01890000-0000-7000-8000-000000000000`],
  ])('are answered with a problem: %s is %d', async (_, status, slug, method, path) => {
    const answer = await send(method, path);
    expect(answer).toMatchObject({ status, body: { type: `/problems/${slug}`, requestId: expect.any(String) } });
    expect(answer.text).not.toMatch(/<html|node_modules|at .*\.m?js/);
  });
});

describe('events that are not requests, or are unusual', () => {
  const event = requestEvent('/api/health');
  const { headers: _headers, ...headless } = event;

  it.each([
    ['no headers', 200, headless],
    ['null for cookies and query', 200, { ...event, cookies: null, rawQueryString: null, queryStringParameters: null }],
    ['a stage with a name', 200, { ...event, rawPath: '/dev/api/health', requestContext: { ...event.requestContext, stage: 'dev' } }],
    ['an additional path of a REST API', 200, { ...event, requestPath: '/api/v1' }],
    ['a path that a browser would read as another host', 404, { ...event, rawPath: '//evil.example/api/health' }],
    ['an empty path', 404, { ...event, rawPath: '' }],
    ['a warm-up', 404, { source: 'serverless-plugin-warmup' }],
    ['a schedule', 404, { version: '0', id: '1', 'detail-type': 'Scheduled Event', source: 'aws.events', resources: [], detail: {} }],
    ['an event of a queue', 404, { Records: [{ eventSource: 'aws:sqs', body: '{}' }] }],
    ['an event of a REST API', 404, { httpMethod: 'GET', path: '/api/health', headers: {}, requestContext: { identity: {} } }],
    ['nothing', 404, null],
    ['a text', 404, 'ping'],
  ])('are answered: %s with %d', async (_, status, unusual) => {
    const answer = await ask(lambda, unusual);
    expect(answer.status).toBe(status);
    expect(answer.body['status']).toBe(status === 200 ? 'ok' : status);
  });
});

describe('the caller', () => {
  const asAdmin = { requestContext: { authorizer: { jwt: { claims: claimsOf('mallory', 'admin') } } } };
  const event = requestEvent('/api/v1');
  const withAuthorizer = (authorizer: unknown) => ({ ...event, requestContext: { ...event.requestContext, authorizer } });

  it.each([
    ['a bearer token without an authorizer', requestEvent('/api/v1', { headers: { Authorization: 'Bearer a.b.c' } })],
    [
      'the event header of the adapter',
      requestEvent('/api/v1', { headers: { 'x-apigateway-event': encodeURIComponent(JSON.stringify(asAdmin)) } }),
    ],
    ['a header of the context', requestEvent('/api/v1', { headers: { 'x-amzn-request-context': JSON.stringify(asAdmin.requestContext) } })],
    [
      'a header of a load balancer',
      requestEvent('/api/v1', { headers: { 'x-amzn-oidc-identity': 'mallory', 'x-amzn-oidc-data': 'a.b.c' } }),
    ],
    ['claims in the query', requestEvent('/api/v1?sub=mallory&claims[sub]=mallory')],
    ['claims outside of the context', { ...event, authorizer: asAdmin.requestContext.authorizer, claims: claimsOf('mallory') }],
    ['an IAM authorizer', withAuthorizer({ iam: { userId: 'mallory' } })],
    ['a Lambda authorizer', withAuthorizer({ lambda: claimsOf('mallory', 'admin') })],
    ['claims in the place of a REST API', withAuthorizer({ claims: claimsOf('mallory', 'admin') })],
    ['claims without a sub', withAuthorizer({ jwt: { claims: { token_use: 'access' } } })],
    ['an id token', withAuthorizer({ jwt: { claims: { ...claimsOf('mallory'), token_use: 'id' } } })],
  ])('is not read from %s', async (_, spoofed) => {
    expect(await ask(lambda, spoofed)).toMatchObject({ status: 401, body: { type: '/problems/unauthenticated' } });
  });

  it('is read only from the claims that the authorizer has verified', async () => {
    const headers = { Authorization: 'Bearer a.b.c', 'x-apigateway-event': encodeURIComponent(JSON.stringify(asAdmin)) };
    const created = await send('POST', TASKS, { body: { title: 'Mine' }, headers });
    expect(created).toMatchObject({ status: 201, body: { createdBy: 'ada' } });
    expect((await send('DELETE', `${TASKS}/${created.body['id']}?permanent=true`, { headers })).status).toBe(403);
  });

  it('is not needed for the public paths', async () => {
    for (const path of ['/api/health', '/api/health/ready']) expect((await ask(lambda, requestEvent(path))).status).toBe(200);
  });
});
