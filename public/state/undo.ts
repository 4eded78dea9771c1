import { type Message, message } from '../model/message.ts';
import { reasonOf } from '../requests/problem.ts';
import type { Toasts } from './toasts.ts';

/** The changes since the page was loaded that can be undone, the latest first. They can be undone after their message closes. */
export interface Undo {
  /** Shows a message about a change, with an Undo button. */
  offer(what: Message, revert: () => Promise<void>): void;
  /** Adds a change without a message, such as a new row in the list. */
  remember(revert: () => Promise<void>): void;
  /** Adds a change that cannot be undone. `latest` then shows the reason, and does not undo an earlier change instead. */
  block(reason: Message): void;
  /** Undoes the last change. */
  latest(): void;
}

interface UndoEntry {
  readonly toast: number | undefined;
  readonly revert: () => Promise<void>;
}

const MAX_KEPT = 50;

export function createUndo(toasts: Toasts): Undo {
  const entries: UndoEntry[] = [];

  function add(entry: UndoEntry): void {
    entries.push(entry);
    if (entries.length > MAX_KEPT) entries.shift();
  }

  function undo(entry: UndoEntry | undefined): void {
    if (entry === undefined || !entries.includes(entry)) return;
    entries.splice(entries.indexOf(entry), 1);
    if (entry.toast !== undefined) toasts.close(entry.toast);
    entry.revert().catch((error: unknown) => toasts.alarm(message`Undo failed. ${reasonOf(error)}`));
  }

  return {
    offer(what, revert) {
      const toast = toasts.info(what, { label: 'Undo', run: () => undo(entries.find((entry) => entry.toast === toast)) });
      add({ toast, revert });
    },
    remember: (revert) => add({ toast: undefined, revert }),
    block(reason) {
      add({
        toast: undefined,
        revert: async () => {
          toasts.info(reason);
        },
      });
    },
    latest: () => undo(entries.at(-1)),
  };
}
