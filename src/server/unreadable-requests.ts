import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { Problem } from '../http/problem.ts';

/** The error of Node's parser for a request that it cannot read. */
export interface ParseError extends Error {
  readonly code?: string;
  /** The last bytes received. The parser stopped after `bytesParsed` of them. */
  readonly rawPacket?: Buffer;
  readonly bytesParsed?: number;
}

const HEADERS_TOO_LARGE = 'The request line and the headers may have at most 16 KiB together.';
const TIMEOUT = 'The request took too long to arrive.';
const NOT_HTTP = 'The request is not valid HTTP/1.1.';
const NO_METHOD = 'The request must begin with an HTTP method in upper case, such as GET.';
const FIRST_BYTE_OF_TLS = 0x16;

/** Details by the error codes of llhttp, Node's parser. */
const DETAILS: Readonly<Record<string, string>> = {
  HPE_INVALID_VERSION: 'The request line must end with HTTP/1.1 or HTTP/1.0, then CR and LF.',
  HPE_PAUSED_H2_UPGRADE: 'The server speaks HTTP/1.1, not HTTP/2.',
  HPE_INVALID_HEADER_TOKEN: 'A header contains a character that is not allowed, continues on the next line, or has no colon.',
  HPE_INVALID_CONTENT_LENGTH: 'Content-Length must be a whole number.',
  HPE_UNEXPECTED_CONTENT_LENGTH: 'Content-Length must be sent once, and not together with Transfer-Encoding.',
  HPE_INVALID_TRANSFER_ENCODING: 'Transfer-Encoding must be "chunked", without Content-Length.',
  HPE_INVALID_CHUNK_SIZE: 'A chunk must begin with its size in hexadecimal digits.',
};
/** Longest address in characters that the answer repeats. */
const MAX_TARGET = 2_000;

/** Returns the fault of a host or body length that Node accepts, but that a proxy could read differently. */
export function framingFault({
  headersDistinct: { host = [], 'transfer-encoding': encodings },
  httpVersion,
}: IncomingMessage): string | undefined {
  if (host.length > 1) return 'The header Host must be sent once.';
  if (host.length === 0 && httpVersion !== '1.0') return 'The header Host is required.';
  const isChunked = encodings === undefined || (encodings.length === 1 && encodings[0]?.toLowerCase() === 'chunked');
  return isChunked ? undefined : 'Transfer-Encoding must be "chunked".';
}

/** Answers a request that no handler should see, and closes its connection. */
export function refuse(res: ServerResponse, problem: Problem): void {
  const requestId = randomUUID();
  const { headers, body } = answerOf(problem.toBody({ requestId }), requestId);
  res.writeHead(problem.status, headers).end(body);
}

/** Answers directly on the connection a request that Node's parser refused, or that did not arrive in time. */
export function refuseUnreadable(socket: Socket, error: ParseError): void {
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const requestId = randomUUID();
  const { headers, body } = answerOf(bodyFor(status, error, requestId), requestId);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`, () => socket.destroy());
}

function bodyFor(status: 400 | 408 | 431, error: ParseError, requestId: string): object {
  if (status === 400) return new Problem('malformed-request', { detail: detailOf(error) }).toBody({ requestId });
  // RFC 9457, section 4.2.1: with about:blank, the problem means the same as the status.
  const detail = status === 408 ? TIMEOUT : HEADERS_TOO_LARGE;
  return { type: 'about:blank', title: STATUS_CODES[status], status, detail, requestId };
}

function detailOf(error: ParseError): string {
  const { code = '', rawPacket } = error;
  if (code === 'HPE_INVALID_METHOD') {
    return rawPacket?.[0] === FIRST_BYTE_OF_TLS ? 'The server speaks http, not https.' : NO_METHOD;
  }
  // A blank ends the address too early, so the parser expects the version there.
  if (code === 'HPE_INVALID_URL' || code === 'HPE_INVALID_CONSTANT') return addressFault(error);
  return DETAILS[code] ?? NOT_HTTP;
}

function addressFault({ rawPacket = Buffer.alloc(0), bytesParsed = 0 }: ParseError): string {
  const [, target] = /^[A-Z]+ (.+?)(?: HTTP\/\d\.\d)?\r?$/.exec(textOf(lineAt(rawPacket, bytesParsed))) ?? [];
  const advice = 'The address must be percent-encoded UTF-8, without blanks';
  if (target === undefined || target.length > MAX_TARGET) return `${advice}.`;
  if (!/^(\/|https?:)/i.test(target)) return 'The address in the request line must begin with "/".';
  const encoded = target.toWellFormed().replaceAll(/[^\x21-\x7e]/gu, encodeURIComponent);
  return encoded === target ? `${advice}.` : `${advice}: ${encoded}`;
}

function lineAt(bytes: Buffer, index: number): Buffer {
  const end = bytes.indexOf('\n', index);
  return bytes.subarray(index === 0 ? 0 : bytes.lastIndexOf('\n', index - 1) + 1, end < 0 ? bytes.length : end);
}

/** Decodes UTF-8, or Latin-1 if the bytes are not UTF-8: old terminals send Latin-1. */
function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') ? bytes.toString('latin1') : text;
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
