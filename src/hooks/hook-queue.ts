import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../observability/logger.ts';
import { describeChange, type HookChange, recordKeyOf } from './hook-change.ts';

export interface HookQueueOptions {
  readonly run: (change: HookChange) => Promise<void>;
  readonly log: Logger;
  /** Stops the queue: no further hook starts. */
  readonly signal: AbortSignal;
  /** Changes whose hooks run at the same time. Default: 10. */
  readonly concurrency?: number | undefined;
  readonly firstPauseMs?: number | undefined;
  /** How long after the change its hook is tried. Default: six hours, as on AWS. */
  readonly giveUpMs?: number | undefined;
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
/** Changes in memory. Each can have two records of 400 KB. More wait in the database. */
const MAX_QUEUED = 200;

interface Queued {
  readonly change: HookChange;
  readonly position: string;
  readonly done: () => void;
}

/** Runs hooks for a server: those of one record in the order of its changes, those of several records at the same time. */
export function createHookQueue(options: HookQueueOptions): HookQueue {
  const { run, log, signal, concurrency = CONCURRENCY, firstPauseMs = FIRST_PAUSE_MS, giveUpMs = GIVE_UP_MS } = options;
  // Each change that waits for its next attempt listens.
  setMaxListeners(0, signal);
  const slots = createSlots(concurrency);
  const room = createSlots(MAX_QUEUED);
  const queues = new Map<string, { readonly items: Queued[]; readonly working: Promise<void> }>();

  async function work(key: string, items: Queued[]): Promise<void> {
    for (let next = items[0]; next !== undefined; next = items[0]) {
      if (!(await settle(next))) return;
      items.shift();
      next.done();
      room.release();
    }
    queues.delete(key);
  }

  /** Runs the hook at least once, until it succeeds or the change is too old. @returns false if the queue was stopped before */
  async function settle({ change, position }: Queued): Promise<boolean> {
    // From the change on, not from its first failure: otherwise each 200 changes that fail would hold up the next for as long again.
    const giveUpAt = Date.parse(change.change.at) + giveUpMs;
    for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      const outcome = await attempt(change);
      if (outcome === 'done') return true;
      if (signal.aborted || outcome === 'stopped') return false;
      const line = { ...describeChange(change), position, reason: String(outcome.error) };
      if (Date.now() + pause > giveUpAt) {
        log.error('a hook was given up', line);
        return true;
      }
      log.warn('a hook failed', { ...line, retryInMs: pause });
      await delay(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  async function attempt(change: HookChange): Promise<'done' | 'stopped' | { readonly error: unknown }> {
    await slots.take();
    try {
      if (signal.aborted) return 'stopped';
      await run(change);
      return 'done';
    } catch (error) {
      return { error };
    } finally {
      slots.release();
    }
  }

  return {
    async add(change, position, done) {
      await room.take(signal);
      if (signal.aborted) return;
      const key = recordKeyOf(change);
      const item = { change, position, done };
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

interface Slots {
  /** Waits for a slot, or until the signal aborts. */
  take(signal?: AbortSignal): Promise<void>;
  release(): void;
}

function createSlots(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];
  return {
    async take(signal) {
      if (free > 0) {
        free--;
        return;
      }
      let end = () => {};
      await new Promise<void>((resolve) => {
        end = resolve;
        waiting.push(end);
        signal?.addEventListener('abort', end);
      });
      signal?.removeEventListener('abort', end);
    },
    release() {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    },
  };
}
