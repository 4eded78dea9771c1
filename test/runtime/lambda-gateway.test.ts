import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NAME } from '../../src/name.ts';
import { createClient } from '../support/client.ts';
import { startApiGateway } from '../support/lambda/api-gateway.ts';
import { claimsAsText } from '../support/lambda/api-gateway-authorizer.ts';
import { eventOf } from '../support/lambda/api-gateway-event.ts';
import { type RunningTarget, startLambdaTarget } from '../support/lambda/target.ts';
import { createSigningKey, signToken, type TokenSubject } from '../support/token-issuer.ts';

const MINUTE = 60_000;
const TASKS = '/api/v1/tasks';

describe('the gateway’s event for a request', () => {
  const request = { method: 'GET', url: '/', rawHeaders: [], body: Buffer.alloc(0), sourceIp: '192.0.2.1', routeKey: 'ANY /api/{proxy+}' };

  it.each([
    ['decoded', '/api/v1/%C3%A4%20b', '/api/v1/ä b', ''],
    ['decoded once', '/api/%2541', '/api/%41', ''],
    ['with a decoded slash', '/api/v1%2Ftasks', '/api/v1/tasks', ''],
    ['cut at a decoded question mark', '/api/v1/tasks%3Fa=b?c=d', '/api/v1/tasks', 'c=d'],
    ['unchanged if it cannot be decoded', '/api/%zz', '/api/%zz', ''],
    ['with an unchanged query', '/api/v1?q=a%20b&c=%26', '/api/v1', 'q=a%20b&c=%26'],
  ])('has the path %s', (_, url, rawPath, rawQueryString) => {
    expect(eventOf({ ...request, url })).toMatchObject({ rawPath, rawQueryString, requestContext: { http: { path: rawPath } } });
  });

  it('has header names in lower case, repeated headers joined by a comma, cookies in a list, and no connection headers', () => {
    const rawHeaders = ['X-Two', '1', 'x-tWO', '2', 'Cookie', 'a=1; b=2', 'Connection', 'close', 'Transfer-Encoding', 'chunked'];
    const event = eventOf({ ...request, rawHeaders });
    expect(event.headers).toMatchObject({ 'x-two': '1,2', 'x-forwarded-for': '192.0.2.1' });
    expect(event.headers).not.toHaveProperty('cookie');
    expect(event.headers).not.toHaveProperty('transfer-encoding');
    expect(event.cookies).toEqual(['a=1', 'b=2']);
  });

  it.each([
    ['application/json', '"ä"', false],
    ['application/merge-patch+json; charset=utf-8', '"ä"', false],
    ['text/csv', '"ä"', false],
    ['application/x-www-form-urlencoded', 'IsOkIg==', true],
    ['', 'IsOkIg==', true],
  ])('has a body of "%s" as %s', (type, body, isBase64Encoded) => {
    expect(eventOf({ ...request, rawHeaders: ['Content-Type', type], body: Buffer.from('"ä"') })).toMatchObject({ body, isBase64Encoded });
  });

  it('has no authorizer on public routes', () => {
    expect(eventOf(request).requestContext).not.toHaveProperty('authorizer');
  });

  it('has claims as text', () => {
    const claims = {
      exp: 1767225600,
      email_verified: true,
      'cognito:groups': ['admin', 'editor'],
      none: null,
      empty: [],
      address: { b: 1, a: 'x' },
    };
    const text = { exp: '1767225600', email_verified: 'true', 'cognito:groups': '[admin editor]', empty: '[]', address: 'map[a:x b:1]' };
    expect(claimsAsText(claims)).toEqual(text);
  });
});

