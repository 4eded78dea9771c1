import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type ServerProcess, startServerProcess, temporaryFolder } from '../support/server-process.ts';
import { HEAVY_REQUESTS } from './heavy-requests.ts';

// A request may take long if it lets other requests run.
jest.setTimeout(60_000);

/** Milliseconds of processor time that one turn of the event loop may take. */
const LONGEST_TURN = 100;

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ServerProcess;
let id: string;

beforeAll(async () => {
  temporary = await temporaryFolder();
  const env = { DATABASE: 'embedded', DATA_DIR: temporary.folder, LOG_LEVEL: 'warn' };
  server = await startServerProcess({ entry: 'dist/server/server.mjs', env, probed: true });
  const created = await fetch(`${server.url}/api/v1/tasks`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{"title":"a task"}',
  });
  id = (await created.json()).id;
});
afterAll(async () => {
  await server.end('SIGTERM');
  await temporary.remove();
});

async function send({ method, url, type, body }: (typeof HEAVY_REQUESTS)[number]): Promise<number> {
  const init = body === '' ? {} : { headers: { 'Content-Type': type }, body: body.replaceAll('{id}', id) };
  try {
    const answer = await fetch(server.url + url.replaceAll('{id}', id), { method, ...init });
    await answer.arrayBuffer();
    return answer.status;
  } catch (error) {
    // The server refuses a body by its length, and may close the connection before all of it is sent.
    if (error instanceof TypeError) return 413;
    throw error;
  }
}

/** Requests /health until stopped. @returns the statuses */
function pollHealth(): () => Promise<readonly number[]> {
  const statuses: number[] = [];
  let goesOn = true;
  const asking = (async () => {
    while (goesOn) statuses.push((await fetch(`${server.url}/api/health`)).status);
  })();
  return async () => {
    goesOn = false;
    await asking;
    return statuses;
  };
}

describe('the event loop of the server', () => {
  it.each(HEAVY_REQUESTS.map((request) => [request.name, request] as const))('is not blocked by %s', async (_, request) => {
    await server.figures();
    const stop = pollHealth();
    const status = await send(request);
    const health = await stop();
    const { longestTurn } = await server.figures();
    expect(status).toBeLessThan(500);
    expect(new Set(health)).toEqual(new Set([200]));
    expect(longestTurn).toBeLessThan(LONGEST_TURN);
  });

  it('is tested with at least twenty kinds of body', () => {
    expect(new Set(HEAVY_REQUESTS.map(({ name }) => name.replace(/^.*?: /, ''))).size).toBeGreaterThanOrEqual(20);
  });
});
