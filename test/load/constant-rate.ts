import { createHistogram } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds from the due time of a request to the end of its answer. */
export interface Latency {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Delay between the due time of a request and its start (99th percentile). This process causes it, not the service. */
  readonly lateP99: number;
}

export interface ConstantRate {
  /** Requests a second. */
  readonly rate: number;
  readonly seconds: number;
  readonly request: () => Promise<unknown>;
}

/** The maximum number of requests that start in one turn of the event loop. */
const BURST = 20;

/**
 * Starts requests at a constant rate, like many independent clients, without waiting for earlier answers. Measures each from its due time,
 * so that a pause of the service counts for all requests that were due in it (this avoids "coordinated omission").
 * @returns when all requests have an answer
 */
export async function atConstantRate({ rate, seconds, request }: ConstantRate): Promise<Latency> {
  const histogram = createHistogram();
  const lateness = createHistogram();
  const running: Promise<void>[] = [];
  const begin = performance.now();

  async function run(due: number): Promise<void> {
    lateness.record(microseconds(due));
    await request();
    histogram.record(microseconds(due));
  }

  for (let n = 0; n < rate * seconds; n++) {
    const due = begin + (n * 1000) / rate;
    const early = due - performance.now();
    if (early > 0) await delay(early);
    else if (n % BURST === 0) await delay(0);
    running.push(run(due));
  }
  await Promise.all(running);
  return {
    count: histogram.count,
    p50: histogram.percentile(50) / 1000,
    p99: histogram.percentile(99) / 1000,
    max: histogram.max / 1000,
    lateP99: lateness.percentile(99) / 1000,
  };
}

/** Microseconds since a moment. At least 1, the smallest value of the histogram. */
function microseconds(since: number): number {
  return Math.max(1, Math.round((performance.now() - since) * 1000));
}

/** Measures the answers per second for this many clients. Each waits for its answer before it sends the next request. */
export async function measureCapacity(
  request: () => Promise<unknown>,
  { clients, seconds }: { clients: number; seconds: number },
): Promise<number> {
  const begin = performance.now();
  let answered = 0;
  async function ask(): Promise<void> {
    while (performance.now() - begin < seconds * 1000) {
      await request();
      answered++;
    }
  }
  await Promise.all(Array.from({ length: clients }, ask));
  return answered / ((performance.now() - begin) / 1000);
}
