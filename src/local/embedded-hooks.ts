import { setTimeout as delay } from 'node:timers/promises';
import type { HookChangeOf } from '../hooks/hook-change.ts';
import type { HookQueue } from '../hooks/hook-queue.ts';
import type { EmbeddedDatabase } from './embedded-database.ts';
import { itemChangeOf } from './follow-changes.ts';

export interface EmbeddedHooksOptions {
  readonly database: Pick<EmbeddedDatabase, 'changes'>;
  readonly hookChangeOf: HookChangeOf;
  readonly queue: HookQueue;
  readonly onError: (error: unknown) => void;
  /** Stops the reader. */
  readonly signal: AbortSignal;
}

export interface EmbeddedHooks {
  /** Starts a read, because there are new changes for hooks. */
  wake(): void;
  /** Resolves when nothing is read and no hook runs any more. */
  stopped(): Promise<void>;
}

const CHUNK = 100;
/** The pause after a failed read. */
const PAUSE_MS = 5_000;

/** Passes the changes that the history has handled to their hooks. A change is removed when its hook has run. */
export function runEmbeddedHooks({ database, hookChangeOf, queue, onError, signal }: EmbeddedHooksOptions): EmbeddedHooks {
  const { forHooks } = database.changes;
  const removals = new Set<Promise<void>>();
  let after: string | undefined;
  let isBehind = true;
  let wake = () => {};

  /** A change that cannot be removed runs again after the next start. */
  function remove(key: string): void {
    const removal = forHooks
      .remove([key])
      .catch(onError)
      .finally(() => removals.delete(removal));
    removals.add(removal);
  }

  async function readOn(): Promise<void> {
    isBehind = false;
    for (const { key, change } of await forHooks.read(CHUNK, after)) {
      const found = hookChangeOf(itemChangeOf(change));
      // The hook may have been removed from its type since.
      if (found === undefined) remove(key);
      else await queue.add(found, key, () => remove(key));
      after = key;
      isBehind = true;
    }
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      try {
        if (isBehind) await readOn();
        else await new Promise<void>((resolve) => (wake = resolve));
      } catch (error) {
        onError(error);
        isBehind = true;
        await delay(PAUSE_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  signal.addEventListener('abort', () => wake(), { once: true });
  const running = run();
  return {
    wake() {
      isBehind = true;
      wake();
    },
    async stopped() {
      await running;
      await queue.stopped();
      await Promise.all(removals);
    },
  };
}
