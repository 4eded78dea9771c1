import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Problem } from '../http/problem.ts';
import { UsageError } from '../usage-error.ts';
import { framingFault, type ParseError, refuse, refuseUnreadable } from './unreadable-requests.ts';

export interface ListenOptions {
  readonly handle: RequestListener;
  readonly port: number;
  readonly host: string;
  readonly limits?: Partial<Limits>;
}

/** All in milliseconds. */
export interface Limits {
  /** Limit from the first byte of a connection or request to the end of its headers. */
  readonly headers: number;
  /** Limit from the end of the headers to the end of the body. Enough for 1 MiB at 300 kbit/s. */
  readonly request: number;
  /** Limit between requests. Longer than the 60 s of load balancers, which answer 502 if the server closes first. */
  readonly keepAlive: number;
  /** Limit without any data. Longer than the deadline of a request. */
  readonly silence: number;
  /** Time after which a stopping server closes incomplete requests. */
  readonly halfSent: number;
  /** Time after which a stopping server closes all connections. Docker kills after 10 s, `tsx watch` after 5 s. */
  readonly stop: number;
}

export interface Listening {
  readonly server: Server;
  readonly url: string;
  /** Finishes running requests, within the limits. */
  close(): Promise<void>;
}

const LIMITS: Limits = { headers: 10_000, request: 30_000, keepAlive: 65_000, silence: 60_000, halfSent: 1_500, stop: 4_500 };
/** How often Node checks the limits. Its default is 30 s. */
const CHECK_MS = 1_000;

/** @throws {UsageError} if the server cannot listen on the port */
export async function listen({ handle, port, host, limits: overrides = {} }: ListenOptions): Promise<Listening> {
  const limits = { ...LIMITS, ...overrides };
  const sockets = new Set<Socket>();
  const inFlight = new Map<IncomingMessage, ServerResponse>();
  let stopping = false;

  const server = createServer({
    headersTimeout: limits.headers,
    requestTimeout: limits.headers + limits.request,
    keepAliveTimeout: limits.keepAlive,
    connectionsCheckingInterval: Math.min(CHECK_MS, limits.headers),
    // `framingFault` checks the Host header. Node would answer without a body.
    requireHostHeader: false,
  });
  server.timeout = limits.silence;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('clientError', (error: ParseError, socket: Socket) => {
    const isAnswering = [...inFlight.values()].some((res) => res.socket === socket && res.headersSent);
    if (isAnswering || !socket.writable || error.code === 'ECONNRESET') socket.destroy();
    else refuseUnreadable(socket, error);
  });
  server.on('request', (req, res) => {
    inFlight.set(req, res);
    if (stopping) res.setHeader('Connection', 'close');
    res.once('close', () => {
      inFlight.delete(req);
      if (stopping) setImmediate(() => server.closeIdleConnections());
    });
    const fault = framingFault(req);
    if (fault === undefined) handle(req, res);
    else refuse(res, new Problem('malformed-request', { detail: fault }));
  });
  // An unknown expectation may be ignored (RFC 9110, section 10.1.1). Node would answer an empty 417.
  server.on('checkExpectation', (req, res) => server.emit('request', req, res));
  await bind(server, port, host);

  function closeHalfSent(): void {
    const busy = new Set([...inFlight.keys()].filter(({ complete }) => complete).map(({ socket }) => socket));
    for (const socket of sockets) if (!busy.has(socket)) socket.destroy();
  }

  return {
    server,
    url: urlOf(server, host),
    async close() {
      stopping = true;
      for (const res of inFlight.values()) if (!res.headersSent) res.setHeader('Connection', 'close');
      const closed = once(server, 'close');
      server.close();
      const timers = [
        setTimeout(closeHalfSent, limits.halfSent),
        setTimeout(() => {
          for (const socket of sockets) socket.destroy();
        }, limits.stop),
      ];
      await closed;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

async function bind(server: Server, port: number, host: string): Promise<void> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') throw new UsageError(`Port ${port} is already in use. Stop the other program, or set PORT to another port.`);
    if (code === 'EACCES') throw new UsageError(`This user may not listen on port ${port}. Set PORT to one above 1023.`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new UsageError(`HOST is "${host}", which is not an address of this machine.`);
    throw error;
  }
}

function urlOf(server: Server, host: string): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a server on a port has an address with a port');
  const name = host === '127.0.0.1' || host === '::1' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${address.port}`;
}
