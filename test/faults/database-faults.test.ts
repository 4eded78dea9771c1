import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pMap from 'p-map';
import { createCallers } from '../support/callers.ts';
import type { Answer } from '../support/client.ts';
import { startDynamoDbLocal } from '../support/dynamodb-local.ts';
import { startEmbeddedEndpoint } from '../support/embedded-endpoint.ts';
import { type Fault, IN_DOUBT, LASTING, SLUGGISH, THROTTLING, WHEN_DONE } from './support/database-faults.ts';
import type { FaultOptions } from './support/fault-proxy.ts';
import { type FaultyTarget, type Reachable, startFaultyTarget } from './support/faulty-target.ts';
import { OPERATIONS, type Operation, type Outcome, outcomesOf, type Run } from './support/operations.ts';

// Many cases wait for timeouts.
jest.setTimeout(240_000);

/** Deadline in milliseconds while the fault lasts: enough for one failed attempt, too short for three. */
const SHORT_DEADLINE_MS = 4_000;
/** Extra milliseconds for a busy machine. */
const GRACE_MS = 2_000;
const AT_ONCE = 6;

interface Trial {
  readonly operation: Operation;
  readonly faultOptions: FaultOptions;
}

interface Result {
  readonly name: string;
  readonly outcomes: readonly Outcome[];
  /** Descriptions of what the service did wrong. */
  readonly wrong: readonly string[];
}

interface Subject extends Trial {
  readonly name: string;
  readonly workspace: string;
  readonly run: Run;
}

async function prepare({ target }: FaultyTarget, { operation, faultOptions }: Trial): Promise<Subject> {
  const callers = await createCallers(target);
  const name = `${operation.name}${faultOptions.after === undefined ? '' : `, request ${faultOptions.after}`}`;
  return { operation, faultOptions, name, workspace: callers.workspace, run: await operation.prepare(callers) };
}

interface Answered extends Subject {
  readonly answer: Answer;
  readonly isLate: boolean;
}

/** Sends the operation's request while the database has the fault. */
async function ask({ proxy, deadline }: FaultyTarget, subject: Subject, fault: Fault): Promise<Answered> {
  const injected = proxy.injectFault(fault, { matching: subject.operation.matching ?? subject.workspace, ...subject.faultOptions });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
  }, deadline + GRACE_MS);
  const answer = await subject.run.ask();
  clearTimeout(timer);
  injected.end();
  return { ...subject, answer, isLate };
}

/** Compares the answer with the records. The database has no fault any more. */
async function verify({ name, operation, run, answer, isLate }: Answered): Promise<Result> {
  const wrong = isLate ? ['the answer came after the deadline'] : [];
  const times = await run.times?.();
  let outcomes: Outcome[] = [];
  try {
    outcomes = outcomesOf(answer, times?.length ?? 1);
    if (times !== undefined) wrong.push(...contradictionsIn(outcomes, times));
    else if (answer.status === 200) expect(answer.text).toBe((await run.ask()).text);
    if (operation.hasKey) {
      const again = outcomesOf(await run.ask(), times?.length ?? 1);
      if (again.some((outcome) => outcome !== 'done')) wrong.push(`the retry with the key was ${again}`);
      else wrong.push(...contradictionsIn(again, (await run.times?.()) ?? []));
    }
  } catch (error) {
    wrong.push(String(error));
  }
  return { name, outcomes, wrong: wrong.map((text) => `${name}: ${text} (${answer.status} ${outcomes})`) };
}

/** Returns each part whose reported outcome contradicts how often it was carried out. */
function contradictionsIn(outcomes: readonly Outcome[], times: readonly number[]): string[] {
  const isTrue = { done: (n: number) => n === 1, 'not done': (n: number) => n === 0, unknown: (n: number) => n <= 1 };
  return outcomes.flatMap((outcome, part) => {
    const carriedOut = times[part] ?? 0;
    return isTrue[outcome](carriedOut) ? [] : [`part ${part} was reported as ${outcome}, but was carried out ${carriedOut} times`];
  });
}

