import { effect, type ReadonlySignal } from '@preact/signals';
import { afterPaint } from '../browser/after-paint.ts';

export type Later = typeof import('./later.ts');

/** A list that takes longer is not waited for: one may search or add something meanwhile. */
const PATIENCE_MS = 1_000;

/**
 * Loads what the page does not begin with, once the first list is on the screen: a slow connection then carries nothing
 * else before it. Asked for once: a second import, while the first waits for the style sheet, would not wait.
 */
export function createLater(isListDue: ReadonlySignal<boolean>): () => Promise<Later> {
  let asked: Promise<Later> | undefined;

  async function load(): Promise<Later> {
    await untilNot(isListDue);
    await afterPaint();
    return await import('./later.ts');
  }

  return async function later() {
    asked ??= load();
    try {
      return await asked;
    } catch (error) {
      asked = undefined;
      throw error;
    }
  };
}

async function untilNot(isDue: ReadonlySignal<boolean>): Promise<void> {
  let stop = () => {};
  await new Promise<void>((resolve) => {
    setTimeout(resolve, PATIENCE_MS);
    stop = effect(() => {
      if (!isDue.value) resolve();
    });
  });
  stop();
}
