import { setTimeout as delay } from 'node:timers/promises';
import { StoreUnavailable } from './record-store.ts';
import { toStoreError, type Verdict, verdictOn } from './table-failures.ts';

const ATTEMPTS = 3;
const ATTEMPT_MS = 2_000;
/** Limit for all attempts of one request to the table, including the pauses. */
const CALL_MS = 5_000;
/** With less time left, no attempt starts, because its outcome would be unknown. */
const SHORTEST_ATTEMPT_MS = 10;

/** The longest pause before the second attempt. It is twice as long before the third. The actual pause is random. */
const PAUSE_MS = { throttled: 500, other: 25 };

/**
 * The number of retries that a process may still make.
 * A response to a first attempt adds a fraction of a retry. A response to a retry adds a whole retry.
 * If the table is down or throttled, each request soon has a single attempt.
 * If only responses are lost, retries continue. The SDK's own quota would stop them (aws-sdk-js-v3#4754).
 */
const SPARE_REPETITIONS = 50;
const EARNED_BY_ANSWER = 0.2;

/** Sends one request to the table. The signal aborts the attempt. */
export type Send<Answer> = (options: { readonly abortSignal: AbortSignal }) => Promise<Answer>;
export type Retry = <Answer>(kind: 'read' | 'write', send: Send<Answer>) => Promise<Answer>;

export interface RetriesOptions {
  /** Returns the milliseconds that remain for the current request. */
  readonly timeLeft: () => number;
}

/**
 * Retries failures that another attempt may fix, within the remaining time.
 * Every request of the store is safe to repeat: the condition of a write fails if the write was already applied.
 * @throws the failures of the store; `outcomeUnknown` and `inDoubt` only if an attempt of a write may have been applied
 */
export function createRetries({ timeLeft }: RetriesOptions): Retry {
  let spare = SPARE_REPETITIONS;

  function noteAnswer(attempt: number): void {
    spare = Math.min(SPARE_REPETITIONS, spare + (attempt > 1 ? 1 : EARNED_BY_ANSWER));
  }

  return async function retry(kind, send) {
    const end = performance.now() + Math.min(CALL_MS, timeLeft());
    let inDoubt = false;
    for (let attempt = 1; ; attempt++) {
      const left = end - performance.now();
      if (left < SHORTEST_ATTEMPT_MS) throw new StoreUnavailable('there is no time left to ask the table', { outcomeUnknown: inDoubt });
      try {
        const answer = await within(Math.min(ATTEMPT_MS, left), send);
        noteAnswer(attempt);
        return answer;
      } catch (error) {
        const verdict = verdictOn(error);
        if (verdict === 'answered') noteAnswer(attempt);
        inDoubt ||= kind === 'write' && verdict === 'in doubt';
        const pause = pauseAfter(verdict, attempt);
        const isOver = pause === undefined || spare < 1 || performance.now() + pause + SHORTEST_ATTEMPT_MS > end;
        if (isOver) throw toStoreError(error, inDoubt);
        spare -= 1;
        await delay(pause);
      }
    }
  };
}

async function within<Answer>(milliseconds: number, send: Send<Answer>): Promise<Answer> {
  // Not `AbortSignal.timeout`: its timer outlives the attempt and keeps the request in memory.
  const end = new AbortController();
  // If this process was too busy, the response may have arrived already: read it before the abort.
  const timer = setTimeout(() => setImmediate(() => end.abort()), milliseconds);
  try {
    return await send({ abortSignal: end.signal });
  } finally {
    clearTimeout(timer);
  }
}

/** Returns the milliseconds until the next attempt, or `undefined` if there is none. */
function pauseAfter(verdict: Verdict, attempt: number): number | undefined {
  if (verdict === 'answered' || verdict === 'refused' || attempt === ATTEMPTS) return undefined;
  const longest = verdict === 'throttled' ? PAUSE_MS.throttled : PAUSE_MS.other;
  return Math.random() * longest * 2 ** (attempt - 1);
}
