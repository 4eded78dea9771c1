import { AsyncLocalStorage } from 'node:async_hooks';

/** How long the store may work for the current request. */
export interface TimeLimit {
  /** Runs `run`; all its requests to the table end within this many milliseconds. */
  hold<Result>(milliseconds: number, run: () => Promise<Result>): Promise<Result>;
  /** Milliseconds that are left; `Infinity` without a limit. */
  left(): number;
}

/** An answered request must not write any more, least of all when a frozen Lambda wakes up for the next one. */
export function createTimeLimit(): TimeLimit {
  const ends = new AsyncLocalStorage<number>();

  return {
    hold: async (milliseconds, run) => await ends.run(performance.now() + milliseconds, run),
    left: () => (ends.getStore() ?? Number.POSITIVE_INFINITY) - performance.now(),
  };
}
