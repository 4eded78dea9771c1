import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Context } from '../src/lambda/handler.ts';
import { CACHE_FILE, loadBundle } from '../src/lambda/load-bundle.ts';
import { NAME } from '../src/name.ts';

// code-cache.ts runs this file in the Node of the Lambda runtime, with its flags.

const COLLECTION = '/api/v1/tasks';
const TASK = { title: 'Warm up', notes: 'Once', status: 'done', priority: 'low', dueDate: '2030-01-01', tags: ['a'] };
const CONTEXT: Context = { awsRequestId: '00000000-0000-4000-8000-000000000000', getRemainingTimeInMillis: () => 30_000 };

const [folder = '.'] = process.argv.slice(2);
const { createHandler, takeCodeCache } = loadBundle(resolve(folder));
const handler = createHandler(process.env, { codeCache: 'none' });

const { location } = await ask('POST', COLLECTION, JSON.stringify(TASK));
await ask('GET', location);
const cache = takeCodeCache();
writeFileSync(join(folder, CACHE_FILE), cache);
console.log(`${join(folder, CACHE_FILE)}: ${cache.length} bytes, for Node ${process.version} on ${process.arch}`);

async function ask(method: string, rawPath: string, body?: string): Promise<{ readonly location: string }> {
  const answer = await handler(eventOf(method, rawPath, body), CONTEXT);
  const { statusCode, headers } = fieldsOf(answer);
  if (Number(statusCode) >= 300) throw new Error(`${method} ${rawPath} is answered with ${JSON.stringify(answer)}`);
  return { location: String(fieldsOf(headers)['location']) };
}

function eventOf(method: string, rawPath: string, body?: string): object {
  const jwt = { claims: { sub: 'warm-up', scope: `${NAME}/read ${NAME}/write` } };
  return {
    version: '2.0',
    rawPath,
    rawQueryString: '',
    headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    requestContext: { http: { method, sourceIp: '127.0.0.1' }, authorizer: { jwt }, stage: '$default' },
    body,
    isBase64Encoded: false,
  };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
