import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Fault, IN_DOUBT } from '../faults/support/database-faults.ts';
import { type FaultProxy, startFaultProxy } from '../faults/support/fault-proxy.ts';
import { type DynamoDbLocal, startDynamoDbLocal } from '../support/dynamodb-local.ts';
import { ask, claimsOf, type FunctionAnswer, requestEvent } from '../support/lambda/events.ts';
import { type LambdaFunction, startLambdaFunction } from '../support/lambda/function.ts';

// The first run downloads Amazon's runtime client.
jest.setTimeout(180_000);

/** Timeout of an invocation in milliseconds. The function needs 500 ms of it for its answer, so the store must stop early. */
const TIMEOUT_MS = 3_000;
const TASKS = '/api/v1/tasks';

let database: DynamoDbLocal;
let proxy: FaultProxy;
let lambda: LambdaFunction;

beforeAll(async () => {
  database = await startDynamoDbLocal();
  proxy = await startFaultProxy(database.endpoint);
  lambda = await startLambdaFunction({ database: { ...database, endpoint: proxy.endpoint }, concurrency: 3, timeout: TIMEOUT_MS });
  // The first request of a function to DynamoDB takes the longest.
  await Promise.all([1, 2, 3].map(async () => await lambda.invoke(requestEvent('/api/health/ready'))));
});
afterAll(async () => {
  await lambda.close();
  proxy.close();
  await database.close();
});

/** A caller with its own workspace. */
function createCaller() {
  const sub = `caller-${crypto.randomUUID()}`;
  const send = async (method: string, path: string, options: { body?: unknown; headers?: Record<string, string> } = {}) =>
    await ask(lambda, requestEvent(path, { method, claims: claimsOf(sub), ...options }));
  return { sub, send };
}

const WHEN: [name: string, fault: Fault][] = [
  ['before', IN_DOUBT['hangs before it does anything']],
  ['after', IN_DOUBT['hangs when it is done']],
];
const steps = (names: readonly string[]) => WHEN.flatMap(([when, fault]) => names.map((step, n) => ({ when, step, n, fault })));

/** Sends a request twice; the database hangs at one step of the first. Returns both answers. */
async function sendTwice(
  { sub, send }: ReturnType<typeof createCaller>,
  { n, fault }: { n: number; fault: Fault },
  path: string,
  body: unknown,
): Promise<[FunctionAnswer, FunctionAnswer]> {
  const options = { body, headers: { 'Idempotency-Key': crypto.randomUUID() } };
  const injected = proxy.injectFault(fault, { matching: sub, after: n });
  // Any answer is in time, because the container is killed at the timeout.
  const first = await send('POST', path, options);
  injected.end();
  return [first, await send('POST', path, options)];
}

describe('an invocation that reaches its timeout in an idempotent create', () => {
  it.concurrent.each(steps(['the marker is written', 'the record is written']))(
    'answers 503 if DynamoDB hangs $when $step, and a retry leaves one record',
    async (step) => {
      const caller = createCaller();
      const [first, second] = await sendTwice(caller, step, TASKS, { title: 'once' });
      expect(first).toMatchObject({ status: 503, headers: { 'retry-after': expect.stringMatching(/^[1-9]\d*$/) } });
      expect(second.status).toBe(201);
      expect((await caller.send('GET', `${TASKS}/count`)).body).toEqual({ count: 1, complete: true });
    },
  );
});

describe('an invocation that reaches its timeout in a batch with an Idempotency-Key', () => {
  it.concurrent.each(steps(['the marker is written', 'the first operation', 'the second operation', 'the result is written']))(
    'answers 503 if DynamoDB hangs $when $step, and after a retry each operation is applied once',
    async (step) => {
      const caller = createCaller();
      const { id } = (await caller.send('POST', TASKS, { body: { title: 'before' } })).body;
      const operations = [
        { method: 'update', id, record: { title: 'after' } },
        { method: 'create', record: { title: 'new' } },
      ];
      const [first, second] = await sendTwice(caller, step, `${TASKS}/batch`, { operations });
      expect(first).toMatchObject({ status: 503, headers: { 'retry-after': expect.stringMatching(/^[1-9]\d*$/) } });
      expect(second.body['results']).toMatchObject([{ status: 200, record: { id, version: 2 } }, { status: 201 }]);
      expect((await caller.send('GET', `${TASKS}/count`)).body).toEqual({ count: 2, complete: true });
    },
  );
});
