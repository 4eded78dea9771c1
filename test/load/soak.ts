import { setTimeout as delay } from 'node:timers/promises';
import type { Figures } from '../support/server-process.ts';
import type { ServerTarget } from '../support/server-target.ts';
import { atConstantRate, type Latency, measureCapacity } from './constant-rate.ts';
import { createWorkload, type Tally, type Workload } from './workload.ts';

export interface SoakOptions {
  readonly workspaces: number;
  /** Seconds of each phase. */
  readonly measuring: number;
  readonly half: number;
  readonly overload: number;
  readonly log: (line: string) => void;
}

export interface Phase extends Latency {
  readonly name: string;
  readonly rate: number;
  readonly tally: Tally;
  /** The server's own event loop. */
  readonly delayP99: number;
  readonly delayMax: number;
}

export interface SoakReport {
  /** Requests a second. */
  readonly capacity: number;
  readonly phases: readonly Phase[];
  /** Seconds from the overload until requests were as fast as before it. `undefined`: not within `RECOVERY_S`. */
  readonly recovery: number | undefined;
  /** Bytes in use by the server: after the first minute at half of capacity, and at the end. */
  readonly memory: {
    readonly early: number;
    readonly late: number /** MB a minute, after the third. */;
    readonly slope: number | undefined;
  };
  readonly writes: { readonly asked: number; readonly acknowledged: number };
  readonly faults: readonly string[];
}

const CLIENTS = 16;
const RECOVERY_S = 60;
const MB = 1024 * 1024;
const SAMPLE_MS = 10_000;
const WARM_UP_S = 180;
/** Tolerance of "as fast as before". */
const SLACK = { factor: 2, milliseconds: 50 };

interface Sample {
  readonly seconds: number;
  readonly inUse: number;
}

/** Runs the server at half of its capacity, then at three times its capacity, then at half again. Checks every write. */
export async function soak(target: ServerTarget, options: SoakOptions): Promise<SoakReport> {
  const { log } = options;
  const workload = createWorkload(target, options.workspaces);
  try {
    log(`filling ${options.workspaces} workspaces`);
    await workload.fill();
    const capacity = await measureCapacity(workload.request, { clients: CLIENTS, seconds: options.measuring });
    log(`capacity: ${capacity.toFixed(0)} requests a second`);
    const run = createPhases(target, workload, log);
    const samples: Sample[] = [];
    const half = await run('half of capacity', { rate: capacity / 2, seconds: options.half }, samples);
    const overload = await run('three times capacity', { rate: capacity * 3, seconds: options.overload });
    const { recovery, after } = await recover(run, { rate: capacity / 2, before: half });
    const { inUse: late } = await target.server().figures();
    log('looking for every write');
    return {
      capacity,
      phases: [half, overload, after],
      recovery,
      memory: { early: samples[0]?.inUse ?? 0, late, slope: slopeOf(samples.filter(({ seconds }) => seconds >= WARM_UP_S)) },
      writes: workload.writes(),
      faults: await workload.faults(),
    };
  } finally {
    workload.close();
  }
}

type RunPhase = (name: string, load: { rate: number; seconds: number }, samples?: Sample[]) => Promise<Phase>;

function createPhases(target: ServerTarget, workload: Workload, log: (line: string) => void): RunPhase {
  return async function runPhase(name, load, samples) {
    workload.takeTally();
    await target.server().figures();
    const sampling = samples === undefined ? undefined : sampleMemory(target, samples);
    const latency = await atConstantRate({ ...load, request: workload.request });
    const sampled = await sampling?.end();
    const figures = await target.server().figures();
    const { delayP99, delayMax } = worst([...(sampled ?? []), figures]);
    const phase = { ...latency, name, rate: load.rate, tally: workload.takeTally(), delayP99, delayMax };
    log(
      `${name}: p50 ${phase.p50.toFixed(0)} ms, p99 ${phase.p99.toFixed(0)} ms, event loop p99 ${delayP99.toFixed(0)} ms, begun up to ${phase.lateP99.toFixed(0)} ms late`,
    );
    return phase;
  };
}

/** Returns the median and the maximum event loop delay of the samples. */
function worst(figures: readonly Figures[]): { delayP99: number; delayMax: number } {
  const delays = figures.map(({ delayP99 }) => delayP99).toSorted((a, b) => a - b);
  return { delayP99: delays[Math.floor(delays.length / 2)] ?? 0, delayMax: Math.max(...figures.map(({ delayMax }) => delayMax)) };
}

function sampleMemory(target: ServerTarget, samples: Sample[]): { end(): Promise<Figures[]> } {
  const begin = performance.now();
  const figures: Figures[] = [];
  const stopping = new AbortController();
  async function sample(): Promise<void> {
    while (!stopping.signal.aborted) {
      await delay(SAMPLE_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      const now = await target.server().figures();
      figures.push(now);
      samples.push({ seconds: (performance.now() - begin) / 1000, inUse: now.inUse });
    }
  }
  const sampled = sample();
  return {
    async end() {
      stopping.abort();
      await sampled;
      return figures;
    },
  };
}

async function recover(
  run: RunPhase,
  { rate, before }: { rate: number; before: Phase },
): Promise<{ recovery: number | undefined; after: Phase }> {
  const begin = performance.now();
  for (;;) {
    const after = await run('after it', { rate, seconds: 2 });
    const seconds = (performance.now() - begin) / 1000;
    const isNormal =
      after.p50 <= before.p50 * SLACK.factor + SLACK.milliseconds && [...after.tally.keys()].every((status) => Number(status) < 500);
    if (isNormal) return { recovery: seconds, after };
    if (seconds > RECOVERY_S) return { recovery: undefined, after };
  }
}

/** By least squares, in MB a minute. */
function slopeOf(samples: readonly Sample[]): number | undefined {
  if (samples.length < 3) return undefined;
  const mean = (of: (sample: Sample) => number) => samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const [x, y] = [mean(({ seconds }) => seconds / 60), mean(({ inUse }) => inUse / MB)];
  const covariance = mean(({ seconds, inUse }) => (seconds / 60 - x) * (inUse / MB - y));
  return covariance / mean(({ seconds }) => (seconds / 60 - x) ** 2);
}
