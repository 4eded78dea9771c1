import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type DynamoDbLocal, startDynamoDbLocal } from '../support/dynamodb-local.ts';
import { environmentOf } from '../support/lambda-environment.ts';
import { ask, claimsOf, requestEvent } from '../support/lambda-events.ts';
import { startLambdaFunction } from '../support/lambda-function.ts';

const MINUTE = 60_000;
const TASKS = '/api/v1/tasks';
const CALLERS = Array.from({ length: 20 }, (_, n) => `caller-${n}`);

type Ask = (event: unknown) => Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }>;

let database: DynamoDbLocal;

beforeAll(async () => {
  database = await startDynamoDbLocal();
}, 3 * MINUTE);
afterAll(async () => await database.close());

describe('events that overlap in one process do not cross', () => {
  it('when they begin in the same turn of its loop', async () => {
    const handler = await handlerOfBundle();
    const log = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    try {
      await expectNoCrossing(async (event) => {
        const { statusCode, body } = await handler(event, { awsRequestId: crypto.randomUUID(), getRemainingTimeInMillis: () => MINUTE });
        return { status: statusCode, body: JSON.parse(body) };
      });
    } finally {
      log.mockRestore();
    }
  });

  it('under Amazon’s runtime client, which takes several at once on Lambda Managed Instances', async () => {
    const crowd = await startLambdaFunction({ database, concurrency: 1, eventsAtOnce: CALLERS.length });
    try {
      await expectNoCrossing(async (event) => await ask(crowd, event));
    } finally {
      await crowd.close();
    }
  });
});

/** Every caller creates a record and lists its own, all at the same time. */
async function expectNoCrossing(ask: Ask): Promise<void> {
  const title = crypto.randomUUID();
  const send = async (sub: string, method: string, body?: unknown) =>
    await ask(requestEvent(`${TASKS}${method === 'GET' ? `?title=${title}` : ''}`, { method, body, claims: claimsOf(sub) }));
  const created = await Promise.all(CALLERS.map(async (sub) => await send(sub, 'POST', { title })));
  expect(created.map(({ status, body }) => [status, body['createdBy']])).toEqual(CALLERS.map((sub) => [201, sub]));
  const lists = await Promise.all(CALLERS.map(async (sub) => await send(sub, 'GET')));
  expect(lists.map(({ body }) => body['items'])).toEqual(created.map(({ body }) => [body]));
}

/** The handler in this process, which the environment is set for. */
async function handlerOfBundle() {
  const taskRoot = resolve('dist/lambda');
  Object.assign(process.env, environmentOf({ taskRoot, database, settings: { LOG_LEVEL: 'error' }, eventsAtOnce: 1 }));
  const { handler } = await import(pathToFileURL(`${taskRoot}/index.mjs`).href);
  return handler;
}
