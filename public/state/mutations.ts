import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Referrer } from '../../client/src/problem-error.ts';
import { inputNames, type RecordType } from '../../src/schema/record-type.ts';
import { humanize } from '../model/labels.ts';
import { matches } from '../model/matches.ts';
import { type Message, message } from '../model/message.ts';
import { isWritable, patched, sameValue } from '../model/record-changes.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { titleOrCount } from '../model/title-or-count.ts';
import { completionOf, isCompleted, titleOf } from '../model/type-display.ts';
import type { Patch } from '../requests/collection.ts';
import { currentOf, ProblemError, reasonOf } from '../requests/problem.ts';
import type { Outcome, WriteApi } from '../requests/write-api.ts';
import type { Counts } from './counts.ts';
import type { Lists } from './lists.ts';
import { prepend, reinsert, remove, replace } from './optimistic-list.ts';
import { patchWithRebase } from './patch-with-rebase.ts';
import type { RecordList } from './record-list.ts';
import { refusalOf, runEach } from './run-batch.ts';
import { type Edit, sendAgain, sendEdits, sendRestore, sendTrash } from './send-changes.ts';
import type { Toasts } from './toasts.ts';
import type { Step, Undo } from './undo.ts';

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

interface Mark {
  readonly field: string;
  readonly value: unknown;
}

/** The list that records were removed from, and its records before. */
interface RemovedFrom {
  readonly list: RecordList | undefined;
  readonly before: readonly StoredRecord[];
}

/** The values that a change replaced. */
interface Former {
  readonly type: RecordType;
  readonly before: StoredRecord;
  readonly names: readonly string[];
}

