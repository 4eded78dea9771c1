import { unavailable } from './to-problem.ts';

export interface ConcurrencyLimitOptions {
  /** Maximum number of requests that run at the same time. */
  readonly maxConcurrent: number;
  /** Maximum number of requests that wait in the queue. */
  readonly maxQueued: number;
  /** Maximum time of a request in the queue, in milliseconds. */
  readonly queueTimeoutMs: number;
}

export interface ConcurrencyLimit {
  /**
   * Runs the work as soon as fewer than `maxConcurrent` requests are running.
   * @throws {Problem} `unavailable`, before the work starts, if the queue is full or the request has waited too long
   */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
}

/**
 * Limits the number of requests that run at the same time.
 * Without a limit, requests under overload slow each other down until all of them exceed their deadlines.
 * With it, requests start in the order of arrival, and the rest are refused early so that clients can retry.
 */
export function createConcurrencyLimit({ maxConcurrent, maxQueued, queueTimeoutMs }: ConcurrencyLimitOptions): ConcurrencyLimit {
  const queue = new Set<() => void>();
  let running = 0;

  async function enqueue(): Promise<void> {
    if (queue.size >= maxQueued) throw unavailable(false, 'the queue of requests is full');
    await new Promise<void>((resolve, reject) => {
      const start = () => {
        clearTimeout(timer);
        queue.delete(start);
        resolve();
      };
      const timer = setTimeout(() => {
        queue.delete(start);
        reject(unavailable(false, `the request has waited ${queueTimeoutMs} ms in the queue`));
      }, queueTimeoutMs);
      queue.add(start);
    });
  }

  /** Gives the slot of a finished request to the first request in the queue. */
  function release(): void {
    const [next] = queue;
    if (next === undefined) running--;
    else next();
  }

  return {
    async run(work) {
      if (running < maxConcurrent) running++;
      else await enqueue();
      try {
        return await work();
      } finally {
        release();
      }
    },
  };
}
