import { ask, claimsOf, type EventOptions, requestEvent } from '../support/lambda/events.ts';
import { startLambdaFunction } from '../support/lambda/function.ts';
import { startCannedDatabase } from './canned-database.ts';

/** What an operation asked DynamoDB for, and what it may. */
export interface RequestCount {
  readonly operation: string;
  readonly asked: readonly string[];
  readonly allowed: readonly string[];
}

const TABLE = 'counted';
const COLLECTION = '/api/v1/tasks';
const TASK = { title: 'Counted', status: 'open', dueDate: '2030-01-01' };
const claims = claimsOf('counter', 'admin');

/** Has the built function do each operation once. @throws if one is not answered as it should be */
export async function countRequests(): Promise<readonly RequestCount[]> {
  const database = await startCannedDatabase();
  const lambda = await startLambdaFunction({ database: { endpoint: database.endpoint, tableName: TABLE } });

  async function send(path: string, options: EventOptions = {}): Promise<Readonly<Record<string, unknown>>> {
    const { status, body } = await ask(lambda, requestEvent(`${COLLECTION}${path}`, { ...options, claims }));
    if (status >= 300) throw new Error(`${options.method ?? 'GET'} ${path} is answered with ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  try {
    const { id } = await send('', { method: 'POST', body: TASK });
    const operations: [operation: string, allowed: readonly string[], path: string, options?: EventOptions][] = [
      ['get', ['GetItem'], `/${id}`],
      ['create', ['PutItem'], '', { method: 'POST', body: TASK }],
      ['idempotent create', ['PutItem', 'PutItem'], '', { method: 'POST', body: TASK, headers: { 'Idempotency-Key': 'once' } }],
      ['patch', ['UpdateItem'], `/${id}`, { method: 'PATCH', body: { status: 'done' } }],
      ['replace', ['UpdateItem'], `/${id}`, { method: 'PUT', body: TASK }],
      ['page, newest first', ['Query'], ''],
      ['page in the order of titles', ['Query'], '?sort=title'],
      ['page of one status', ['Query'], '?status=open'],
      ['trash', ['UpdateItem'], `/${id}`, { method: 'DELETE' }],
    ];
    const counts: RequestCount[] = [];
    for (const [operation, allowed, path, options] of operations) {
      database.takeRequests();
      await send(path, options);
      counts.push({ operation, allowed, asked: database.takeRequests() });
    }
    return counts;
  } finally {
    await lambda.close();
    await database.close();
  }
}
