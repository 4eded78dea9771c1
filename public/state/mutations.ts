import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { RecordType } from '../../src/schema/record-type.ts';
import { humanize, pluralize } from '../model/labels.ts';
import { matches } from '../model/matches.ts';
import { type Message, message } from '../model/message.ts';
import { etagOf, isWritable, patched, sameValue } from '../model/record-changes.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { completionOf, isCompleted, titleOf } from '../model/type-display.ts';
import { ApiProblem, currentOf, reasonOf } from '../requests/problem.ts';
import { type Referrer, referrersOf } from '../requests/referrers.ts';
import type { Outcome, Patch, WriteApi } from '../requests/write-api.ts';
import type { Counts } from './counts.ts';
import type { Lists } from './lists.ts';
import { prepend, reinsert, remove, replace } from './optimistic-list.ts';
import { patchWithRebase } from './patch-with-rebase.ts';
import type { RecordList } from './record-list.ts';
import { refusalOf, runBatch, runEach } from './run-batch.ts';
import type { Toasts } from './toasts.ts';
import type { Undo } from './undo.ts';

// Changes made from a list. What they guarantee:
// - The list shows a change at once. Where the service refuses it, the list shows the service's record again and a toast says why.
// - Changes by other people are never overwritten unseen: every change names the version it was made for (`If-Match`).
// - Of many records, those that the service accepted stay changed; the toast says how many were not.
// - Every change can be undone, in any order, and undoing follows the same rules. A permanent deletion cannot be undone.
// - Other lists are loaded again when they are next shown, and the counts are refreshed.

export interface Mutations {
  /** Whether a change is still being sent. */
  readonly isUnderway: ReadonlySignal<boolean>;
  /** Marks a record as done, or opens it again. */
  toggleDone(type: RecordType, record: StoredRecord): Promise<void>;
  /** `onUndo` runs when it is undone. */
  trash(type: RecordType, records: readonly StoredRecord[], onUndo?: () => void): Promise<void>;
  restore(type: RecordType, records: readonly StoredRecord[]): Promise<void>;
  /** Deletes permanently. `detach` clears the references of other records first; without it, such records become `blocked`. */
  destroy(type: RecordType, records: readonly StoredRecord[], options?: { readonly detach?: boolean }): Promise<void>;
  /** The records that were not deleted, because others refer to them. */
  readonly blocked: ReadonlySignal<Blocked | undefined>;
  dismissBlocked(): void;
  /** Records with an empty patch stay as they are. */
  edit(type: RecordType, records: readonly StoredRecord[], patchOf: (record: StoredRecord) => Patch): Promise<void>;
  /** Shows a record that was created by other means. */
  created(type: RecordType, record: StoredRecord, how: { readonly isAnnounced: boolean }): void;
  /** Shows a record that was saved by other means. */
  saved(type: RecordType, record: StoredRecord, before: StoredRecord): void;
}

export interface Blocked {
  readonly type: RecordType;
  readonly records: readonly StoredRecord[];
  /** The first records that refer to them. */
  readonly referrers: readonly Referrer[];
  /** Why clearing the references was not enough, if that was tried. */
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

/** Said of a new record, which the list shows all the same. */
const NO_MATCH = '. It does not match the search and filters.';

interface Edit {
  readonly record: StoredRecord;
  readonly patch: Patch;
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

