import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { HOSTILE_REQUESTS } from './hostile-requests.ts';
import { type ServerAndLambda, startServerAndLambda } from './support/server-and-lambda.ts';

jest.setTimeout(60_000);

const MINUTE = 60_000;
const MB = 1024 * 1024;
let ways: ServerAndLambda;
let inUse: number;

beforeAll(async () => {
  ways = await startServerAndLambda();
  // Objects that are created on first use are not a leak, so this sends the requests once before it measures memory.
  // It leaves out those that write, because server and Lambda must have the same records.
  for (const { name: _, ...request } of HOSTILE_REQUESTS) if (request.status !== 201) await ways.server(request);
  inUse = (await ways.process().figures()).inUse;
}, 3 * MINUTE);
afterAll(async () => await ways.close());

describe('a hostile request, over a plain socket and as a Lambda event', () => {
  it.each(HOSTILE_REQUESTS.map((request) => [request.status, request.name, request] as const))(
    'is answered with %d: %s',
    async (status, _, { behindGateway, ...request }) => {
      const { server, lambda } = await ways.ask(request);
      expect(server.status).toBe(status);
      expect(server.body + lambda.body).not.toMatch(/TypeError|RangeError|\bat .*\.m?[jt]s|node_modules|records#/);
      if (behindGateway === undefined) expect(lambda).toEqual(server);
      else expect(lambda.status).toBe(behindGateway);
    },
  );
});

describe('after all hostile requests', () => {
  it('at least a hundred were sent', () => {
    expect(HOSTILE_REQUESTS.length).toBeGreaterThanOrEqual(100);
  });

  it('server and Lambda answer as before', async () => {
    const answers = await ways.ask({ method: 'GET', url: '/api/v1/tasks/{id}', headers: {}, body: Buffer.alloc(0) });
    expect(answers.server).toMatchObject({ status: 200, etag: '"1"' });
    expect(answers.lambda).toEqual(answers.server);
  });

  it('the log has no internal error', () => {
    expect(ways.output()).not.toContain('internal-error');
  });

  it('the server uses no more than 5 MB of additional memory', async () => {
    const after = (await ways.process().figures()).inUse;
    expect(after - inUse).toBeLessThan(5 * MB);
  });
});