/** Counts the requests that an operation sends to a healthy database. */
async function requestsOf({ target, proxy }: FaultyTarget, operation: Operation): Promise<number> {
  const callers = await createCallers(target);
  const run = await operation.prepare(callers);
  const injected = proxy.injectFault(undefined, { matching: operation.matching ?? callers.workspace });
  await run.ask();
  injected.end();
  return injected.requestCount();
}

interface Case {
  readonly name: string;
  readonly fault: Fault;
  /** Whether a retry can succeed. */
  readonly isTransient: boolean;
}

interface Row {
  readonly name: string;
  readonly start: () => Promise<Reachable & { close(): Promise<void> }>;
  readonly cases: readonly Case[];
}

function casesOf(faults: Readonly<Record<string, Fault>>, isTransient: boolean): Case[] {
  return Object.entries(faults).map(([name, fault]) => ({ name, fault, isTransient }));
}

const DATABASES: Row[] = [
  {
    name: 'the embedded database',
    start: startEmbeddedEndpoint,
    cases: [...casesOf({ ...THROTTLING, ...IN_DOUBT, 'is sluggish': SLUGGISH }, true), ...casesOf(LASTING, false)],
  },
  // DynamoDB Local differs in how it refuses a condition. That matters only if the write was applied before the fault.
  { name: 'DynamoDB Local', start: startDynamoDbLocal, cases: casesOf(WHEN_DONE, true) },
];

describe.each(DATABASES)('$name', ({ start, cases }) => {
  let database: Awaited<ReturnType<Row['start']>>;
  /** One trial for each request that an operation sends to the database. */
  const requests: Trial[] = [];

  beforeAll(async () => {
    database = await start();
    const target = await startFaultyTarget(database);
    for (const operation of OPERATIONS) {
      const count = await requestsOf(target, operation);
      for (let after = 0; after < count; after++) requests.push({ operation, faultOptions: { after, times: 1 } });
    }
    await target.close();
  });
  afterAll(async () => await database.close());

  /** Runs the trials in parallel while the fault lasts, because they mostly wait for timeouts. */
  async function tryEach(target: FaultyTarget, trials: readonly Trial[], fault: Fault, deadline: number): Promise<Result[]> {
    const usual = target.deadline;
    const subjects = await pMap(trials, async (trial) => await prepare(target, trial), { concurrency: AT_ONCE });
    target.deadline = deadline;
    const asked = await pMap(subjects, async (subject) => await ask(target, subject, fault), { concurrency: 4 * AT_ONCE });
    target.deadline = usual;
    return await pMap(asked, verify, { concurrency: AT_ONCE });
  }

  /** Tries every operation twice: with the fault in all of its requests, then in one request at a time. */
  async function tryAll(fault: Fault): Promise<{ passing: Result[]; wrong: string[] }> {
    const target = await startFaultyTarget(database);
    try {
      const lasting = await tryEach(
        target,
        OPERATIONS.map((operation) => ({ operation, faultOptions: {} })),
        fault,
        SHORT_DEADLINE_MS,
      );
      const passing = await tryEach(target, requests, fault, target.deadline);
      await delay(200);
      const open = target.proxy.pending();
      const leaks = open === 0 ? [] : [`${open} requests to the database are still open`];
      return { passing, wrong: [...[...lasting, ...passing].flatMap(({ wrong }) => wrong), ...leaks] };
    } finally {
      await target.close();
    }
  }

  it.each(cases)(
    '$name: each operation is done once or answers 503, and is done once if a retry can succeed',
    async ({ fault, isTransient }) => {
      const { passing, wrong } = await tryAll(fault);
      expect(wrong).toEqual([]);
      const left = passing.filter(({ outcomes }) => outcomes.some((outcome) => outcome !== 'done'));
      expect(isTransient ? left : []).toEqual([]);
    },
  );
});