  /** Removes records from the list, sends the requests, and puts back those that were refused. Gives the records that are gone. */
  async function takeOut(records: readonly StoredRecord[], send: () => Promise<readonly Outcome[]>): Promise<StoredRecord[]> {
    const list = lists.current.peek();
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

  async function sendTrash(type: RecordType, records: readonly StoredRecord[]): Promise<readonly Outcome[]> {
    if (records.length === 1) return await runEach(records, async (record) => await api.trash(type, record));
    const operations = records.map((record) => ({ method: 'delete', id: record.id, ifMatch: etagOf(record) }) as const);
    return await runBatch(api, type, operations);
  }

  async function sendRestore(type: RecordType, records: readonly StoredRecord[]): Promise<readonly Outcome[]> {
    return await runBatch(
      api,
      type,
      records.map(({ id }) => ({ method: 'restore', id })),
    );
  }

  interface TakenFrom {
    readonly list: RecordList | undefined;
    readonly before: readonly StoredRecord[];
  }

  /** Restores trashed records and shows them where they were. */
  async function putBack(type: RecordType, gone: readonly StoredRecord[], { list, before }: TakenFrom): Promise<void> {
    const outcomes = await track(sendRestore(type, gone));
    const restored = outcomes.flatMap((outcome) => (outcome.ok ? (outcome.record ?? []) : []));
    reinsert(list, restored, before);
    if (lists.current.peek() !== list) await lists.current.peek()?.reload();
    const refusal = refusalOf(outcomes);
    if (refusal !== undefined) toasts.alarm([`Some records are still in the trash. ${refusal}`]);
    else toasts.info(message`${nameOf(type, gone)} restored`);
  }

  /** Undoes adding or restoring records by trashing them. It adds no undo entry, so that the next undo goes further back. */
  async function trashAgain(type: RecordType, records: readonly StoredRecord[]): Promise<void> {
    const current = records.map((record) => lists.current.peek()?.find(record.id) ?? record);
    const gone = await takeOut(current, async () => await sendTrash(type, current));
    if (gone.length > 0) toasts.info(message`${nameOf(type, gone)} moved to the trash`);
  }

  /** Shows edits, sends them in one batch, and reverts those that were refused. Gives the changed records. */
  async function apply(type: RecordType, edits: readonly Edit[]): Promise<StoredRecord[]> {
    const list = lists.current.peek();
    replace(
      list,
      edits.map(({ record, patch }) => patched(record, patch)),
    );
    const operations = edits.map(
      ({ record, patch }) => ({ method: 'update', id: record.id, record: patch, ifMatch: etagOf(record) }) as const,
    );
    const outcomes = await track(runBatch(api, type, operations));
    replace(
      list,
      edits.map(({ record, patch }, index) => {
        const outcome = outcomes[index];
        return outcome?.ok === true ? (outcome.record ?? patched(record, patch)) : (currentOf(outcome?.error) ?? record);
      }),
    );
    reportRefused(outcomes);
    return outcomes.flatMap((outcome) => (outcome.ok ? (outcome.record ?? []) : []));
  }

  /** Offers to undo a change of one record, unless the service would refuse its former values. */
  function offerUndo(what: Message, { type, before, names }: Former, revert: () => Promise<void>): void {
    if (names.every((name) => isWritable(type, name, before[name]))) {
      undo.offer(what, revert);
      return;
    }
    toasts.info(what);
    undo.block(message`The old value of “${titleOf(type, before)}” is no longer valid, so this can’t be undone.`);
  }

  /** Changes fields of one record that a person saw in the list. Resolves to `undefined`, with a toast, when it is refused. */
  async function setFields(type: RecordType, record: StoredRecord, patch: Patch): Promise<StoredRecord | undefined> {
    const list = lists.current.peek();
    const shown = list?.find(record.id) ?? record;
    replace(list, [patched(shown, patch)]);
    try {
      const saved = await track(patchWithRebase({ api, type, seen: record, patch, fieldsSeen: Object.keys(patch) }));
      replace(list, [saved]);
      return saved;
    } catch (error) {
      replace(list, [currentOf(error) ?? shown]);
      const isConflict = error instanceof ApiProblem && error.status === 412;
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
      const saved = await setFields(type, record, { [field]: value });
      if (saved === undefined) return;
      const former = { type, before: record, names: [field] };
      offerUndo(message`“${titleOf(type, saved)}” is ${humanize(value).toLowerCase()}`, former, async () => {
        await setFields(type, saved, { [field]: record[field] ?? null });
      });
    },

    async trash(type, records, onUndo) {
      const list = lists.current.peek();
      const before = list?.records.peek() ?? [];
      const gone = await takeOut(records, async () => await sendTrash(type, records));
      if (gone.length === 0) return;
      undo.offer(message`${nameOf(type, gone)} moved to the trash`, async () => {
        onUndo?.();
        await putBack(type, gone, { list, before });
      });
    },

    async restore(type, records) {
      const restored: StoredRecord[] = [];
      await takeOut(records, async () => {
        const outcomes = await sendRestore(type, records);
        restored.push(...outcomes.flatMap((outcome) => (outcome.ok ? (outcome.record ?? []) : [])));
        return outcomes;
      });
      if (restored.length === 0) return;
      undo.offer(message`${nameOf(type, restored)} restored`, async () => {
        await trashAgain(type, restored);
        await lists.current.peek()?.reload();
      });
    },

    blocked,
    dismissBlocked() {
      blocked.value = undefined;
    },

    async destroy(type, records, { detach = false } = {}) {
      blocked.value = undefined;
      let outcomes: readonly Outcome[] = [];
      const gone = await takeOut(records, async () => {
        outcomes = await runEach(records, async ({ id }) => await api.destroy(type, id, { detach }));
        return outcomes;
      });
      const kept = outcomes.flatMap((outcome, index) => (referrersIn(outcome).length > 0 ? (records[index] ?? []) : []));
      if (kept.length > 0) {
        const reason = detach ? refusalOf(outcomes) : undefined;
        blocked.value = { type, records: kept, referrers: outcomes.flatMap(referrersIn), reason };
      }
      if (gone.length === 0) return;
      toasts.info(message`${nameOf(type, gone)} deleted permanently`);
      undo.block(message`${nameOf(type, gone)} was deleted permanently; this can’t be undone.`);
    },

    async edit(type, records, patchOf) {
      const before = new Map(records.map((record) => [record.id, record]));
      const edits = records.map((record) => ({ record, patch: patchOf(record) })).filter(({ patch }) => Object.keys(patch).length > 0);
      if (edits.length === 0) toasts.info(['Nothing to change']);
      const changed = await apply(type, edits);
      if (changed.length === 0) return;
      undo.offer(message`${nameOf(type, changed)} updated`, async () => {
        const formerValues = (id: string) => {
          const former = before.get(id);
          return former === undefined ? {} : Object.fromEntries(Object.keys(patchOf(former)).map((name) => [name, former[name] ?? null]));
        };
        const reverted = await apply(
          type,
          changed.map((record) => ({ record, patch: formerValues(record.id) })),
        );
        if (reverted.length > 0) toasts.info(message`Changes to ${nameOf(type, reverted)} undone`);
      });
    },

    created(type, record, { isAnnounced }) {
      // A record can arrive after its list was left, or be added beside a record of another type.
      const list = lists.current.peek();
      if (list?.type === type) prepend(list, record);
      refreshOthers();
      const revert = async () => await trashAgain(type, [record]);
      const isMatch = list?.type !== type || matches(type, list.query, record);
      if (isAnnounced) undo.offer([...message`“${titleOf(type, record)}” saved`, isMatch ? '' : NO_MATCH], revert);
      else undo.remember(revert);
      if (isAnnounced || isMatch) return;
      toasts.info([...message`“${titleOf(type, record)}” added`, NO_MATCH], { label: 'Show', run: () => show(type, record) });
    },

    saved(type, record, before) {
      replace(lists.current.peek(), [record]);
      refreshOthers();
      const changed = Object.keys(type.fields).filter((name) => !sameValue(record[name], before[name]));
      const saved = message`“${titleOf(type, record)}” saved`;
      if (changed.length === 0) {
        toasts.info(saved);
        return;
      }
      offerUndo(saved, { type, before, names: changed }, async () => {
        const valuesBefore = Object.fromEntries(changed.map((name) => [name, before[name] ?? null]));
        const reverted = await setFields(type, record, valuesBefore);
        if (reverted !== undefined) toasts.info(message`Changes to “${titleOf(type, reverted)}” undone`);
      });
    },
  };
}

function referrersIn(outcome: Outcome): Referrer[] {
  return !outcome.ok && outcome.error instanceof ApiProblem ? referrersOf(outcome.error) : [];
}

/** One record by its title, several by their number. */
function nameOf(type: RecordType, records: readonly StoredRecord[]): string {
  const [first] = records;
  return records.length === 1 && first !== undefined ? `“${titleOf(type, first)}”` : pluralize(records.length, type);
}
