import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request, type Server } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createCallers } from '../support/callers.ts';
import { startInProcess } from '../support/target.ts';

/** What a well-behaved client library would not send. */
const target = await startInProcess();
const { workspace, viewer } = await createCallers(target);
const token = await target.tokenFor({ sub: 'ada', workspace });
const server: Server = target.app.listen(0, '127.0.0.1');
await once(server, 'listening');
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await target.close();
});

const LIMIT = 256 * 1024;
const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
const padded = (bytes: number) => `{"title":"padded"${' '.repeat(bytes - 18)}}`;

function port(): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the server has no port');
  return address.port;
}

function begin(more: Readonly<Record<string, string | number | string[]>> = {}): ClientRequest {
  return request({ port: port(), method: 'POST', path: '/api/v1/tasks', headers: { ...headers, ...more } });
}

async function answerTo(sent: ClientRequest): Promise<{ status: number | undefined; body: string }> {
  const [answer]: IncomingMessage[] = await once(sent, 'response');
  if (answer === undefined) throw new Error('there is no answer');
  return { status: answer.statusCode, body: await text(answer) };
}

const count = async () => (await viewer.get('/api/v1/tasks/count')).body.count;

describe('a body in chunks without a length', () => {
  it.each([
    [201, LIMIT, 64 * 1024],
    [201, LIMIT, 1000],
    [413, LIMIT + 1, 64 * 1024],
    [413, LIMIT + 1, 1000],
    [413, 8 * LIMIT, 64 * 1024],
  ])('is answered %d for %d bytes in chunks of %d', async (status, bytes, chunk) => {
    const before = await count();
    const sent = begin();
    const answer = answerTo(sent);
    // It may be refused, and the connection closed, before all is sent.
    sent.on('error', () => undefined);
    const body = padded(bytes);
    for (let start = 0; start < bytes; start += chunk) sent.write(body.slice(start, start + chunk));
    sent.end();
    expect((await answer).status).toBe(status);
    expect(await count()).toBe(before + (status === 201 ? 1 : 0));
  });

  it('keeps a character whole that two chunks share', async () => {
    const sent = begin();
    const body = Buffer.from('{"title":"né"}');
    sent.write(body.subarray(0, 11));
    await delay(20);
    sent.end(body.subarray(11));
    const answer = await answerTo(sent);
    expect(JSON.parse(answer.body).title).toBe('né');
  });

  it('may be empty: 400', async () => {
    const sent = begin({ 'Transfer-Encoding': 'chunked' });
    sent.end();
    expect((await answerTo(sent)).status).toBe(400);
  });
});

describe('a client that goes away', () => {
  it('in the middle of its body leaves nothing behind, and the service well', async () => {
    const before = await count();
    const start = target.log.length;
    for (let n = 0; n < 5; n++) {
      const sent = begin({ 'Content-Length': 100 });
      sent.on('error', () => undefined);
      sent.write('{"title":"never"');
      await delay(20);
      sent.destroy();
    }
    await delay(100);
    expect(await count()).toBe(before);
    expect(target.log.slice(start).filter((line) => line.includes('internal-error'))).toEqual([]);
  });
});

describe('a header twice', () => {
  it.each([
    ['If-Match', ['"7"', '"1"'], 200],
    ['If-Match', ['"7"', '"8"'], 412],
    ['If-Match', ['"1"', 'x'], 400],
    ['X-Request-Id', ['first-id', 'second-id'], 200],
  ])('%s: %j is %d, as if it stood there once with commas', async (name, values, status) => {
    const created = begin();
    created.end('{"title":"x"}');
    const { id } = JSON.parse((await answerTo(created)).body);
    const sent = request({ port: port(), method: 'PATCH', path: `/api/v1/tasks/${id}`, headers: { ...headers, [name]: values } });
    sent.end('{"title":"y"}');
    expect((await answerTo(sent)).status).toBe(status);
  });
});

describe('a request line', () => {
  it.each([
    ['GET /api/v1/tasks/%zz', 404],
    ['GET /api/v1/tasks/%', 404],
    ['GET /api/v1/%ff', 404],
    ['GET /api/v1/tasks/%00', 404],
    ['GET /api/v1/tasks/..', 404],
    ['GET /api/v1/../v1/tasks', 404],
    ['GET /api/v1/./tasks', 404],
    ['GET /api/v1/tasks\\', 404],
    ['GET //api/v1/tasks', 404],
    ['GET /api/v1%2Ftasks', 404],
    ['GET /api/v1/tasks%3Flimit=5', 404],
    ['GET /API/v1/tasks', 404],
    ['GET /api/v1/tasks?%', 400],
    ['GET /api/v1/tasks?limit=%ff', 400],
    ['GET /api/v1/tasks?limit=5?', 400],
    ['GET http://elsewhere.example/api/v1/tasks', 200],
    ['GET *', 404],
    ['TRACE /api/v1/tasks', 405],
    ['OPTIONS *', 404],
    ['PROPFIND /api/v1/tasks', 405],
    ['QUERY /api/v1/tasks', 405],
    ['PURGE /api/v1/tasks', 405],
  ])('%s is answered %d', async (line, status) => {
    const socket = connect(port(), '127.0.0.1');
    socket.write(`${line} HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`);
    const answer = await text(socket);
    expect(answer.split('\r\n')[0]).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).not.toMatch(/TypeError|\bat .*\.ts|node_modules/);
  });
});
