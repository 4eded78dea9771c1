import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createCallers } from '../support/callers.ts';
import { startEmbeddedEndpoint } from '../support/embedded-endpoint.ts';
import { countLive, make } from '../support/records.ts';
import { IN_DOUBT, SLUGGISH, THROTTLING } from './support/database-faults.ts';
import type { InjectedFault } from './support/fault-proxy.ts';
import { type FaultyTarget, startFaultyTarget } from './support/faulty-target.ts';
import { outcomesOf } from './support/operations.ts';

jest.setTimeout(240_000);

const TASKS = '/api/v1/tasks';
/** Text that only write requests contain. */
const WRITES = '"ConditionExpression"';
const RESET_WHEN_DONE = IN_DOUBT['resets the connection when it is done'];
const RESET_BEFORE = IN_DOUBT['resets the connection before it does anything'];
const HANG = IN_DOUBT['hangs before it does anything'];

let database: Awaited<ReturnType<typeof startEmbeddedEndpoint>>;
let faulty: FaultyTarget;
const injectedFaults: InjectedFault[] = [];

beforeAll(async () => {
  database = await startEmbeddedEndpoint();
  faulty = await startFaultyTarget(database);
});
afterEach(() => {
  for (const injected of injectedFaults.splice(0)) injected.end();
  faulty.deadline = 15_000;
});
afterAll(async () => {
  await faulty.close();
  await database.close();
});

function injectFault(...args: Parameters<FaultyTarget['proxy']['injectFault']>): InjectedFault {
  const started = faulty.proxy.injectFault(...args);
  injectedFaults.push(started);
  return started;
}

describe('200 writes in a row', () => {
  // The first attempt: the retry finds the write. Every attempt: all retries fail too, so the client soon has no retries left.
  it.each([
    ['the first attempt', 1],
    ['every attempt', Number.POSITIVE_INFINITY],
  ])('are all acknowledged and applied once if the connection is reset after %s', async (_, times) => {
    const { editor } = await createCallers(faulty.target);
    const { path } = await make(editor, 'tasks', { title: 'changed' });
    for (let n = 0; n < 100; n++) {
      const first = injectFault(RESET_WHEN_DONE, { matching: WRITES, times });
      const changed = await editor.patch(path, { headers: { 'If-Match': `"${n + 1}"` }, body: { title: `change ${n}` } });
      expect([changed.status, changed.body.version]).toEqual([200, n + 2]);
      first.end();
      const second = injectFault(RESET_WHEN_DONE, { matching: WRITES, times });
      expect((await editor.post(TASKS, { body: { title: `created ${n}` } })).status).toBe(201);
      second.end();
    }
    expect(await countLive(editor, 'tasks')).toBe(101);
  });
});

describe('after a fault', () => {
  it('requests succeed at once, and failed ones are retried again soon', async () => {
    const { editor, viewer } = await createCallers(faulty.target);
    const { path } = await make(editor, 'tasks', { title: 'read' });
    // Uses up the retries of the client. It then sends each request once.
    const fault = injectFault(RESET_BEFORE);
    for (let n = 0; n < 40; n++) expect((await viewer.get(path)).status).toBe(503);
    const seen = fault.requestCount();
    expect((await viewer.get(path)).status).toBe(503);
    expect(fault.requestCount()).toBe(seen + 1);
    fault.end();
    for (let n = 0; n < 10; n++) expect((await viewer.get(path)).status).toBe(200);
    injectFault(THROTTLING['throttles a hot key'], { times: 1 });
    expect((await viewer.get(path)).status).toBe(200);
  });
});

describe('a batch that reaches its deadline', () => {
  const titles = Array.from({ length: 60 }, (_, n) => `operation ${n}`);
  const operations = titles.map((title) => ({ method: 'create', record: { title } }));

  async function interrupted(): Promise<readonly string[]> {
    const { editor, viewer, workspace } = await createCallers(faulty.target);
    faulty.deadline = 1_000;
    const fault = injectFault(SLUGGISH, { matching: workspace });
    const answer = await editor.post(`${TASKS}/batch`, { body: { operations } });
    const outcomes = outcomesOf(answer, operations.length);
    fault.end();
    faulty.deadline = 15_000;
    await delay(500);
    const found = new Set((await viewer.get(`${TASKS}?limit=100`)).body.items.map(({ title }: { title: string }) => title));
    expect(titles.filter((title, n) => outcomes[n] === 'done' && !found.has(title))).toEqual([]);
    expect(titles.filter((title, n) => outcomes[n] === 'not done' && found.has(title))).toEqual([]);
    return outcomes;
  }

  it('reports for each operation whether it was applied', async () => {
    const isBoth = (outcomes: readonly string[]) => outcomes.includes('done') && outcomes.includes('not done');
    // On a busy machine the deadline can pass before a single operation is done.
    let outcomes = await interrupted();
    for (let round = 1; round < 10 && !isBoth(outcomes); round++) outcomes = await interrupted();
    expect(outcomes).toContain('done');
    expect(outcomes).toContain('not done');
  });

  it('sends no more requests to the database after its answer', async () => {
    const { editor, workspace } = await createCallers(faulty.target);
    faulty.deadline = 1_000;
    const fault = injectFault(HANG, { matching: workspace });
    await editor.post(`${TASKS}/batch`, { body: { operations } });
    const seen = fault.requestCount();
    fault.end();
    await delay(1_000);
    expect(fault.requestCount()).toBe(seen);
    expect(faulty.proxy.pending()).toBe(0);
    expect(await countLive(editor, 'tasks')).toBe(0);
  });
});
