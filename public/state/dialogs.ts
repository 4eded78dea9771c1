import { type ReadonlySignal, signal } from '@preact/signals';

/** A dialog that a key or a command opens. The component that shows it can be anywhere on the page. */
export type DialogName = 'commands' | 'keys' | 'import' | 'export' | 'sign-out';

export interface Dialogs {
  readonly wanted: ReadonlySignal<DialogName | undefined>;
  open(name: DialogName): void;
  close(): void;
}

export function createDialogs(): Dialogs {
  const wanted = signal<DialogName | undefined>(undefined);
  return {
    wanted,
    open(name) {
      wanted.value = name;
    },
    close() {
      wanted.value = undefined;
    },
  };
}
