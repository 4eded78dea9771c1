import { type ReadonlySignal, signal } from '@preact/signals';
import type { Referrer } from '../../client/src/problem-error.ts';
import { inputNames, type RecordType } from '../../src/schema/record-type.ts';
import { sameValue } from '../../src/schema/same-value.ts';
import { matches } from '../model/matches.ts';
import { type Message, message } from '../model/message.ts';
import { isWritable } from '../model/record-changes.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { titleOrCount } from '../model/title-or-count.ts';
import { completionOf, isCompleted, titleOf } from '../model/type-display.ts';
import type { Patch } from '../requests/collection.ts';
import type { Outcome, WriteApi } from '../requests/write-api.ts';
import type { Counts } from './counts.ts';
import type { Lists } from './lists.ts';
import { prepend, replace } from './optimistic-list.ts';
import { type Change, createOptimisticWrites } from './optimistic-writes.ts';
import { referrersIn, refusalOf, runEach } from './run-batch.ts';
import { sendEdits, sendRestore, sendTrash } from './send-changes.ts';
import type { Toasts } from './toasts.ts';
import type { Done, Undo } from './undo.ts';
import { createUndoSteps } from './undo-steps.ts';

// Changes from a list. They guarantee:
// - The list shows a change at once. If the service refuses it, the list shows the service's record again and a toast says why.
// - No change silently overwrites that of another person: every change names the version that it was made for (`If-Match`).
// - If the service refuses some of many records, the others stay changed. The toast says how many were refused.
// - Every change can be undone and redone, in any order, by the same rules. A permanent deletion cannot be undone.
// - Other lists are loaded again when they are next shown, and the counts are refreshed.

export interface Mutations {
  /** Whether a change is still being sent. */
  readonly isUnderway: ReadonlySignal<boolean>;
  /** Marks a record as done, or opens it again. */
  toggleDone(type: RecordType, record: StoredRecord): Promise<void>;
  /** Changes fields of a record as the person saw it. `what` is the message beside the Undo button. Resolves to whether it was saved. */
  change(type: RecordType, record: StoredRecord, patch: Patch, what: Message): Promise<boolean>;
  /** Moves records to the trash. `onUndo` runs when that is undone. */
  trash(type: RecordType, records: readonly StoredRecord[], onUndo?: () => void): Promise<void>;
  restore(type: RecordType, records: readonly StoredRecord[]): Promise<void>;
  /** Deletes permanently. `detach` clears the references of other records first; without it, such records become `blocked`. */
  destroy(type: RecordType, records: readonly StoredRecord[], options?: { readonly detach?: boolean }): Promise<void>;
  /** The records that were not deleted, because others refer to them. */
  readonly blocked: ReadonlySignal<Blocked | undefined>;
  dismissBlocked(): void;
  /** Changes several records. Those with an empty patch stay as they are. */
  edit(type: RecordType, records: readonly StoredRecord[], patchOf: (record: StoredRecord) => Patch): Promise<void>;
  /** Shows a new record that a form or the outbox created. */
  created(type: RecordType, record: StoredRecord, how: { readonly isAnnounced: boolean }): void;
  /** Shows a record that a form or a cell of the list saved. */
  saved(type: RecordType, record: StoredRecord, before: StoredRecord): void;
}

export interface Blocked {
  readonly type: RecordType;
  readonly records: readonly StoredRecord[];
  /** The first records that refer to them. */
  readonly referrers: readonly Referrer[];
  /** Why the records were not deleted although their references were to be cleared; `undefined` if that was not tried. */
  readonly reason: string | undefined;
}

export interface MutationsOptions {
  readonly api: WriteApi;
  readonly lists: Lists;
  readonly counts: Counts;
  readonly toasts: Toasts;
  readonly undo: Undo;
  /** Opens a record in the whole list. */
  readonly show: (type: RecordType, record: StoredRecord) => void;
}

/** The end of a message about a new record. The list shows it until the next load, although it does not match. */
const NO_MATCH = '. It does not match the search and filters.';

