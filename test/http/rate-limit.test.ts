import { afterEach, describe, expect, it } from '@jest/globals';
import { createRateLimit } from '../../src/http/middleware/rate-limit.ts';
import { createClient } from '../support/client.ts';
import { expectProblem } from '../support/problem.ts';
import { type InProcess, startInProcess } from '../support/target.ts';
import { createTeam } from '../support/team.ts';

const LIMIT = 5;
let target: InProcess | undefined;
afterEach(() => target?.close());

async function start(requestsPerMinute = LIMIT) {
  target = await startInProcess({ services: { rateLimit: (by) => createRateLimit({ by, requestsPerMinute }) } });
  return { target, ...(await createTeam(target)) };
}

describe('RATE_LIMIT', () => {
  it('lets a caller have so many requests a minute, then answers 429 and when to come back', async () => {
    const { editor } = await start();
    for (let n = 1; n <= LIMIT; n++) {
      const answer = await editor.get('/api/v1/tasks');
      expect(answer.status).toBe(200);
      expect(answer.headers['ratelimit-policy']).toMatch(/"caller"; q=5; w=60/);
      expect(answer.headers['ratelimit']).toMatch(new RegExp(`"caller"; r=${LIMIT - n}; t=\\d+`));
    }
    const answer = await editor.get('/api/v1/tasks');
    expectProblem(answer, 'too-many-requests');
    expect(answer.headers['retry-after']).toMatch(/^[1-9]\d?$/);
    expect(answer.headers['ratelimit']).toMatch(/"caller"; r=0; t=\d+/);
    expect(answer.body.detail).toContain('5');
  });

  it('writes nothing that it refuses', async () => {
    const { editor, viewer } = await start();
    for (let n = 0; n < LIMIT + 3; n++) await editor.post('/api/v1/tasks', { body: { title: 'x' } });
    expect((await viewer.get('/api/v1/tasks/count')).body.count).toBe(LIMIT);
  });

  it('is each caller’s own, even at the same address', async () => {
    const { editor, viewer, stranger } = await start();
    for (let n = 0; n < LIMIT; n++) await editor.get('/api/v1/tasks');
    expect((await editor.get('/api/v1/tasks')).status).toBe(429);
    expect((await viewer.get('/api/v1/tasks')).status).toBe(200);
    expect((await stranger.get('/api/v1/tasks')).status).toBe(200);
  });

  it('is one’s own in each workspace', async () => {
    const { target } = await start(1);
    const [here, there] = await Promise.all(
      ['here', 'there'].map(async (workspace) => createClient(target, await target.tokenFor({ sub: 'ada', workspace }))),
    );
    expect((await here?.get('/api/v1'))?.status).toBe(200);
    expect((await there?.get('/api/v1'))?.status).toBe(200);
    expect((await here?.get('/api/v1'))?.status).toBe(429);
  });

  it('is the address’s for those who do not say who they are', async () => {
    const { target, anonymous, editor } = await start();
    const forged = createClient(target, 'forged');
    for (let n = 0; n < LIMIT; n++) expect((await (n % 2 ? anonymous : forged).get('/api/v1/tasks')).status).toBe(401);
    for (const client of [anonymous, forged]) {
      const answer = await client.get('/api/v1/tasks', { headers: { 'X-Forwarded-For': '203.0.113.7' } });
      expectProblem(answer, 'too-many-requests');
      expect(answer.headers['retry-after']).toMatch(/^[1-9]\d?$/);
    }
    expect((await editor.get('/api/v1/tasks')).status).toBe(429);
  });

  it('counts what is refused, too', async () => {
    const { viewer } = await start();
    for (let n = 0; n < LIMIT; n++) expect((await viewer.post('/api/v1/tasks', { body: {} })).status).toBe(403);
    expect((await viewer.get('/api/v1/tasks')).status).toBe(429);
  });

  it('is off without a setting', async () => {
    target = await startInProcess();
    const { editor } = await createTeam(target);
    for (let n = 0; n < 50; n++) expect((await editor.get('/api/v1')).headers).not.toHaveProperty('ratelimit');
  });
});
