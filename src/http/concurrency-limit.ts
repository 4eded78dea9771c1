import { unavailable } from './to-problem.ts';

export interface TurnsOptions {
  /** Requests worked on at once. */
  readonly atOnce: number;
  /** Requests that wait in line at most. */
  readonly waiting: number;
  /** Milliseconds that each of them waits at most. */
  readonly patience: number;
}

export interface Turns {
  /**
   * Does the work as soon as it is its turn.
   * @throws {Problem} `unavailable`, with nothing done, if the line is too long or does not move
   */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
}

/**
 * Bounds what is worked on at once. Asked for more than it can do, a service that begins everything finishes nothing in time:
 * each request slows down all others until they pass their deadlines, and the work was for nothing. This one does as much as
 * it can, in the order it came, and refuses the rest soon enough for the client to try again.
 */
export function createTurns({ atOnce, waiting, patience }: TurnsOptions): Turns {
  const line = new Set<() => void>();
  let busy = 0;

  async function stand(): Promise<void> {
    if (line.size >= waiting) throw unavailable(false, 'too many requests wait in line');
    await new Promise<void>((resolve, reject) => {
      const begin = () => {
        clearTimeout(timer);
        line.delete(begin);
        resolve();
      };
      const timer = setTimeout(() => {
        line.delete(begin);
        reject(unavailable(false, `the line has not moved for ${patience} ms`));
      }, patience);
      line.add(begin);
    });
  }

  /** Hands the turn on; there is one less where nobody waits. */
  function handOn(): void {
    const [next] = line;
    if (next === undefined) busy--;
    else next();
  }

  return {
    async run(work) {
      if (busy < atOnce) busy++;
      else await stand();
      try {
        return await work();
      } finally {
        handOn();
      }
    },
  };
}
