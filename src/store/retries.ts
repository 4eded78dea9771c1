import { setTimeout as delay } from 'node:timers/promises';
import { StoreUnavailable } from './record-store.ts';
import { toStoreError, type Verdict, verdictOn } from './table-failures.ts';

const ATTEMPTS = 3;
const ATTEMPT_MS = 2_000;
/** All attempts of one request to the table, and the pauses between them. */
const CALL_MS = 5_000;
/** With less left an attempt is not begun: it could only come to be in doubt. */
const SHORTEST_ATTEMPT_MS = 10;

/** The pause before the second attempt is a random part of it, and before the third of twice as much. */
const PAUSE_MS = { throttled: 500, other: 25 };

/**
 * Repetitions that a process may still make. An attempt that the table answers gives a part of one back, and all of it if it
 * was a repetition itself: a table that is away or out of capacity is soon asked only once each time, one that merely loses
 * answers is not (with the SDK's own quota it is, aws-sdk-js-v3#4754).
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
 * Tries again, within the time that is left, what another attempt may mend. Every request of the store may be sent twice: reads by
 * nature, writes because their condition refuses what they have done already.
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
  // Not `AbortSignal.timeout`, whose timer outlives the attempt and holds on to all that was asked for.
  const end = new AbortController();
  // Where this process itself was too busy, the answer is there already and is read before the attempt is given up.
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
