import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type ServerTarget, startServerTarget } from '../support/server-target.ts';

jest.setTimeout(60_000);

/** Idle connections, which the server must close while it serves the other clients. */
const IDLE = 1_000;
const SLOW = 50;
const MB = 1024 * 1024;

let target: ServerTarget;
let token: string;
const sockets: Socket[] = [];

beforeAll(async () => {
  target = await startServerTarget({ database: 'embedded', probed: true });
  token = target.issuer.tokenFor({ sub: 'ada' });
  for (let n = 0; n < 20; n++) await read();
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await target.close();
});

async function open(bytes: string): Promise<Socket> {
  const socket = connect(target.server().port, '127.0.0.1');
  socket.on('error', () => undefined);
  sockets.push(socket);
  await once(socket, 'connect');
  socket.write(bytes);
  return socket;
}

const openMany = async (count: number, bytes: string) => await Promise.all(Array.from({ length: count }, async () => await open(bytes)));

/** @returns the status, and the milliseconds that it took */
async function read(): Promise<{ status: number; milliseconds: number }> {
  const begin = performance.now();
  const { status } = await fetch(`${target.baseUrl}/api/v1/tasks`, { headers: { Authorization: `Bearer ${token}` } });
  return { status, milliseconds: performance.now() - begin };
}

async function readMany(): Promise<{ statuses: Set<number>; median: number }> {
  const reads: Awaited<ReturnType<typeof read>>[] = [];
  for (let n = 0; n < 15; n++) reads.push(await read());
  const times = reads.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  return { statuses: new Set(reads.map(({ status }) => status)), median: times[7] ?? Number.POSITIVE_INFINITY };
}

describe(`${IDLE} idle connections, ${SLOW} that send headers slowly and ${SLOW} that send a body slowly`, () => {
  it('do not block other clients, are closed in time and leak no memory', async () => {
    const before = { ...(await readMany()), ...(await target.server().figures()) };
    await openMany(IDLE, '');
    const post = `POST /api/v1/tasks HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n`;
    const slowHeaders = await openMany(SLOW, 'GET /api/v1/tasks HTTP/1.1\r\nHost: a\r\nX-Slow: ');
    const slowBodies = await openMany(SLOW, post);
    const begin = performance.now();
    const refused = Promise.all(slowHeaders.map(async (socket) => await text(socket)));
    const trickle = setInterval(() => {
      for (const socket of [...slowHeaders, ...slowBodies]) socket.write('x');
    }, 500);

    try {
      const meanwhile = await readMany();
      expect(meanwhile.statuses).toEqual(new Set([200]));
      // Other jobs on the machine can slow the requests down.
      expect(meanwhile.median).toBeLessThan(before.median * 5 + 100);

      const answers = await refused;
      expect(new Set(answers.map((answer) => answer.split('\r\n')[0]))).toEqual(new Set(['HTTP/1.1 408 Request Timeout']));
      expect(performance.now() - begin).toBeLessThan(25_000);
    } finally {
      clearInterval(trickle);
    }

    for (const socket of sockets.splice(0)) socket.destroy();
    await delay(500);
    expect((await readMany()).statuses).toEqual(new Set([200]));
    const after = await target.server().figures();
    expect(after.inUse - before.inUse).toBeLessThan(5 * MB);
    expect(target.output()).not.toContain('internal-error');
  });
});
