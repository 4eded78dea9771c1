import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { Problem } from '../http/problem.ts';

/** What Node lets through although another hop may read it differently: which host is meant, and where the body ends. */
export function framingFault({
  headersDistinct: { host = [], 'transfer-encoding': encodings },
  httpVersion,
}: IncomingMessage): string | undefined {
  if (host.length > 1) return 'There is more than one Host header.';
  if (host.length === 0 && httpVersion !== '1.0') return 'There is no Host header.';
  const isChunked = encodings === undefined || (encodings.length === 1 && encodings[0]?.toLowerCase() === 'chunked');
  return isChunked ? undefined : 'The only Transfer-Encoding taken is chunked.';
}

/** Answers a request that no handler should see, and ends its connection. */
export function refuse(res: ServerResponse, problem: Problem): void {
  const requestId = randomUUID();
  const { headers, body } = answerOf(problem.toBody({ requestId }), requestId);
  res.writeHead(problem.status, headers).end(body);
}

/** Answers what Node's parser refuses with `code`, or what has not arrived in time, on the bare connection. */
export function refuseUnreadable(socket: Socket, code: string | undefined): void {
  const status = code === 'HPE_HEADER_OVERFLOW' ? 431 : code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const requestId = randomUUID();
  const { headers, body } = answerOf(bodyFor(status, requestId), requestId);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`, () => socket.destroy());
}

function bodyFor(status: 400 | 408 | 431, requestId: string): object {
  if (status === 400) return new Problem('malformed-request', { detail: 'This is not HTTP/1.1 as it should be.' }).toBody({ requestId });
  const detail = status === 408 ? 'The request took too long to arrive.' : 'The request line and headers may have at most 16 KiB together.';
  // RFC 9457, section 4.2.1: about:blank says no more than the status does.
  return { type: 'about:blank', title: STATUS_CODES[status], status, detail, requestId };
}

function answerOf(problem: object, requestId: string): { headers: Record<string, string>; body: string } {
  const body = JSON.stringify(problem);
  const headers = {
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    'X-Request-Id': requestId,
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    Connection: 'close',
  };
  return { headers, body };
}
