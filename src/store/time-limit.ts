import { AsyncLocalStorage } from 'node:async_hooks';

/** How long the store may go on for the request that is running here. */
export interface TimeLimit {
  /** Runs `run`; whatever it asks of the table from now on ends within so many milliseconds. */
  hold<Result>(milliseconds: number, run: () => Promise<Result>): Promise<Result>;
  /** Milliseconds that are left; `Infinity` where no limit is held. */
  left(): number;
}

/** A request that has been answered must not go on writing, and least of all when a frozen Lambda wakes for the next one. */
export function createTimeLimit(): TimeLimit {
  const ends = new AsyncLocalStorage<number>();

  return {
    hold: async (milliseconds, run) => await ends.run(performance.now() + milliseconds, run),
    left: () => (ends.getStore() ?? Number.POSITIVE_INFINITY) - performance.now(),
  };
}
