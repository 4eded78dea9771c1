import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { IN_DOUBT, slow } from '../faults/support/database-faults.ts';
import { type FaultProxy, startFaultProxy } from '../faults/support/fault-proxy.ts';
import { startEmbeddedEndpoint } from '../support/embedded-endpoint.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';

jest.setTimeout(60_000);

const POST = 'POST /api/v1/tasks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
const CREATE = `${POST}Content-Length: 15\r\n\r\n{"title":"in"}\n`;
const LIST = 'GET /api/v1/tasks HTTP/1.1\r\nHost: localhost\r\n';

let database: Awaited<ReturnType<typeof startEmbeddedEndpoint>>;
let proxy: FaultProxy;
let server: ServerProcess;
const sockets: Socket[] = [];

beforeAll(async () => {
  database = await startEmbeddedEndpoint();
});
afterAll(async () => await database.close());
beforeEach(async () => {
  proxy = await startFaultProxy(database.endpoint);
  server = await start();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server.end('SIGKILL');
  proxy.close();
});

async function start(): Promise<ServerProcess> {
  return await startServerProcess({
    entry: 'dist/server/server.mjs',
    env: {
      DATABASE: 'dynamodb',
      CREATE_TABLE: 'true',
      // The embedded database has no stream.
      CHANGES: 'off',
      AWS_REGION: 'local',
      AWS_ENDPOINT_URL_DYNAMODB: proxy.endpoint,
      AWS_ACCESS_KEY_ID: database.clientConfig.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: 'unused',
    },
  });
}

async function open(bytes: string): Promise<Socket> {
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => undefined);
  sockets.push(socket);
  await once(socket, 'connect');
  socket.write(bytes);
  return socket;
}

/** Milliseconds from now until the server has ended the connection. */
async function timeToEnd(socket: Socket): Promise<number> {
  const begin = performance.now();
  socket.resume();
  await once(socket, 'close');
  return performance.now() - begin;
}

describe('a server that gets SIGTERM', () => {
  it('finishes and stores the requests in flight, and accepts no new ones', async () => {
    const injected = proxy.injectFault(slow(1_000));
    const answers = [await open(CREATE), await open(CREATE), await open(CREATE)].map(async (socket) => await text(socket));
    while (injected.requestCount() < answers.length) await delay(5);
    const ended = server.end('SIGTERM');
    await delay(100);
    await expect(fetch(`${server.url}/api/health`)).rejects.toThrow();
    for (const answer of await Promise.all(answers)) {
      expect(answer).toMatch(/^HTTP\/1.1 201 Created\r\n/);
      expect(answer).toMatch(/\r\nConnection: close\r\n/);
    }
    expect(await ended).toBe(0);
    injected.end();
    server = await start();
    const page: { items: unknown[] } = await (await fetch(`${server.url}/api/v1/tasks`)).json();
    expect(page.items.length).toBe(answers.length);
  });

  it('closes idle connections at once and half-sent requests soon, while it answers another request', async () => {
    const idle = await open(`${LIST}\r\n`);
    await once(idle, 'data');
    const injected = proxy.injectFault(slow(1_800));
    const halfSent = await Promise.all([open(LIST), open(`${POST}Content-Length: 100\r\n\r\n{`), open('')]);
    const answer = text(await open(`${LIST}\r\n`));
    while (injected.requestCount() < 1) await delay(5);
    const idleEnds = timeToEnd(idle);
    const halfSentEnd = halfSent.map(timeToEnd);
    const ended = server.end('SIGTERM');
    expect(await idleEnds).toBeLessThan(1_000);
    expect(await answer).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    for (const milliseconds of await Promise.all(halfSentEnd)) expect(milliseconds).toBeLessThan(4_000);
    expect(await ended).toBe(0);
  });

  it('does not wait for a database that hangs', async () => {
    const injected = proxy.injectFault(IN_DOUBT['hangs before it does anything']);
    const answer = text(await open(CREATE)).catch(String);
    while (injected.requestCount() < 1) await delay(5);
    const begin = performance.now();
    expect(await server.end('SIGTERM')).toBe(0);
    expect(performance.now() - begin).toBeLessThan(8_000);
    await answer;
  });
});
