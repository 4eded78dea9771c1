import type { ReadonlySignal } from '@preact/signals';
import type { WriteApi } from '../requests/write-api.ts';
import type { Drafts } from './drafts.ts';
import type { Mutations } from './mutations.ts';
import type { Outbox } from './outbox.ts';
import type { Toasts } from './toasts.ts';
import type { Undo } from './undo.ts';

/** What is needed to change records, and so by nobody who may only read: it is loaded after the list is on the screen. */
export interface Editing {
  readonly api: WriteApi;
  readonly drafts: Drafts;
  readonly toasts: Toasts;
  readonly undo: Undo;
  readonly mutations: Mutations;
  readonly outbox: Outbox;
  /** Whether anything that was typed is on this device only. */
  readonly hasUnsaved: ReadonlySignal<boolean>;
  forgetUnsaved(): void;
}
