import { type ReadonlySignal, signal } from '@preact/signals';

export interface Toast {
  readonly key: number;
  readonly text: string;
  /** Something that went wrong: it interrupts a screen reader and stays until it is closed. */
  readonly isAlarm: boolean;
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

/** Short messages that come and go by themselves. */
export interface Toasts {
  readonly shown: ReadonlySignal<readonly Toast[]>;
  say(text: string, action?: Toast['action']): number;
  alarm(text: string, action?: Toast['action']): number;
  close(key: number): void;
  /** While someone reads or reaches for one of them, none goes. */
  hold(isHeld: boolean): void;
}

const SHOWN_MS = 7_000;
const MOST_SHOWN = 4;

export function createToasts(): Toasts {
  const shown = signal<readonly Toast[]>([]);
  const timers = new Map<number, ReturnType<typeof setTimeout>>();
  let nextKey = 0;

  function close(key: number): void {
    clearTimeout(timers.get(key));
    timers.delete(key);
    shown.value = shown.value.filter((toast) => toast.key !== key);
  }

  function start({ key, isAlarm }: Toast): void {
    if (!isAlarm)
      timers.set(
        key,
        setTimeout(() => close(key), SHOWN_MS),
      );
  }

  function add(toast: Omit<Toast, 'key'>): number {
    const added = { ...toast, key: nextKey++ };
    shown.value = [...shown.value, added].slice(-MOST_SHOWN);
    start(added);
    return added.key;
  }

  return {
    shown,
    say: (text, action) => add({ text, action, isAlarm: false }),
    alarm: (text, action) => add({ text, action, isAlarm: true }),
    close,
    hold(isHeld) {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
      if (!isHeld) for (const toast of shown.value) start(toast);
    },
  };
}
