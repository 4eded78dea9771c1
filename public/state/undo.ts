import type { Toasts } from './toasts.ts';

/** What can be taken back, the latest first. Each stays until it is taken back, however many follow. */
export interface Undo {
  /** Says what was done and offers to take it back. */
  offer(text: string, takeBack: () => Promise<void>): void;
  /** Takes back the latest. */
  latest(): void;
}

interface Entry {
  readonly toast: number;
  readonly takeBack: () => Promise<void>;
}

const MOST_KEPT = 50;

export function createUndo(toasts: Toasts): Undo {
  const entries: Entry[] = [];

  function undo(entry: Entry | undefined): void {
    if (entry === undefined || !entries.includes(entry)) return;
    entries.splice(entries.indexOf(entry), 1);
    toasts.close(entry.toast);
    void entry.takeBack();
  }

  return {
    offer(text, takeBack) {
      const toast = toasts.say(text, { label: 'Undo', run: () => undo(entries.find((one) => one.toast === toast)) });
      entries.push({ toast, takeBack });
      if (entries.length > MOST_KEPT) entries.shift();
    },
    latest: () => undo(entries.at(-1)),
  };
}
