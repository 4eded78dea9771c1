import { AsyncLocalStorage } from 'node:async_hooks';

/** The time limit of the store for the current request. */
export interface TimeLimit {
  /** Runs `run`. All its requests to the table end within this many milliseconds. */
  hold<Result>(milliseconds: number, run: () => Promise<Result>): Promise<Result>;
  /** Returns the milliseconds that remain, or `Infinity` without a limit. */
  left(): number;
}

/**
 * Creates the limit. A request must not write after its response.
 * On a frozen Lambda, such a write would continue during the next request.
 */
export function createTimeLimit(): TimeLimit {
  const ends = new AsyncLocalStorage<number>();

  return {
    hold: async (milliseconds, run) => await ends.run(performance.now() + milliseconds, run),
    left: () => (ends.getStore() ?? Number.POSITIVE_INFINITY) - performance.now(),
  };
}