export function createMutations({ api, lists, counts, toasts, undo, show }: MutationsOptions): Mutations {
  const writes = createOptimisticWrites({ api, lists, counts, toasts });
  const steps = createUndoSteps({ api, toasts, writes });
  const blocked = signal<Blocked | undefined>(undefined);

  /** Offers to undo a change of one record, unless the service would refuse its former values. */
  function offerUndo(type: RecordType, { before, names }: Omit<Change, 'record'>, { what, reverse }: Done): void {
    if (names.every((name) => isWritable(type, name, before[name]))) {
      undo.offer(what, reverse);
      return;
    }
    toasts.info(what);
    undo.block(message`The old value of “${titleOf(type, before)}” is no longer valid, so this can’t be undone.`);
  }

  return {
    isUnderway: writes.isUnderway,

    async toggleDone(type, record) {
      const completion = completionOf(type);
      if (completion === undefined) return;
      const { field, done, open } = completion;
      const value = isCompleted(type, record) ? open : done;
      const marked = await steps.mark(type, record, { field, value })();
      if (marked !== undefined) offerUndo(type, { before: record, names: [field] }, marked);
    },

    async change(type, record, patch, what) {
      const saved = await writes.setFields(type, record, patch);
      if (saved === undefined) return false;
      const change = { record: saved, before: record, names: Object.keys(patch) };
      offerUndo(type, change, { what, reverse: steps.revert(type, [change]) });
      return true;
    },

    async trash(type, records, onUndo) {
      const taken = await writes.takeOut(type, records, async () => await sendTrash(api, type, records));
      if (taken.gone.length === 0) return;
      const putBack = steps.restore(type, taken);
      undo.offer(message`${titleOrCount(type, taken.gone)} moved to the trash`, async () => {
        onUndo?.();
        return await putBack();
      });
    },

    async restore(type, records) {
      const restored: StoredRecord[] = [];
      await writes.takeOut(type, records, async () => {
        const outcomes = await sendRestore(api, type, records);
        restored.push(...outcomes.flatMap((outcome) => (outcome.ok ? (outcome.record ?? []) : [])));
        return outcomes;
      });
      if (restored.length === 0) return;
      undo.offer(message`${titleOrCount(type, restored)} restored`, steps.trash(type, restored));
    },

    blocked,
    dismissBlocked() {
      blocked.value = undefined;
    },

    async destroy(type, records, { detach = false } = {}) {
      blocked.value = undefined;
      let outcomes: readonly Outcome[] = [];
      const { gone } = await writes.takeOut(type, records, async () => {
        outcomes = await runEach(records, async ({ id }) => await api.destroy(type, id, { detach }));
        return outcomes;
      });
      const kept = outcomes.flatMap((outcome, index) => (referrersIn(outcome).length > 0 ? (records[index] ?? []) : []));
      if (kept.length > 0) {
        const reason = detach ? refusalOf(outcomes) : undefined;
        blocked.value = { type, records: kept, referrers: outcomes.flatMap(referrersIn), reason };
      }
      if (gone.length === 0) return;
      toasts.info(message`${titleOrCount(type, gone)} deleted permanently`);
      undo.block(message`${titleOrCount(type, gone)} can’t come back from a permanent deletion.`);
    },

    async edit(type, records, patchOf) {
      const edits = records.map((record) => ({ record, patch: patchOf(record) })).filter(({ patch }) => Object.keys(patch).length > 0);
      if (edits.length === 0) {
        toasts.info(['Nothing to change']);
        return;
      }
      const changes = await writes.apply(type, edits, async () => await sendEdits(api, type, edits));
      if (changes.length === 0) return;
      const changed = changes.map(({ record }) => record);
      undo.offer(message`${titleOrCount(type, changed)} updated`, steps.revert(type, changes));
    },

    created(type, record, { isAnnounced }) {
      const list = writes.listOf(type);
      prepend(list, record);
      writes.refreshOthers();
      const reverse = steps.trash(type, [record]);
      const isMatch = list === undefined || matches(type, list.query, record);
      if (isAnnounced) undo.offer([...message`“${titleOf(type, record)}” saved`, isMatch ? '' : NO_MATCH], reverse);
      else undo.remember(reverse);
      if (isAnnounced || isMatch) return;
      toasts.info([...message`“${titleOf(type, record)}” added`, NO_MATCH], { label: 'Show', run: () => show(type, record) });
    },

    saved(type, record, before) {
      replace(writes.listOf(type), [record]);
      writes.refreshOthers();
      const names = inputNames(type).filter((name) => !sameValue(record[name], before[name]));
      const what = message`“${titleOf(type, record)}” saved`;
      if (names.length === 0) {
        toasts.info(what);
        return;
      }
      const change = { record, before, names };
      offerUndo(type, change, { what, reverse: steps.revert(type, [change]) });
    },
  };
}
