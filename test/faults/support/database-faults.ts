import { setTimeout as delay } from 'node:timers/promises';
import type { Exchange, PassedAnswer } from '../../support/dynamodb-proxy.ts';

/** What goes wrong with one request to the database. */
export type Fault = (exchange: Exchange) => Promise<void>;

const JSON_TYPE = { 'content-type': 'application/x-amz-json-1.0' };
const HTML = '<html><body>Service Unavailable</body></html>';

const refuse =
  (name: string, status = 400): Fault =>
  async ({ response }) => {
    const body = JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'no' });
    response.writeHead(status, JSON_TYPE).end(body);
  };

/** The database does its part, and the answer suffers. */
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

/** Sends no end: a byte every 200 ms. */
function drip({ response }: Exchange): void {
  response.writeHead(200, { ...JSON_TYPE, 'content-length': 1_000 });
  const timer = setInterval(() => response.write('{'), 200);
  response.once('close', () => clearInterval(timer));
}

/** Faults in which the table refuses before it does anything; another attempt may go well. */
export const THROTTLING = {
  'throttles a hot key': refuse('ProvisionedThroughputExceededException'),
  'throttles the account': refuse('ThrottlingException'),
} as const satisfies Readonly<Record<string, Fault>>;

/** Faults that another attempt does not mend: nothing is ever done. */
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

/** Faults that strike when the database has done what it was asked. */
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

/** Faults of which nobody who only sees the answer knows whether something was done. */
export const IN_DOUBT = { ...BEFORE, ...WHEN_DONE };

/** Slow, but not so slow that anyone gives up. */
export const SLUGGISH: Fault = slow(300);
