import { dirname, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DynamoDbLocal, startDynamoDbLocal } from '../support/dynamodb-local.ts';
import { environmentOf } from '../support/lambda/environment.ts';
import { answerOf, ask, claimsOf, type FunctionAnswer, requestEvent } from '../support/lambda/events.ts';
import { startLambdaFunction } from '../support/lambda/function.ts';
import { installLambda } from '../support/lambda/installation.ts';
import { startConcurrentEvents } from './support/concurrent-events.ts';

const MINUTE = 60_000;
const TASKS = '/api/v1/tasks';
const CALLERS = Array.from({ length: 20 }, (_, n) => `caller-${n}`);

type SendAll = (events: readonly unknown[]) => Promise<readonly Pick<FunctionAnswer, 'status' | 'body'>[]>;

let database: DynamoDbLocal;

beforeAll(async () => {
  database = await startDynamoDbLocal();
}, 3 * MINUTE);
afterAll(async () => await database.close());

describe('concurrent events in one process', () => {
  it('get their own answers if they begin in the same turn of the event loop', async () => {
    const file = resolve('dist/lambda/index.mjs');
    const { node } = await installLambda();
    const env = environmentOf({ taskRoot: dirname(file), database, settings: { LOG_LEVEL: 'error' }, eventsAtOnce: 1 });
    const together = startConcurrentEvents({ node, env, file });
    try {
      await expectOwnAnswers(async (events) => (await together.invokeAll(events)).map(answerOf));
    } finally {
      together.close();
    }
  });

  it('get their own answers under Amazon’s runtime client, as on Lambda Managed Instances', async () => {
    const crowd = await startLambdaFunction({ database, concurrency: 1, eventsAtOnce: CALLERS.length });
    try {
      await expectOwnAnswers(async (events) => await Promise.all(events.map(async (event) => await ask(crowd, event))));
    } finally {
      await crowd.close();
    }
  });
});

/** Every caller creates a record, and then lists its own records, all at the same time. */
async function expectOwnAnswers(sendAll: SendAll): Promise<void> {
  const title = crypto.randomUUID();
  const created = await sendAll(CALLERS.map((sub) => requestEvent(TASKS, { method: 'POST', body: { title }, claims: claimsOf(sub) })));
  expect(created.map(({ status, body }) => [status, body['createdBy']])).toEqual(CALLERS.map((sub) => [201, sub]));
  const lists = await sendAll(CALLERS.map((sub) => requestEvent(`${TASKS}?title=${title}`, { claims: claimsOf(sub) })));
  expect(lists.map(({ body }) => body['items'])).toEqual(created.map(({ body }) => [body]));
}
