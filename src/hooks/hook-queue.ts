import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../observability/logger.ts';
import { describeChange, describeFailure, type HookChange, recordKeyOf } from './hook-change.ts';

export interface HookQueueOptions {
  readonly run: (change: HookChange) => Promise<void>;
  readonly log: Logger;
  /** Stops the queue: no further hook starts. */
  readonly signal: AbortSignal;
  /** Changes whose hooks run at the same time. Default: 10. */
  readonly concurrency?: number | undefined;
  readonly firstPauseMs?: number | undefined;
  /** Milliseconds after a change in which its hook is retried. Default: six hours, as on AWS. */
  readonly giveUpMs?: number | undefined;
  /** Bytes of changes in memory. Default: 32 MB. */
  readonly maxBytes?: number | undefined;
}

export interface HookQueue {
  /** Waits for room, then adds a change. `done` is called when its hook has run or was given up. */
  add(change: HookChange, position: string, done: () => void): Promise<void>;
  /** Resolves when no hook runs any more. */
  stopped(): Promise<void>;
}

/** The pause after a failure: one second, then twice as long each time, up to five minutes. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 5 * 60_000;
const GIVE_UP_MS = 6 * 60 * 60_000;
const CONCURRENCY = 10;
/** Changes in memory: more than 10,000 with records of 1 KB, 40 with two records of 400 KB each. More wait in the database. */
const MAX_BYTES = 32_000_000;
/** Bytes of a change in addition to its records: its timer, promises and log fields. */
const BYTES_OF_CHANGE = 1_000;

interface Queued {
  readonly change: HookChange;
  readonly position: string;
  readonly bytes: number;
  readonly done: () => void;
}

/** Runs hooks for a server. Hooks of one record run in the order of its changes, hooks of different records run concurrently. */
export function createHookQueue(options: HookQueueOptions): HookQueue {
  const {
    run,
    log,
    signal,
    concurrency = CONCURRENCY,
    firstPauseMs = FIRST_PAUSE_MS,
    giveUpMs = GIVE_UP_MS,
    maxBytes = MAX_BYTES,
  } = options;
  // Each change that waits for a retry adds a listener.
  setMaxListeners(0, signal);
  const slots = createSlots(concurrency);
  // Retries use half of the slots, so that many slow failures do not delay the first attempts of other changes.
  const retrySlots = createSlots(Math.ceil(concurrency / 2));
  const room = createSlots(maxBytes);
  const queues = new Map<string, { readonly items: Queued[]; readonly working: Promise<void> }>();

  async function work(key: string, items: Queued[]): Promise<void> {
    for (let next = items[0]; next !== undefined; next = items[0]) {
      if (!(await settle(next))) return;
      items.shift();
      next.done();
      room.release(next.bytes);
    }
    queues.delete(key);
  }

  /** Runs the hook at least once, until it succeeds or the change is too old. @returns false if the queue was stopped before */
  async function settle({ change, position }: Queued): Promise<boolean> {
    // Measured from the change, not from its first failure. Otherwise each backlog that fills the memory would delay the next by six hours.
    const giveUpAt = Date.parse(change.change.at) + giveUpMs;
    for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      const outcome = pause === firstPauseMs ? await attempt(change) : await attemptAgain(change);
      if (outcome === 'done') return true;
      if (signal.aborted || outcome === 'stopped') return false;
      const line = { ...describeChange(change), position, ...describeFailure(outcome.error) };
      if (Date.now() + pause > giveUpAt) {
        log.error('a hook was given up', line);
        return true;
      }
      log.warn('a hook failed', { ...line, retryInMs: pause });
      await delay(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  async function attemptAgain(change: HookChange): ReturnType<typeof attempt> {
    await retrySlots.take(1);
    try {
      return await attempt(change);
    } finally {
      retrySlots.release(1);
    }
  }

  async function attempt(change: HookChange): Promise<'done' | 'stopped' | { readonly error: unknown }> {
    await slots.take(1);
    try {
      if (signal.aborted) return 'stopped';
      await run(change);
      return 'done';
    } catch (error) {
      return { error };
    } finally {
      slots.release(1);
    }
  }

  return {
    async add(change, position, done) {
      const bytes = Math.min(bytesOf(change), maxBytes);
      await room.take(bytes, signal);
      if (signal.aborted) return;
      const key = recordKeyOf(change);
      const item = { change, position, bytes, done };
      const queue = queues.get(key);
      if (queue !== undefined) {
        queue.items.push(item);
        return;
      }
      const items = [item];
      queues.set(key, { items, working: Promise.resolve().then(async () => await work(key, items)) });
    },
    async stopped() {
      await Promise.all([...queues.values()].map(async ({ working }) => await working));
    },
  };
}

function bytesOf({ change }: HookChange): number {
  return BYTES_OF_CHANGE + JSON.stringify(change).length;
}

interface Slots {
  /** Waits for free slots, or until the signal aborts. */
  take(count: number, signal?: AbortSignal): Promise<void>;
  release(count: number): void;
}

/** Gives slots in the order of the requests. */
function createSlots(total: number): Slots {
  let free = total;
  const waiting: { readonly count: number; readonly start: () => void }[] = [];
  return {
    async take(count, signal) {
      if (signal?.aborted) return;
      if (waiting.length === 0 && count <= free) {
        free -= count;
        return;
      }
      let start = () => {};
      await new Promise<void>((resolve) => {
        start = resolve;
        waiting.push({ count, start });
        signal?.addEventListener('abort', start);
      });
      signal?.removeEventListener('abort', start);
    },
    release(count) {
      free += count;
      for (let next = waiting[0]; next !== undefined && next.count <= free; next = waiting[0]) {
        waiting.shift();
        free -= next.count;
        next.start();
      }
    },
  };
}