describe('the service behind the gateway', () => {
  let target: RunningTarget;

  beforeAll(async () => {
    target = await startLambdaTarget();
  }, 3 * MINUTE);
  afterAll(async () => await target.close());

  const as = (subject: TokenSubject) => createClient({ app: target.baseUrl }, target.issuer.tokenFor(subject));
  const withToken = (token?: string) => createClient({ app: target.baseUrl }, token);
  const ada = { sub: 'ada', groups: ['editor'] };

  it('gets no request without a valid token, because the gateway refuses it', async () => {
    const { issuer, tokenFor, claimsFor, signingKey } = target.issuer;
    const { kid, privateKey } = signingKey();
    const sign = (claims: object, header: object = { alg: 'RS256', kid }) =>
      signToken(header, { ...claimsFor(ada), ...claims }, privateKey);
    const strangers = await createSigningKey(kid);
    const now = Math.floor(Date.now() / 1000);
    const refused = {
      'no token': undefined,
      'a word': 'token',
      'a cut one': tokenFor(ada).slice(0, -5),
      'of another key': signToken({ alg: 'RS256', kid }, claimsFor(ada), strangers.privateKey),
      'without a signature': `${sign({}, { alg: 'none' }).split('.').slice(0, 2).join('.')}.`,
      'for another client': sign({ client_id: 'other' }),
      'for another audience': sign({ aud: ['other'] }),
      'of another issuer': sign({ iss: `${issuer}/other` }),
      expired: sign({ exp: now - 60 }),
      'without an end': sign({ exp: undefined }),
      'not valid yet': sign({ nbf: now + 600 }),
    };
    for (const [name, token] of Object.entries(refused)) {
      const answer = await withToken(token).get('/api/v1');
      expect({ name, status: answer.status, body: answer.body }).toEqual({ name, status: 401, body: { message: 'Unauthorized' } });
      expect(answer.headers['www-authenticate']).toContain('Bearer');
    }
  });

  it('refuses an id token, which the gateway accepts', async () => {
    const { claimsFor, signingKey, audience } = target.issuer;
    const { kid, privateKey } = signingKey();
    const idToken = signToken({ alg: 'RS256', kid }, { ...claimsFor(ada), token_use: 'id', aud: audience }, privateKey);
    expect(await withToken(idToken).get('/api/v1')).toMatchObject({ status: 401, body: { type: '/problems/unauthenticated' } });
  });

  it.each([
    ['editor and admin', ['editor', 'admin'], 201, 204],
    ['editor', ['editor'], 201, 403],
    ['no group', undefined, 201, 403],
    ['viewer', ['viewer'], 403, undefined],
    ['notadmin', ['notadmin'], 403, undefined],
  ])('reads the groups of a member of %s', async (name, groups, creates, purges) => {
    const caller = as({ sub: `member of ${name}`.replaceAll(' ', '-'), ...(groups && { groups }) });
    const created = await caller.post(TASKS, { body: { title: name } });
    expect(created.status).toBe(creates);
    if (purges !== undefined) expect((await caller.delete(`${TASKS}/${created.body.id}?permanent=true`)).status).toBe(purges);
  });

  it('reads the scopes of a machine', async () => {
    const machine = (scope: string) => as({ sub: 'machine', scope, machine: true });
    expect((await machine(`${NAME}/read ${NAME}/write`).post(TASKS, { body: { title: 'a' } })).status).toBe(201);
    expect((await machine(`${NAME}/read`).post(TASKS, { body: { title: 'a' } })).status).toBe(403);
    expect((await machine('other/read').get(TASKS)).status).toBe(403);
  });

  it('needs no token for the public paths', async () => {
    expect((await withToken().get('/api/health')).body).toEqual({ status: 'ok' });
    expect((await withToken().get('/api/health/ready')).status).toBe(200);
    expect(await withToken().get('/nowhere')).toMatchObject({ status: 404, body: { message: 'Not Found' } });
  });

  it.each([
    ['/api/v1/tasks%2Fcount', 200],
    ['/api/v1/tasks%3Flimit=0', 200],
    ['/api/v1/tasks/%2541', 404],
    ['/api/v1/tasks/%', 404],
    ['/api/v1/tasks/%00', 404],
  ])('gets the path %s decoded by the gateway and answers %d', async (path, status) => {
    expect((await as(ada).get(path)).status).toBe(status);
  });

  it('gets no request with a body or headers that are too large, because the gateway refuses it', async () => {
    const big = await as(ada).post(TASKS, { body: Buffer.alloc(10 * 1024 * 1024 + 1) });
    expect(big).toMatchObject({ status: 413, body: { message: 'Request Entity Too Large' } });
    expect((await as(ada).get(TASKS, { headers: { 'X-Long': 'a'.repeat(10_240) } })).status).toBe(431);
  });
});

describe('a function that returns no answer', () => {
  it.each([
    ['Runtime.ExitError', 503, 'Service Unavailable'],
    ['{"errorType":"Error"}', 500, 'Internal Server Error'],
  ])('makes the gateway answer with an error: %s', async (failure, status, message) => {
    const authorizer = { issuer: 'http://127.0.0.1', audience: [] };
    const gateway = await startApiGateway({ authorizer, invoke: async () => ({ failure }) });
    try {
      expect(await createClient({ app: gateway.url }).get('/api/health')).toMatchObject({ status, body: { message } });
    } finally {
      await gateway.close();
    }
  });
});
