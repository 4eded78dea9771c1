// Run by Lambda's Node, with its flags, once for each figure: `measure.ts <file with the handler> <cold|warm> [file for a CPU profile]`.
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { claimsOf, requestEvent } from '../support/lambda/events.ts';
import { median } from './median.ts';

const CREATE = { title: 'Write the quarterly report', status: 'open', dueDate: '2026-12-31' };
const COLLECTION = '/api/v1/tasks';
/** Calls of each operation: for the warm-up of V8, and for the mean of one figure. */
const WARM_UP = 1_000;
const CALLS = 150;
const ROUNDS = 7;
/** Microseconds between the samples of a profile. */
const INTERVAL = 100;
/** Headers of a browser, as the gateway passes them on. */
const HEADERS = {
  Accept: 'application/json, text/plain, */*',
  'Accept-Encoding': 'gzip, deflate, br, zstd',
  'Accept-Language': 'en-GB,en;q=0.9',
  Authorization: `Bearer ${'x'.repeat(860)}`,
  Referer: 'https://app.example.com/',
  'Sec-Fetch-Mode': 'cors',
  'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36',
};

type Operation = 'get' | 'post' | 'patch' | 'list';

const [file = '', mode, profile] = process.argv.slice(2);
const claims = claimsOf('bench', 'admin');
const context = { awsRequestId: '00000000-0000-4000-8000-000000000000', getRemainingTimeInMillis: () => 29_000 };
const post = eventOf(COLLECTION, { method: 'POST', body: CREATE });

// Lambda's runtime client has loaded it before. A static import of it would not be in the bundle: a bundler takes Node's modules for free of effects.
await import('node:http');

const stopProfiler = mode === 'cold' ? await startProfiler() : undefined;
const start = cpu();
const { handler } = await import(pathToFileURL(file).href);
const init = cpu();
const { id } = JSON.parse((await ask(post)).body);
const get = eventOf(`${COLLECTION}/${id}`);
await ask(get);
const end = cpu();
await stopProfiler?.();
// Before the work of the figures themselves.
const memory = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify(mode === 'cold' ? { init: init - start, cold: end - start, memory } : await warm()));
process.exit(0);

/** Milliseconds of CPU, of all threads. */
function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** An event as the runtime gets it. */
function eventOf(url: string, options: { readonly method?: string; readonly body?: unknown } = {}): string {
  return JSON.stringify(requestEvent(url, { ...options, headers: HEADERS, claims }));
}

/** Includes the work of Lambda's runtime client, which parses the event and serializes the answer. */
async function ask(event: string): Promise<{ readonly body: string }> {
  const answer = await handler(JSON.parse(event), context);
  if (answer.statusCode >= 300) throw new Error(`${event} is answered with ${JSON.stringify(answer)}`);
  JSON.stringify(answer);
  return answer;
}

/** The median round of each operation, in milliseconds of CPU per call. The operations take turns. */
async function warm(): Promise<Record<Operation, number>> {
  // Each of its calls changes something.
  const patches = ['done', 'open'].map((status) => eventOf(`${COLLECTION}/${id}`, { method: 'PATCH', body: { status } }));
  const operations: Readonly<Record<Operation, readonly string[]>> = {
    get: [get],
    post: [post],
    patch: patches,
    list: [eventOf(`${COLLECTION}?limit=50`)],
  };
  for (const events of Object.values(operations)) await times(WARM_UP, events);
  const stop = await startProfiler();
  const rounds: Record<Operation, number[]> = { get: [], post: [], patch: [], list: [] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const operation of ['get', 'post', 'patch', 'list'] as const) rounds[operation].push(await times(CALLS, operations[operation]));
  }
  await stop?.();
  return { get: median(rounds.get), post: median(rounds.post), patch: median(rounds.patch), list: median(rounds.list) };
}

async function times(calls: number, events: readonly string[]): Promise<number> {
  const before = cpu();
  for (let n = 0; n < calls; n++) await ask(events[n % events.length] ?? '');
  return (cpu() - before) / calls;
}

/** Profiles this process until the returned function is called, if a file for the profile is given. */
async function startProfiler(): Promise<(() => Promise<void>) | undefined> {
  if (profile === undefined) return undefined;
  const { Session } = await import('node:inspector/promises');
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: INTERVAL });
  await session.post('Profiler.start');
  return async () => writeFileSync(profile, JSON.stringify((await session.post('Profiler.stop')).profile));
}
