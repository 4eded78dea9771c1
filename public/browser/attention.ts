import { type ReadonlySignal, signal } from '@preact/signals';

/** Whether someone can see the page, and where they point. */
export interface Attention {
  readonly isVisible: ReadonlySignal<boolean>;
  /** Calls the listener when the window gets the focus. */
  onFocus(listener: () => void): void;
  /** Whether the pointer or the focus is on a record of the list, which must then not move. */
  isOnRecord(): boolean;
}

const RECORD = '.row, .card';

export function createAttention({ document, addEventListener }: Window): Attention {
  const isVisible = signal(document.visibilityState === 'visible');
  document.addEventListener('visibilitychange', () => {
    isVisible.value = document.visibilityState === 'visible';
  });
  return {
    isVisible,
    onFocus: (listener) => addEventListener('focus', listener),
    isOnRecord() {
      const hasFocus = document.hasFocus() && document.activeElement?.closest(RECORD) != null;
      return hasFocus || [...document.querySelectorAll(RECORD)].some((record) => record.matches(':hover'));
    },
  };
}
