import { effect, type ReadonlySignal } from '@preact/signals';
import { afterPaint } from '../browser/after-paint.ts';

export interface LoadLaterOptions<Part> {
  /** Whether the first list is still on its way. */
  readonly isListLoading: ReadonlySignal<boolean>;
  readonly load: () => Promise<Part>;
}

/** Do not wait longer than this for a slow list: people may want to search or add a record before it arrives. */
const MAX_WAIT_MS = 1_000;

/**
 * Loads a part once the first list is painted, so that the list is not delayed on a slow connection.
 * All callers share one load; a failed load is tried again on the next call.
 */
export function createLoadLater<Part>({ isListLoading, load }: LoadLaterOptions<Part>): () => Promise<Part> {
  let loading: Promise<Part> | undefined;

  async function loadAfterList(): Promise<Part> {
    await untilFalse(isListLoading);
    await afterPaint();
    return await load();
  }

  return async function loadLater() {
    loading ??= loadAfterList();
    try {
      return await loading;
    } catch (error) {
      loading = undefined;
      throw error;
    }
  };
}

async function untilFalse(condition: ReadonlySignal<boolean>): Promise<void> {
  let stop = () => {};
  await new Promise<void>((resolve) => {
    setTimeout(resolve, MAX_WAIT_MS);
    stop = effect(() => {
      if (!condition.value) resolve();
    });
  });
  stop();
}
