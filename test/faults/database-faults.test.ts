import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pMap from 'p-map';
import { createCallers } from '../support/callers.ts';
import type { Answer } from '../support/client.ts';
import { startDynamoDbLocal } from '../support/dynamodb-local.ts';
import { startEmbeddedEndpoint } from '../support/embedded-endpoint.ts';
import { type Fault, IN_DOUBT, LASTING, SLUGGISH, THROTTLING, WHEN_DONE } from './support/database-faults.ts';
import type { StrikeOptions } from './support/fault-proxy.ts';
import { type FaultyTarget, type Reachable, startFaultyTarget } from './support/faulty-target.ts';
import { OPERATIONS, type Operation, type Outcome, outcomesOf, type Run } from './support/operations.ts';

// Many of the cases wait for time-outs, several at once.
jest.setTimeout(240_000);

/** Milliseconds that a request may take while the fault lasts: one attempt has time to fail, three have not. */
const SHORT_DEADLINE_MS = 4_000;
/** What a busy machine adds to it. */
const GRACE_MS = 2_000;
const AT_ONCE = 6;

interface Trial {
  readonly operation: Operation;
  readonly strike: StrikeOptions;
}

interface Result {
  readonly name: string;
  readonly outcomes: readonly Outcome[];
  /** What was not as it must be. */
  readonly wrong: readonly string[];
}

interface Subject extends Trial {
  readonly name: string;
  readonly workspace: string;
  readonly run: Run;
}

async function prepare({ target }: FaultyTarget, { operation, strike }: Trial): Promise<Subject> {
  const callers = await createCallers(target);
  const name = `${operation.name}${strike.after === undefined ? '' : `, request ${strike.after}`}`;
  return { operation, strike, name, workspace: callers.workspace, run: await operation.prepare(callers) };
}

interface Asked extends Subject {
  readonly answer: Answer;
  readonly isLate: boolean;
}

/** Asks for the operation while the database has the fault. */
async function ask({ proxy, deadline }: FaultyTarget, subject: Subject, fault: Fault): Promise<Asked> {
  const strike = proxy.strike(fault, { matching: subject.operation.matching ?? subject.workspace, ...subject.strike });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
  }, deadline + GRACE_MS);
  const answer = await subject.run.ask();
  clearTimeout(timer);
  strike.end();
  return { ...subject, answer, isLate };
}

/** Holds the answer against the records, now that the database is well. */
async function judge({ name, operation, run, answer, isLate }: Asked): Promise<Result> {
  const wrong = isLate ? ['it was late'] : [];
  const times = await run.times?.();
  let outcomes: Outcome[] = [];
  try {
    outcomes = outcomesOf(answer, times?.length ?? 1);
    if (times !== undefined) wrong.push(...liesOf(outcomes, times));
    else if (answer.status === 200) expect(answer.text).toBe((await run.ask()).text);
    if (operation.hasKey) {
      const again = outcomesOf(await run.ask(), times?.length ?? 1);
      if (again.some((outcome) => outcome !== 'done')) wrong.push(`the repetition with the key came to ${again}`);
      else wrong.push(...liesOf(again, (await run.times?.()) ?? []));
    }
  } catch (error) {
    wrong.push(String(error));
  }
  return { name, outcomes, wrong: wrong.map((text) => `${name}: ${text} (${answer.status} ${outcomes})`) };
}

/** Where what was said of a part does not agree with how often it was carried out. */
function liesOf(outcomes: readonly Outcome[], times: readonly number[]): string[] {
  const isTrue = { done: (n: number) => n === 1, 'not done': (n: number) => n === 0, unknown: (n: number) => n <= 1 };
  return outcomes.flatMap((outcome, part) => {
    const carriedOut = times[part] ?? 0;
    return isTrue[outcome](carriedOut) ? [] : [`part ${part} was called ${outcome}, and was carried out ${carriedOut} times`];
  });
}

/** The requests that an operation makes of a healthy database. */
async function requestsOf({ target, proxy }: FaultyTarget, operation: Operation): Promise<number> {
  const callers = await createCallers(target);
  const run = await operation.prepare(callers);
  const strike = proxy.strike(undefined, { matching: operation.matching ?? callers.workspace });
  await run.ask();
  strike.end();
  return strike.requestCount();
}

interface Case {
  readonly name: string;
  readonly fault: Fault;
  /** Whether another attempt mends it. */
  readonly mends: boolean;
}

interface Row {
  readonly name: string;
  readonly start: () => Promise<Reachable & { close(): Promise<void> }>;
  readonly cases: readonly Case[];
}

function casesOf(faults: Readonly<Record<string, Fault>>, mends: boolean): Case[] {
  return Object.entries(faults).map(([name, fault]) => ({ name, fault, mends }));
}

const DATABASES: Row[] = [
  {
    name: 'the embedded database',
    start: startEmbeddedEndpoint,
    cases: [...casesOf({ ...THROTTLING, ...IN_DOUBT, 'is sluggish': SLUGGISH }, true), ...casesOf(LASTING, false)],
  },
  // The faults are the proxy's; what is another here is how conditions are refused, which matters where the work is done.
  { name: 'DynamoDB Local', start: startDynamoDbLocal, cases: casesOf(WHEN_DONE, true) },
];

describe.each(DATABASES)('$name', ({ start, cases }) => {
  let database: Awaited<ReturnType<Row['start']>>;
  /** Each request of each operation. */
  const requests: Trial[] = [];

  beforeAll(async () => {
    database = await start();
    const target = await startFaultyTarget(database);
    for (const operation of OPERATIONS) {
      const count = await requestsOf(target, operation);
      for (let after = 0; after < count; after++) requests.push({ operation, strike: { after, times: 1 } });
    }
    await target.close();
  });
  afterAll(async () => await database.close());

  /** Everything at once while the fault is there: what is waited for then is mostly time-outs. */
  async function tryEach(target: FaultyTarget, trials: readonly Trial[], fault: Fault, deadline: number): Promise<Result[]> {
    const usual = target.deadline;
    const subjects = await pMap(trials, async (trial) => await prepare(target, trial), { concurrency: AT_ONCE });
    target.deadline = deadline;
    const asked = await pMap(subjects, async (subject) => await ask(target, subject, fault), { concurrency: 4 * AT_ONCE });
    target.deadline = usual;
    return await pMap(asked, judge, { concurrency: AT_ONCE });
  }

  /** Every operation, with the fault in all of its requests, then in each of them alone. */
  async function tryAll(fault: Fault): Promise<{ passing: Result[]; wrong: string[] }> {
    const target = await startFaultyTarget(database);
    try {
      const lasting = await tryEach(
        target,
        OPERATIONS.map((operation) => ({ operation, strike: {} })),
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

  it.each(cases)('$name: done once or 503, and done once where another attempt mends it', async ({ fault, mends }) => {
    const { passing, wrong } = await tryAll(fault);
    expect(wrong).toEqual([]);
    const left = passing.filter(({ outcomes }) => outcomes.some((outcome) => outcome !== 'done'));
    expect(mends ? left : []).toEqual([]);
  });
});
