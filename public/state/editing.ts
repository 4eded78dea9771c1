import type { ReadonlySignal } from '@preact/signals';
import type { WriteApi } from '../requests/write-api.ts';
import type { BulkJobs } from './bulk-jobs.ts';
import type { Cells } from './cells.ts';
import type { Drafts } from './drafts.ts';
import type { Mutations } from './mutations.ts';
import type { Outbox } from './outbox.ts';
import type { Tabs } from './tabs.ts';
import type { Toasts } from './toasts.ts';
import type { Undo } from './undo.ts';

/** The services that change records. The page loads them after the first list, and only for people who may edit. */
export interface Editing {
  readonly api: WriteApi;
  readonly cells: Cells;
  readonly drafts: Drafts;
  readonly toasts: Toasts;
  readonly undo: Undo;
  readonly mutations: Mutations;
  readonly bulkJobs: BulkJobs;
  readonly outbox: Outbox;
  readonly tabs: Tabs;
  /** Whether this device has drafts or unsent records. */
  readonly hasUnsaved: ReadonlySignal<boolean>;
  forgetUnsaved(): void;
}
