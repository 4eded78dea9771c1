// Run by Lambda's Node, with its flags, once for each figure: `measure.ts <file with the handler> <cold|warm>`.
import 'node:http';
import { pathToFileURL } from 'node:url';
import { claimsOf, requestEvent } from '../support/lambda-events.ts';

const CREATE = { title: 'Write the quarterly report', status: 'open', dueDate: '2026-12-31' };
const COLLECTION = '/api/v1/tasks';
const WARM_UP = 300;
const ROUNDS = 5;
const CALLS = 60;

type Operation = 'post' | 'get' | 'list' | 'patch';

const [file = '', mode] = process.argv.slice(2);
const claims = claimsOf('bench', 'admin');
const context = { awsRequestId: '00000000-0000-4000-8000-000000000000', getRemainingTimeInMillis: () => 29_000 };
let id = '';
let statuses = 0;

const events: Readonly<Record<Operation, () => unknown>> = {
  post: () => requestEvent(COLLECTION, { method: 'POST', body: CREATE, claims }),
  get: () => requestEvent(`${COLLECTION}/${id}`, { claims }),
  list: () => requestEvent(`${COLLECTION}?limit=50`, { claims }),
  // Each changes something.
  patch: () => requestEvent(`${COLLECTION}/${id}`, { method: 'PATCH', body: { status: statuses++ % 2 === 0 ? 'done' : 'open' }, claims }),
};

const start = cpu();
const { handler } = await import(pathToFileURL(file).href);
const init = cpu();
id = JSON.parse((await ask('post')).body).id;
await ask('get');
const end = cpu();
const memory = () => process.resourceUsage().maxRSS / 1024;
const figures = mode === 'cold' ? { init: init - start, cold: end - start, memory: memory() } : { ...(await warm()), memory: memory() };
console.log(JSON.stringify(figures));
process.exit(0);

/** Milliseconds of CPU, of all threads. */
function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** With what Lambda's runtime client does: it reads the event and writes the answer. */
async function ask(operation: Operation): Promise<{ readonly body: string }> {
  const answer = await handler(JSON.parse(JSON.stringify(events[operation]())), context);
  if (answer.statusCode >= 300) throw new Error(`${operation}: ${JSON.stringify(answer)}`);
  JSON.stringify(answer);
  return answer;
}

/** The best round of each: what others use of the machine only ever adds. */
async function warm(): Promise<Record<Operation, number>> {
  const best = { post: Infinity, get: Infinity, list: Infinity, patch: Infinity };
  const operations: readonly Operation[] = ['post', 'get', 'list', 'patch'];
  for (const operation of operations) await times(WARM_UP, operation);
  for (let round = 0; round < ROUNDS; round++) {
    for (const operation of operations) best[operation] = Math.min(best[operation], await times(CALLS, operation));
  }
  return best;
}

/** Milliseconds of CPU a call. */
async function times(calls: number, operation: Operation): Promise<number> {
  const before = cpu();
  for (let n = 0; n < calls; n++) await ask(operation);
  return (cpu() - before) / calls;
}
