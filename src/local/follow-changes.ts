import { setTimeout as delay } from 'node:timers/promises';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { ItemChange } from '../history/entry.ts';
import type { LoggedChange, StoredItem } from './change-log.ts';
import type { EmbeddedDatabase } from './embedded-database.ts';

export interface FollowOptions {
  readonly database: Pick<EmbeddedDatabase, 'changes' | 'onChange'>;
  /** Handles changes in order. It may get a change again. */
  readonly handle: (changes: readonly ItemChange[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
  /** Whether a change is kept for its hook after it is handled. Default: false. */
  readonly keepForHooks?: ((change: ItemChange) => boolean) | undefined;
  /** Called after changes were kept for their hooks. */
  readonly onKept?: (() => void) | undefined;
}

export interface Following {
  /** Handles the remaining changes, then stops. Stops at the first failure. */
  stop(): Promise<void>;
}

const CHUNK = 200;
/** The pause after a failed attempt: 100 ms, then twice as long each time, up to this. */
const LONGEST_PAUSE_MS = 5_000;

/** Passes the changes of an embedded database to a handler, like Lambda does for DynamoDB Streams. */
export function followChanges({ database, handle, onError, keepForHooks = () => false, onKept }: FollowOptions): Following {
  const stopping = new AbortController();
  let wake = () => {};
  let isBehind = true;
  database.onChange(() => {
    isBehind = true;
    wake();
  });

  async function handleChunk(): Promise<void> {
    isBehind = false;
    const changes = await database.changes.read(CHUNK);
    if (changes.length === 0) return;
    const items = changes.map(({ change }) => itemChangeOf(change));
    await handle(items);
    const kept = changes.filter((_, index) => keepForHooks(items[index] ?? {}));
    const keys = changes.map(({ key }) => key);
    await database.changes.remove(keys, kept);
    if (kept.length > 0) onKept?.();
    isBehind = true;
  }

  async function run(): Promise<void> {
    let pause = 0;
    for (;;) {
      if (!isBehind && stopping.signal.aborted) return;
      if (!isBehind) await new Promise<void>((resolve) => (wake = resolve));
      try {
        await handleChunk();
        pause = 0;
      } catch (error) {
        onError(error);
        if (stopping.signal.aborted) return;
        isBehind = true;
        pause = Math.min(LONGEST_PAUSE_MS, pause * 2 || 100);
        await delay(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      wake();
      await running;
    },
  };
}

export function itemChangeOf({ before, after }: LoggedChange): ItemChange {
  return { before: itemOf(before), after: itemOf(after) };
}

function itemOf(stored: StoredItem | undefined): ItemChange['after'] {
  return stored && unmarshall(stored);
}
