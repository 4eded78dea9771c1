import type { ReadonlySignal } from '@preact/signals';
import type { Editing } from './editing.ts';
import type { LateServices } from './late-services.ts';
import type { PageServices } from './page-services.ts';

/** The services of the page. */
export interface App extends PageServices {
  /** `undefined` until they are loaded. */
  readonly late: ReadonlySignal<LateServices | undefined>;
  /** Loads what the first list does not need, once that list is painted. Rejects when it cannot be loaded. */
  loadLater(): Promise<LateServices>;
  /** `undefined` until they are loaded, which is only for people who may edit. */
  readonly editing: ReadonlySignal<Editing | undefined>;
  loadEditing(): Promise<Editing>;
  /** The keys that were pressed before the shortcuts were loaded. Gives them once. */
  takeHeldKeys(): KeyboardEvent[];
  /** Runs an action of the person. A failure that nothing else reports becomes a toast. */
  run(task: () => Promise<unknown>): void;
}
