import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Message } from '../model/message.ts';

export interface Toast {
  readonly key: number;
  readonly message: Message;
  /** An alarm interrupts a screen reader, and does not close automatically. */
  readonly isAlarm: boolean;
  readonly action?: ToastAction | undefined;
}

export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
  /** What the action is about. The message closes when people deal with it in another way. */
  readonly about?: string;
}

/** Short messages. All except alarms close automatically after 7 s. */
export interface Toasts {
  readonly shown: ReadonlySignal<readonly Toast[]>;
  /** The open modal dialog that shows the messages; `undefined` if the page itself shows them. */
  readonly dialog: ReadonlySignal<symbol | undefined>;
  info(message: Message, action?: ToastAction): number;
  alarm(message: Message, action?: ToastAction): number;
  close(key: number): void;
  /** Closes the messages with an action about this. */
  closeAbout(about: string): void;
  /** Keeps all messages open while the pointer or the focus is on them. */
  hold(isHeld: boolean): void;
  /** Shows the messages in this modal dialog, because it covers the page. Gives the function that ends this. */
  enterDialog(dialog: symbol): () => void;
}

const SHOWN_MS = 7_000;
const MAX_SHOWN = 4;

export function createToasts(): Toasts {
  const shown = signal<readonly Toast[]>([]);
  const dialogs = signal<readonly symbol[]>([]);
  const timers = new Map<number, ReturnType<typeof setTimeout>>();
  let nextKey = 0;

  function close(key: number): void {
    clearTimeout(timers.get(key));
    timers.delete(key);
    shown.value = shown.value.filter((toast) => toast.key !== key);
  }

  function closeLater({ key, isAlarm }: Toast): void {
    if (isAlarm) return;
    const timer = setTimeout(() => close(key), SHOWN_MS);
    timers.set(key, timer);
  }

  function add(toast: Omit<Toast, 'key'>): number {
    const added = { ...toast, key: nextKey++ };
    shown.value = [...shown.value, added].slice(-MAX_SHOWN);
    closeLater(added);
    return added.key;
  }

  function hold(isHeld: boolean): void {
    for (const timer of timers.values()) clearTimeout(timer);
    timers.clear();
    if (!isHeld) for (const toast of shown.value) closeLater(toast);
  }

  return {
    shown,
    dialog: computed(() => dialogs.value.at(-1)),
    info: (message, action) => add({ message, action, isAlarm: false }),
    alarm: (message, action) => add({ message, action, isAlarm: true }),
    close,
    closeAbout(about) {
      for (const { key, action } of shown.peek()) if (action?.about === about) close(key);
    },
    hold,
    enterDialog(dialog) {
      dialogs.value = [...dialogs.value, dialog];
      return () => {
        dialogs.value = dialogs.value.filter((other) => other !== dialog);
        // The pointer or the focus leaves a dialog that closes without an event.
        hold(false);
      };
    },
  };
}
