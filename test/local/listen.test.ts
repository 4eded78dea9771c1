import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Limits, type Listening, listen } from '../../src/server/listen.ts';

// Bytes on a bare connection, which HTTP clients cannot send.
const SHORT: Partial<Limits> = { headers: 200, request: 200, keepAlive: 200, silence: 1_500, halfSent: 100, stop: 400 };
let listening: Listening | undefined;
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await listening?.close();
});

async function start(handle: RequestListener, limits: Partial<Limits> = SHORT): Promise<(bytes: string | Buffer) => Promise<string>> {
  listening = await listen({ handle, port: 0, host: '127.0.0.1', limits });
  return async (bytes) => {
    const socket = await open();
    socket.write(bytes);
    return await text(socket);
  };
}

async function open(): Promise<Socket> {
  const socket = connect(Number(new URL(listening?.url ?? '').port), '127.0.0.1');
  socket.on('error', () => undefined);
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

const echo: RequestListener = (req, res) => {
  text(req).then(
    (body) => res.end(`<${body}>`),
    () => res.destroy(),
  );
};
const GET = 'GET / HTTP/1.1\r\nHost: a\r\n';
const POST = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';

const chunked = (body: string, header = 'Transfer-Encoding: chunked') => `${POST}${header}\r\n\r\n${body}`;

/** Bodies of which two hops could disagree where it ends. None may get a second answer for the bytes after it. */
const FRAMINGS: [what: string, bytes: string][] = [
  ['two lengths that are the same', `${POST}Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc`],
  ['a list of lengths', `${POST}Content-Length: 3, 3\r\n\r\nabc`],
  ['a negative length', `${POST}Content-Length: -3\r\n\r\nabc`],
  ['a length with a sign', `${POST}Content-Length: +3\r\n\r\nabc`],
  ['a length in hexadecimal', `${POST}Content-Length: 0x3\r\n\r\nabc`],
  ['a length with a blank in it', `${POST}Content-Length: 3 3\r\n\r\nabc`],
  ['a length that no number holds', `${POST}Content-Length: 99999999999999999999\r\n\r\nabc`],
  ['an empty length', `${POST}Content-Length: \r\n\r\nabc`],
  ['chunks before a length', `${POST}Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n`],
  ['a chunk size that is none', chunked('xyz\r\nabc\r\n0\r\n\r\n')],
  ['an empty chunk size', chunked('\r\nabc\r\n0\r\n\r\n')],
  ['a negative chunk size', chunked('-3\r\nabc\r\n0\r\n\r\n')],
  ['a chunk size with 0x', chunked('0x3\r\nabc\r\n0\r\n\r\n')],
  ['a chunk size that no number holds', chunked('fffffffffffffffff\r\nabc\r\n0\r\n\r\n')],
  ['a chunk that is longer than it says', chunked('2\r\nabc\r\n0\r\n\r\n')],
  ['a chunk that ends in a bare line feed', chunked('3\nabc\n0\n\n')],
  ['a chunk size and a carriage return alone', chunked('3\rabc\r\n0\r\n\r\n')],
  ['chunked twice', chunked('0\r\n\r\n', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked')],
  ['chunked, chunked', chunked('0\r\n\r\n', 'Transfer-Encoding: chunked, chunked')],
  ['chunked, then identity', chunked('0\r\n\r\n', 'Transfer-Encoding: chunked, identity')],
  ['identity', chunked('0\r\n\r\n', 'Transfer-Encoding: identity')],
  ['chunked in quotes', chunked('0\r\n\r\n', 'Transfer-Encoding: "chunked"')],
  ['chunked behind a vertical tab', chunked('0\r\n\r\n', 'Transfer-Encoding: \vchunked')],
  ['a blank before the colon', chunked('0\r\n\r\n', 'Transfer-Encoding : chunked')],
  ['chunked on a line that goes on', chunked('0\r\n\r\n', 'Transfer-Encoding:\r\n chunked')],
];

/** Request lines and headers that violate RFC 9112. */
const HEADS: [what: string, bytes: string][] = [
  ['a header that goes on in the next line', `${GET}X-Long: a\r\n b\r\n\r\n`],
  ['a line that ends in a bare line feed', 'GET / HTTP/1.1\nHost: a\n\n'],
  ['a bare carriage return in a header', `${GET}X-Split: a\rX-Admin: b\r\n\r\n`],
  ['a NUL in a header', `${GET}X-Nul: a\0b\r\n\r\n`],
  ['a NUL in a name', `${GET}X\0Nul: a\r\n\r\n`],
  ['a NUL in the path', 'GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['a blank in a name', `${GET}X Admin: a\r\n\r\n`],
  ['a header without a name', `${GET}: a\r\n\r\n`],
  ['a header without a colon', `${GET}X-Admin\r\n\r\n`],
  ['a blank in the path', 'GET /a b HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['a path that is no path', 'GET a HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['a method in lower case', 'get / HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['a method that nobody knows', 'SMUGGLE / HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['HTTP/3.0', 'GET / HTTP/3.0\r\nHost: a\r\n\r\n'],
  ['HTTP/0.9', 'GET /\r\n\r\n'],
  ['a TLS handshake', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
];

describe('a server that listens', () => {
  const refused: [what: string, bytes: string, status: string, type: string][] = [
    ['two Host headers', `${GET}Host: b\r\n\r\n`, '400', '/problems/malformed-request'],
    ['no Host header', 'GET / HTTP/1.1\r\n\r\n', '400', '/problems/malformed-request'],
    ['an unknown transfer encoding', `${POST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`, '400', '/problems/malformed-request'],
    ['a list of transfer encodings', `${POST}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`, '400', '/problems/malformed-request'],
    [
      'a length beside chunks',
      `${POST}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      '400',
      '/problems/malformed-request',
    ],
    ['two lengths', `${POST}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc`, '400', '/problems/malformed-request'],
    ['something else than HTTP', 'HELO mail.example\r\n\r\n', '400', '/problems/malformed-request'],
    ...[...FRAMINGS, ...HEADS].map(([what, bytes]): [string, string, string, string] => [
      what,
      bytes,
      '400',
      '/problems/malformed-request',
    ]),
    ['headers of 20 KiB', `${GET}X-Long: ${'x'.repeat(20_000)}\r\n\r\n`, '431', 'about:blank'],
    ['headers that never end', GET, '408', 'about:blank'],
    ['a body that never ends', `${POST}Content-Length: 10\r\n\r\nabc`, '408', 'about:blank'],
  ];
  it.each(refused)('answers %s with a problem and closes the connection', async (_what, bytes, status, type) => {
    const exchange = await start(echo);
    const answer = await exchange(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toContain('application/problem+json');
    expect(JSON.parse(body)).toMatchObject({ type, status: Number(status), requestId: /X-Request-Id: (.*)/.exec(head)?.[1] });
  });

  it.each<[what: string, bytes: string | Buffer, detail: string]>([
    ['raw UTF-8 in the query', 'GET /api/v1/tasks?q=Müller HTTP/1.1\r\nHost: a\r\n\r\n', 'blanks: /api/v1/tasks?q=M%C3%BCller'],
    ['raw UTF-8 in the path', 'GET /täsks/1?a=b%20c HTTP/1.1\r\nHost: a\r\n\r\n', 'blanks: /t%C3%A4sks/1?a=b%20c'],
    ['an emoji', 'GET /?q=😀 HTTP/1.1\r\nHost: a\r\n\r\n', 'blanks: /?q=%F0%9F%98%80'],
    ['raw Latin-1', Buffer.from('GET /?q=Müller HTTP/1.1\r\nHost: a\r\n\r\n', 'latin1'), 'blanks: /?q=M%C3%BCller'],
    ['a blank', 'GET /?q=a b HTTP/1.1\r\nHost: a\r\n\r\n', 'blanks: /?q=a%20b'],
    ['a blank and raw UTF-8', 'GET /?q=über uns HTTP/1.1\r\nHost: a\r\n\r\n', 'blanks: /?q=%C3%BCber%20uns'],
    ['a NUL', 'GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n', 'blanks: /%00'],
    ['an absolute address', 'GET http://a/ü HTTP/1.1\r\nHost: a\r\n\r\n', 'blanks: http://a/%C3%BC'],
    ['a very long address', `GET /${'ü'.repeat(2_001)} HTTP/1.1\r\nHost: a\r\n\r\n`, 'without blanks.'],
    ['an address without a slash', 'GET a HTTP/1.1\r\nHost: a\r\n\r\n', 'must begin with "/"'],
    ['a TLS handshake', Buffer.from('160301020001000001fc0303', 'hex'), 'http, not https'],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'not HTTP/2'],
    ['a method in lower case', 'get / HTTP/1.1\r\nHost: a\r\n\r\n', 'upper case'],
    ['a header without a colon', `${GET}X-Admin\r\n\r\n`, 'no colon'],
    ['a length that is no number', `${POST}Content-Length: x\r\n\r\n`, 'Content-Length must be a whole number'],
    ['two lengths', `${POST}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc`, 'Content-Length must be sent once'],
    ['a length beside chunks', `${POST}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n`, 'Content-Length'],
    ['a chunk size that is none', chunked('xyz\r\n'), 'hexadecimal'],
    ['two Host headers', `${GET}Host: b\r\n\r\n`, 'Host must be sent once'],
    ['no Host header', 'GET / HTTP/1.1\r\n\r\n', 'Host is required'],
  ])('says what is wrong with %s', async (_what, bytes, detail) => {
    const exchange = await start(echo);
    const [, body = ''] = /\r\n\r\n(\{.*\})$/.exec(await exchange(bytes)) ?? [];
    expect(JSON.parse(body).detail).toContain(detail);
  });

  it.each(FRAMINGS)('never reads the bytes after %s as another request', async (_what, bytes) => {
    const exchange = await start(echo);
    const answer = await exchange(`${bytes}${GET}X-Smuggled: yes\r\n\r\n`);
    expect(answer.match(/HTTP\/1\.1 \d{3} /g)).toEqual(['HTTP/1.1 400 ']);
  });

  it.each([
    ['headers', GET, 'X-Slow: a\r\n'],
    ['a body', `${POST}Content-Length: 1000\r\n\r\n`, 'a'],
    ['a body in chunks', chunked(''), '1\r\na\r\n'],
  ])('does not wait for %s that come a piece at a time', async (_what, bytes, piece) => {
    await start(echo);
    const socket = await open();
    socket.write(bytes);
    const trickle = setInterval(() => socket.write(piece), 50);
    try {
      expect(await text(socket)).toMatch(/^HTTP\/1.1 408 /);
    } finally {
      clearInterval(trickle);
    }
  });

  it('takes an ordinary chunked body', async () => {
    const exchange = await start(echo);
    expect(await exchange(`${POST}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n0\r\n\r\n`)).toContain('<abc>');
  });

  it('closes a connection that sends nothing', async () => {
    const exchange = await start(echo);
    expect(await exchange('')).toMatch(/^(HTTP\/1.1 408 |$)/);
  });

  it('closes an idle connection', async () => {
    const exchange = await start(echo);
    expect(await exchange(`${GET}\r\n`)).toContain('<>');
  });

  it('closes a connection whose client stops reading', async () => {
    let cutOff: Promise<unknown> | undefined;
    const exchange = await start((_req, res) => {
      cutOff = once(res, 'close');
      res.write('never more');
    });
    await exchange(`${GET}\r\n`);
    await cutOff;
  });

  it('says in one sentence that the port is taken', async () => {
    await start(echo);
    const port = Number(new URL(listening?.url ?? '').port);
    await expect(listen({ handle: echo, port, host: '127.0.0.1' })).rejects.toThrow(
      `Port ${port} is already in use. Stop the other program, or set PORT to another port.`,
    );
  });
});

describe('a server that stops', () => {
  it('finishes requests in flight and accepts no new ones', async () => {
    let arrived: () => void = () => undefined;
    const inFlight = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const exchange = await start((_req, res) => {
      arrived();
      setTimeout(() => res.end('done'), 150);
    });
    const answer = exchange(`${GET}\r\n`);
    await inFlight;
    const closed = listening?.close();
    await expect(exchange(`${GET}\r\n`)).rejects.toThrow('ECONNREFUSED');
    expect(await answer).toMatch(/Connection: close.*done/s);
    await closed;
  });

  it('does not wait for a connection that is kept for later', async () => {
    await start(echo, { ...SHORT, keepAlive: 60_000, silence: 60_000, halfSent: 10_000, stop: 10_000 });
    const socket = await open();
    socket.write(`${GET}\r\n`);
    await once(socket, 'data');
    const begin = performance.now();
    await listening?.close();
    expect(performance.now() - begin).toBeLessThan(1_000);
  });

  const halfSent = [
    ['headers', GET],
    ['a body', `${POST}Content-Length: 10\r\n\r\nabc`],
    ['nothing', ''],
  ] as const;
  it.each(halfSent)('cuts off a request of which only %s arrived', async (_what, bytes) => {
    await start(echo, { headers: 60_000, request: 60_000, silence: 60_000, halfSent: 100, stop: 10_000 });
    const socket = await open();
    socket.write(bytes);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const begin = performance.now();
    await listening?.close();
    expect(performance.now() - begin).toBeLessThan(2_000);
  });

  it('ends requests that take too long', async () => {
    await start(() => undefined, { headers: 60_000, request: 60_000, silence: 60_000, halfSent: 100, stop: 300 });
    const socket = await open();
    socket.write(`${GET}\r\n`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await listening?.close();
    expect(listening?.server.listening).toBe(false);
  });
});
