import { setTimeout as delay } from 'node:timers/promises';
import { StoreUnavailable } from './record-store.ts';
import { toStoreError, type Verdict, verdictOn } from './table-failures.ts';

const ATTEMPTS = 3;
const ATTEMPT_MS = 2_000;
/** All attempts of one request to the table, and the pauses between them. */
const CALL_MS = 5_000;
/** With less time left, no attempt starts: its outcome would only become unknown. */
const SHORTEST_ATTEMPT_MS = 10;

/** The pause before the second attempt is a random part of it, and before the third of twice as much. */
const PAUSE_MS = { throttled: 500, other: 25 };

/**
 * The retries that a process may still make. An answered attempt gives a part of a retry back, and a whole one if it was a retry.
 * So a table that is down or throttled soon gets one attempt per request, but one that only loses answers still gets retries
 * (with the SDK's own quota it would not, aws-sdk-js-v3#4754).
 */
const SPARE_REPETITIONS = 50;
const EARNED_BY_ANSWER = 0.2;

/** Sends one request to the table. The signal ends the attempt, wherever it hangs. */
export type Send<Answer> = (options: { readonly abortSignal: AbortSignal }) => Promise<Answer>;
export type Retry = <Answer>(kind: 'read' | 'write', send: Send<Answer>) => Promise<Answer>;

export interface RetriesOptions {
  /** Milliseconds that the running request may still take. */
  readonly timeLeft: () => number;
}

/**
 * Retries what another attempt may fix, within the time that is left. Every request of the store is safe to repeat: the condition of
 * a write fails if the write was already applied.
 * @throws the failures of the store; `outcomeUnknown` and `inDoubt` only if some attempt of a write may have been applied.
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
  // If this process was too busy, the answer has already arrived: read it before giving up.
  const timer = setTimeout(() => setImmediate(() => end.abort()), milliseconds);
  try {
    return await send({ abortSignal: end.signal });
  } finally {
    clearTimeout(timer);
  }
}

/** Milliseconds until the next attempt; `undefined` if there is to be none. */
function pauseAfter(verdict: Verdict, attempt: number): number | undefined {
  if (verdict === 'answered' || verdict === 'refused' || attempt === ATTEMPTS) return undefined;
  const longest = verdict === 'throttled' ? PAUSE_MS.throttled : PAUSE_MS.other;
  return Math.random() * longest * 2 ** (attempt - 1);
}
