import { createHistogram } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds from when a request was due to the end of its answer. */
export interface Latency {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** By how much requests were begun later than they were due (the 99th percentile): what this process, not the service, is to blame for. */
  readonly lateP99: number;
}

export interface ConstantRate {
  /** Requests a second. */
  readonly rate: number;
  readonly seconds: number;
  readonly request: () => Promise<unknown>;
}

/** Requests begun in one go, before whatever else this process has to do gets its turn. */
const BURST = 20;

/**
 * Begins requests at a constant rate, whether or not those before have been answered, as many clients do that know nothing of
 * each other. Each is timed from when it was due, so that a pause of the service counts against all who would have come
 * meanwhile, not against the one who happened to wait ("coordinated omission").
 * @returns when all have been answered
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

/** Since a moment, at least the one that the histogram can count. */
function microseconds(since: number): number {
  return Math.max(1, Math.round((performance.now() - since) * 1000));
}

/** Requests a second that as many clients get answered of whom each waits for its answer before it asks again. */
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
