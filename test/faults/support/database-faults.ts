import { setTimeout as delay } from 'node:timers/promises';
import type { Exchange, PassedAnswer } from '../../support/dynamodb-proxy.ts';

/** Handles one request to the database in a faulty way. */
export type Fault = (exchange: Exchange) => Promise<void>;

const JSON_TYPE = { 'content-type': 'application/x-amz-json-1.0' };
const HTML = '<html><body>Service Unavailable</body></html>';

const refuse =
  (name: string, status = 400): Fault =>
  async ({ response }) => {
    const body = JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'no' });
    response.writeHead(status, JSON_TYPE).end(body);
  };

/** The database carries out the request, then the answer is broken. */
const afterwards =
  (spoil: (exchange: Exchange, answer: PassedAnswer) => void): Fault =>
  async (exchange) => {
    spoil(exchange, await exchange.pass());
  };

/** Answers late. */
export const slow =
  (milliseconds: number): Fault =>
  async ({ pass, response }) => {
    await delay(milliseconds);
    const { status, headers, body } = await pass();
    response.writeHead(status, headers).end(body);
  };

function half(body: Buffer): Buffer {
  return body.subarray(0, body.length / 2);
}

/** Sends one byte every 200 ms, without an end. */
function drip({ response }: Exchange): void {
  response.writeHead(200, { ...JSON_TYPE, 'content-length': 1_000 });
  const timer = setInterval(() => response.write('{'), 200);
  response.once('close', () => clearInterval(timer));
}

/** Faults in which the table refuses a request before it does anything. A retry can succeed. */
export const THROTTLING = {
  'throttles a hot key': refuse('ProvisionedThroughputExceededException'),
  'throttles the account': refuse('ThrottlingException'),
} as const satisfies Readonly<Record<string, Fault>>;

/** Faults that no retry can overcome. The request is never carried out. */
export const LASTING = {
  'finds the credentials expired': refuse('ExpiredTokenException'),
  'has no such table': refuse('ResourceNotFoundException'),
  'denies access': refuse('AccessDeniedException'),
} as const satisfies Readonly<Record<string, Fault>>;

const BEFORE = {
  'fails before it does anything': refuse('InternalServerError', 500),
  'is kept behind a page of HTML with 503': async ({ response }) => {
    response.writeHead(503, { 'content-type': 'text/html' }).end(HTML);
  },
  'resets the connection before it does anything': async ({ response }) => void response.socket?.resetAndDestroy(),
  'hangs before it does anything': async () => undefined,
} as const satisfies Readonly<Record<string, Fault>>;

/** Faults after the database has carried out the request. */
export const WHEN_DONE = {
  'fails when it is done': afterwards(({ response }) => {
    response.writeHead(500, JSON_TYPE).end(JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError' }));
  }),
  'is hidden behind a page of HTML with 503 when it is done': afterwards(({ response }) => {
    response.writeHead(503, { 'content-type': 'text/html' }).end(HTML);
  }),
  'has its JSON cut': afterwards(({ response }, { body }) => {
    response.writeHead(200, JSON_TYPE).end(half(body));
  }),
  'has its answer emptied': afterwards(({ response }) => {
    response.writeHead(200, { ...JSON_TYPE, 'content-length': 0 }).end();
  }),
  'loses the connection within its answer': afterwards(({ response }, { body }) => {
    response.writeHead(200, { ...JSON_TYPE, 'content-length': body.length });
    response.write(half(body), () => response.socket?.resetAndDestroy());
  }),
  'resets the connection when it is done': afterwards(({ response }) => void response.socket?.resetAndDestroy()),
  'hangs when it is done': afterwards(() => undefined),
  'stalls within its answer': afterwards(({ response }, { body }) => {
    response.writeHead(200, { ...JSON_TYPE, 'content-length': body.length }).write(half(body));
  }),
  'drips its answer without end': afterwards(drip),
  'is too slow': slow(2_500),
} as const satisfies Readonly<Record<string, Fault>>;

/** Faults whose answer does not show whether the request was carried out. */
export const IN_DOUBT = { ...BEFORE, ...WHEN_DONE };

/** Slow, but within every timeout. */
export const SLUGGISH: Fault = slow(300);
