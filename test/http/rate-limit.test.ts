import { afterEach, describe, expect, it } from '@jest/globals';
import { createRateLimits } from '../../src/http/middleware/rate-limit.ts';
import type { Services } from '../../src/services.ts';
import { createCallers } from '../support/callers.ts';
import { createClient } from '../support/client.ts';
import { expectProblem } from '../support/problem.ts';
import { type InProcess, startInProcess } from '../support/target.ts';

const LIMIT = 5;
let target: InProcess | undefined;
afterEach(() => target?.close());

async function start(requestsPerMinute = LIMIT, services: Partial<Services> = {}) {
  target = await startInProcess({ services: { rateLimits: createRateLimits(requestsPerMinute), ...services } });
  return { target, ...(await createCallers(target)) };
}

const PUBLIC_PATHS = ['/api/health', '/api/health/ready', '/api/openapi.json'];

describe('the limit of a caller', () => {
  it('takes so many requests per minute, then answers 429 with the time to wait', async () => {
    const { editor } = await start();
    for (let n = 1; n <= LIMIT; n++) {
      const answer = await editor.get('/api/v1/tasks');
      expect(answer.status).toBe(200);
      expect(answer.headers['ratelimit-policy']).toMatch(/^"caller"; q=5; w=60/);
      expect(answer.headers['ratelimit']).toMatch(new RegExp(`^"caller"; r=${LIMIT - n}; t=\\d+`));
    }
    const answer = await editor.get('/api/v1/tasks');
    expectProblem(answer, 'too-many-requests');
    expect(answer.headers['retry-after']).toMatch(/^[1-9]\d?$/);
    expect(answer.headers['ratelimit']).toMatch(/^"caller"; r=0; t=\d+/);
    expect(answer.body.detail).toContain('5');
  });

  it('writes nothing that it refuses', async () => {
    const { editor, viewer } = await start();
    for (let n = 0; n < LIMIT + 3; n++) await editor.post('/api/v1/tasks', { body: { title: 'x' } });
    expect((await viewer.get('/api/v1/tasks/count')).body.count).toBe(LIMIT);
  });

  it('is counted per caller, also at one address', async () => {
    const { editor, viewer, stranger } = await start();
    for (let n = 0; n < LIMIT; n++) await editor.get('/api/v1/tasks');
    expect((await editor.get('/api/v1/tasks')).status).toBe(429);
    expect((await viewer.get('/api/v1/tasks')).status).toBe(200);
    expect((await stranger.get('/api/v1/tasks')).status).toBe(200);
  });

  it('is counted per workspace', async () => {
    const { target } = await start(1);
    const [here, there] = await Promise.all(
      ['here', 'there'].map(async (workspace) => createClient(target, await target.tokenFor({ sub: 'ada', workspace }))),
    );
    expect((await here?.get('/api/v1'))?.status).toBe(200);
    expect((await there?.get('/api/v1'))?.status).toBe(200);
    expect((await here?.get('/api/v1'))?.status).toBe(429);
  });

  it('counts requests that are refused for another reason', async () => {
    const { viewer } = await start();
    for (let n = 0; n < LIMIT; n++) expect((await viewer.post('/api/v1/tasks', { body: {} })).status).toBe(403);
    expect((await viewer.get('/api/v1/tasks')).status).toBe(429);
  });
});

describe('the limit of an address', () => {
  it('counts requests without a valid token and answers 429 above it', async () => {
    const { target, anonymous } = await start();
    const forged = createClient(target, 'forged');
    for (let n = 0; n < LIMIT; n++) {
      const answer = await (n % 2 ? anonymous : forged).get('/api/v1/tasks');
      expectProblem(answer, 'unauthenticated');
      expect(answer.headers['ratelimit']).toMatch(/^"address"; r=\d+; t=\d+/);
    }
    for (const client of [anonymous, forged]) {
      const answer = await client.get('/api/v1/tasks', { headers: { 'X-Forwarded-For': '203.0.113.7' } });
      expectProblem(answer, 'too-many-requests');
      expect(answer.headers['retry-after']).toMatch(/^[1-9]\d?$/);
    }
  });

  it('never refuses a valid token', async () => {
    const { anonymous, editor } = await start();
    for (let n = 0; n < 3 * LIMIT; n++) await anonymous.get('/api/v1/tasks');
    expect((await anonymous.get('/api/v1/tasks')).status).toBe(429);
    for (let n = 0; n < LIMIT; n++) expect((await editor.get('/api/v1/tasks')).status).toBe(200);
  });

  it.each(PUBLIC_PATHS)('never refuses GET %s', async (path) => {
    const { anonymous } = await start();
    for (let n = 0; n < LIMIT + 2; n++) await anonymous.get('/api/v1/tasks');
    for (let n = 0; n < LIMIT + 2; n++) {
      const answer = await anonymous.get(path);
      expect(answer.status).toBe(200);
      expect(answer.headers).not.toHaveProperty('ratelimit');
    }
    expect((await anonymous.get('/api/v1/tasks')).status).toBe(429);
  });
});

describe('TRUST_PROXY', () => {
  const from = (address: string) => ({ headers: { 'X-Forwarded-For': address } });

  it('of one proxy counts by the address that the proxy saw, whatever the client wrote before it', async () => {
    const { anonymous } = await start(1, { trustProxy: 1 });
    expect((await anonymous.get('/api/v1', from('203.0.113.7'))).status).toBe(401);
    expect((await anonymous.get('/api/v1', from('198.51.100.1, 203.0.113.7'))).status).toBe(429);
    expect((await anonymous.get('/api/v1', from('203.0.113.7, 198.51.100.1'))).status).toBe(401);
  });

  it('of addresses counts by the last one that is no proxy', async () => {
    const { anonymous } = await start(1, { trustProxy: ['loopback', '10.0.0.0/8'] });
    expect((await anonymous.get('/api/v1', from('203.0.113.7, 10.1.2.3'))).status).toBe(401);
    expect((await anonymous.get('/api/v1', from('192.0.2.1, 203.0.113.7, 10.9.9.9'))).status).toBe(429);
    expect((await anonymous.get('/api/v1', from('203.0.113.8, 10.1.2.3'))).status).toBe(401);
  });

  it('left out ignores X-Forwarded-For', async () => {
    const { anonymous } = await start(1);
    expect((await anonymous.get('/api/v1', from('203.0.113.7'))).status).toBe(401);
    expect((await anonymous.get('/api/v1', from('203.0.113.8'))).status).toBe(429);
  });

  it.each(['', 'unknown', '203.0.113.7:1234', 'a'.repeat(5000), ',,,', '203.0.113.7,'])(
    'never makes X-Forwarded-For %j a fault of the service',
    async (address) => {
      const { anonymous, editor } = await start(1, { trustProxy: 1 });
      expect((await anonymous.get('/api/v1', from(address))).status).toBe(401);
      expect((await editor.get('/api/v1', from(address))).status).toBe(200);
    },
  );
});

it('without RATE_LIMIT there is no limit', async () => {
  target = await startInProcess();
  const { editor } = await createCallers(target);
  for (let n = 0; n < 50; n++) expect((await editor.get('/api/v1')).headers).not.toHaveProperty('ratelimit');
});