export function createMutations({ api, lists, counts, toasts, undo, show }: MutationsOptions): Mutations {
  const underway = signal(0);
  const blocked = signal<Blocked | undefined>(undefined);
  const refreshOthers = () => {
    lists.forgetOthers();
    counts.refresh();
  };

  async function track<Result>(work: Promise<Result>): Promise<Result> {
    underway.value++;
    try {
      return await work;
    } finally {
      underway.value--;
      refreshOthers();
    }
  }

  function reportRefused(outcomes: readonly Outcome[]): void {
    const refusal = refusalOf(outcomes);
    if (refusal !== undefined) toasts.alarm([refusal]);
  }

  /** Returns the shown list if it is of this type. A form, an undo or a late answer can have a record of another type. */
  function listOf(type: RecordType): RecordList | undefined {
    const list = lists.current.peek();
    return list?.type === type ? list : undefined;
  }

  /** Removes records from the list, sends the requests, and puts back those that were refused. Returns the removed records. */
  async function takeOut(
    type: RecordType,
    records: readonly StoredRecord[],
    send: () => Promise<readonly Outcome[]>,
  ): Promise<StoredRecord[]> {
    const list = listOf(type);
    const before = list?.records.peek() ?? [];
    remove(list, new Set(records.map(({ id }) => id)));
    const outcomes = await track(send());
    const refused = records.flatMap((record, index) => {
      const outcome = outcomes[index];
      return outcome?.ok === false ? [currentOf(outcome.error) ?? record] : [];
    });
    reinsert(list, refused, before);
    reportRefused(outcomes.filter((outcome) => referrersIn(outcome).length === 0));
    return records.filter((_, index) => outcomes[index]?.ok === true);
  }

  /** Restores records from the trash and shows them at their former positions. */
  function restoreStep(type: RecordType, gone: readonly StoredRecord[], { list, before }: RemovedFrom): Step {
    return async () => {
      const outcomes = await track(sendRestore(api, type, gone));
      const restored = outcomes.flatMap((outcome) => (outcome.ok ? (outcome.record ?? []) : []));
      const shown = listOf(type);
      if (shown === list && shown?.query.has('trashed') !== true) reinsert(shown, restored, before);
      else await shown?.reload();
      const refusal = refusalOf(outcomes);
      if (refusal !== undefined) toasts.alarm([`Some records are still in the trash. ${refusal}`]);
      if (restored.length === 0) return undefined;
      return { what: message`${titleOrCount(type, restored)} restored`, reverse: trashStep(type, restored) };
    };
  }

  /** Moves records to the trash, unless someone has changed them. */
  function trashStep(type: RecordType, records: readonly StoredRecord[]): Step {
    return async () => {
      const list = listOf(type);
      const before = list?.records.peek() ?? [];
      const send = async (items: readonly StoredRecord[]) => await sendTrash(api, type, items);
      const repeat = { recordOf: itself, renew: currentVersion, fieldsOf: () => Object.keys(type.fields) };
      const gone = await takeOut(type, records, async () => await sendAgain({ ...repeat, items: records, send }));
      if (list?.query.has('trashed') === true) await list.reload();
      if (gone.length === 0) return undefined;
      return { what: message`${titleOrCount(type, gone)} moved to the trash`, reverse: restoreStep(type, gone, { list, before }) };
    };
  }

  /** Sets fields of records back to earlier values, unless someone has changed them. Its reverse does the same. */
  function changeStep(type: RecordType, edits: readonly Edit[], how: 'undone' | 'redone' = 'undone'): Step {
    return async () => {
      const send = async (items: readonly Edit[]) => await sendEdits(api, type, items);
      const changed = await apply(type, edits, async () => await sendAgain({ ...EDITS, items: edits, send }));
      if (changed.length === 0) return undefined;
      const editOf = new Map(edits.map((edit) => [edit.record.id, edit]));
      const reverse = changed.flatMap((record) => {
        const edit = editOf.get(record.id);
        return edit === undefined ? [] : [{ record, patch: valuesOf(edit.record, Object.keys(edit.patch)) }];
      });
      const what = [...message`Changes to ${titleOrCount(type, changed)}`, ` ${how}`];
      return { what, reverse: changeStep(type, reverse, how === 'undone' ? 'redone' : 'undone') };
    };
  }

  /** Sets the field that marks a record as done. Its reverse does the same. */
  function markStep(type: RecordType, record: StoredRecord, { field, value }: Mark): Step {
    return async () => {
      const saved = await setFields(type, record, { [field]: value });
      if (saved === undefined) return undefined;
      const former = record[field] ?? null;
      return { what: markedAs(type, saved, value), reverse: markStep(type, saved, { field, value: former }) };
    };
  }

  /** Shows edits, sends them, and reverts those that were refused. Returns the changed records. */
  async function apply(type: RecordType, edits: readonly Edit[], send: () => Promise<readonly Outcome[]>): Promise<StoredRecord[]> {
    const list = listOf(type);
    const shown = new Map(edits.map(({ record }) => [record.id, list?.find(record.id) ?? record]));
    replace(
      list,
      edits.map(({ record, patch }) => patched(shown.get(record.id) ?? record, patch)),
    );
    const outcomes = await track(send());
    replace(
      list,
      edits.map(({ record, patch }, index) => {
        const outcome = outcomes[index];
        return outcome?.ok === true
          ? (outcome.record ?? patched(record, patch))
          : (currentOf(outcome?.error) ?? shown.get(record.id) ?? record);
      }),
    );
    reportRefused(outcomes);
    return outcomes.flatMap((outcome) => (outcome.ok ? (outcome.record ?? []) : []));
  }

  /** Offers to undo a change of one record, unless the service would refuse its former values. */
  function offerUndo(what: Message, { type, before, names }: Former, reverse: Step): void {
    if (names.every((name) => isWritable(type, name, before[name]))) {
      undo.offer(what, reverse);
      return;
    }
    toasts.info(what);
    undo.block(message`The old value of “${titleOf(type, before)}” is no longer valid, so this can’t be undone.`);
  }

  /** Changes fields of one record that a person saw in the list. Shows a toast and resolves to `undefined` if that fails. */
  async function setFields(type: RecordType, record: StoredRecord, patch: Patch): Promise<StoredRecord | undefined> {
    const list = listOf(type);
    const shown = list?.find(record.id) ?? record;
    replace(list, [patched(shown, patch)]);
    try {
      const saved = await track(patchWithRebase({ api, type, seen: record, patch, fieldsSeen: Object.keys(patch) }));
      replace(list, [saved]);
      return saved;
    } catch (error) {
      replace(list, [currentOf(error) ?? shown]);
      const isConflict = error instanceof ProblemError && error.status === 412;
      const reason = isConflict ? 'Someone else has just changed it.' : reasonOf(error);
      toasts.alarm(message`“${titleOf(type, record)}” was not changed. ${reason}`);
      return undefined;
    }
  }

  return {
    isUnderway: computed(() => underway.value > 0),

    async toggleDone(type, record) {
      const completion = completionOf(type);
      if (completion === undefined) return;
      const { field, done, open } = completion;
      const value = isCompleted(type, record) ? open : done;
      const marked = await markStep(type, record, { field, value })();
      if (marked !== undefined) offerUndo(marked.what, { type, before: record, names: [field] }, marked.reverse);
    },

    async change(type, record, patch, what) {
      const saved = await setFields(type, record, patch);
      if (saved === undefined) return false;
      const names = Object.keys(patch);
      offerUndo(what, { type, before: record, names }, changeStep(type, [{ record: saved, patch: valuesOf(record, names) }]));
      return true;
    },

    async trash(type, records, onUndo) {
      const list = listOf(type);
      const before = list?.records.peek() ?? [];
      const gone = await takeOut(type, records, async () => await sendTrash(api, type, records));
      if (gone.length === 0) return;
      const putBack = restoreStep(type, gone, { list, before });
      undo.offer(message`${titleOrCount(type, gone)} moved to the trash`, async () => {
        onUndo?.();
        return await putBack();
      });
    },

    async restore(type, records) {
      const restored: StoredRecord[] = [];
      await takeOut(type, records, async () => {
        const outcomes = await sendRestore(api, type, records);
        restored.push(...outcomes.flatMap((outcome) => (outcome.ok ? (outcome.record ?? []) : [])));
        return outcomes;
      });
      if (restored.length === 0) return;
      undo.offer(message`${titleOrCount(type, restored)} restored`, trashStep(type, restored));
    },

    blocked,
    dismissBlocked() {
      blocked.value = undefined;
    },

    async destroy(type, records, { detach = false } = {}) {
      blocked.value = undefined;
      let outcomes: readonly Outcome[] = [];
      const gone = await takeOut(type, records, async () => {
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
      const before = new Map(records.map((record) => [record.id, record]));
      const edits = records.map((record) => ({ record, patch: patchOf(record) })).filter(({ patch }) => Object.keys(patch).length > 0);
      if (edits.length === 0) {
        toasts.info(['Nothing to change']);
        return;
      }
      const changed = await apply(type, edits, async () => await sendEdits(api, type, edits));
      if (changed.length === 0) return;
      const back = changed.flatMap((record) => {
        const former = before.get(record.id);
        return former === undefined ? [] : [{ record, patch: valuesOf(former, Object.keys(patchOf(former))) }];
      });
      undo.offer(message`${titleOrCount(type, changed)} updated`, changeStep(type, back));
    },

    created(type, record, { isAnnounced }) {
      const list = listOf(type);
      prepend(list, record);
      refreshOthers();
      const reverse = trashStep(type, [record]);
      const isMatch = list === undefined || matches(type, list.query, record);
      if (isAnnounced) undo.offer([...message`“${titleOf(type, record)}” saved`, isMatch ? '' : NO_MATCH], reverse);
      else undo.remember(reverse);
      if (isAnnounced || isMatch) return;
      toasts.info([...message`“${titleOf(type, record)}” added`, NO_MATCH], { label: 'Show', run: () => show(type, record) });
    },

    saved(type, record, before) {
      replace(listOf(type), [record]);
      refreshOthers();
      const changed = inputNames(type).filter((name) => !sameValue(record[name], before[name]));
      const saved = message`“${titleOf(type, record)}” saved`;
      if (changed.length === 0) {
        toasts.info(saved);
        return;
      }
      const back = { record, patch: valuesOf(before, changed) };
      offerUndo(saved, { type, before, names: changed }, changeStep(type, [back]));
    },
  };
}

const itself = (record: StoredRecord) => record;
const currentVersion = (_: StoredRecord, current: StoredRecord) => current;

const EDITS = {
  recordOf: ({ record }: Edit) => record,
  renew: ({ patch }: Edit, current: StoredRecord) => ({ record: current, patch }),
  fieldsOf: ({ patch }: Edit) => Object.keys(patch),
};

/** Returns a patch that sets these fields to the values of the record. */
function valuesOf(record: StoredRecord, names: readonly string[]): Patch {
  return Object.fromEntries(names.map((name) => [name, record[name] ?? null]));
}

function markedAs(type: RecordType, record: StoredRecord, value: unknown): Message {
  return message`“${titleOf(type, record)}” is ${value === null ? 'not done' : humanize(String(value)).toLowerCase()}`;
}

function referrersIn(outcome: Outcome): readonly Referrer[] {
  return !outcome.ok && outcome.error instanceof ProblemError ? (outcome.error.document.referrers ?? []) : [];
}
