import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { RecordType } from '../../src/schema/record-type.ts';
import { message } from '../model/message.ts';
import { patched } from '../model/record-changes.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { titleOf } from '../model/type-display.ts';
import type { Patch } from '../requests/collection.ts';
import { currentOf, ProblemError, reasonOf } from '../requests/problem.ts';
import type { Outcome, WriteApi } from '../requests/write-api.ts';
import type { Counts } from './counts.ts';
import type { Lists } from './lists.ts';
import { reinsert, remove, replace } from './optimistic-list.ts';
import { patchWithRebase } from './patch-with-rebase.ts';
import type { RecordList } from './record-list.ts';
import { referrersIn, refusalOf } from './run-batch.ts';
import type { Edit } from './send-changes.ts';
import type { Toasts } from './toasts.ts';

/** Writes that the shown list shows at once. If the service refuses one, the list shows its record again and a toast says why. */
export interface OptimisticWrites {
  /** Whether a write is still being sent. */
  readonly isUnderway: ReadonlySignal<boolean>;
  /** Returns the shown list if it is of this type. A form, an undo or a late answer can have a record of another type. */
  listOf(type: RecordType): RecordList | undefined;
  /** Loads the other lists again when they are next shown, and the counts now. */
  refreshOthers(): void;
  /** Counts a write as under way until it is answered, and then refreshes the others. */
  track<Result>(write: Promise<Result>): Promise<Result>;
  /** Removes records from the list, sends the requests, and puts back those that were refused. */
  takeOut(type: RecordType, records: readonly StoredRecord[], send: () => Promise<readonly Outcome[]>): Promise<TakenOut>;
  /** Shows edits, sends them, and reverts those that were refused. Returns the others. */
  apply(type: RecordType, edits: readonly Edit[], send: () => Promise<readonly Outcome[]>): Promise<Change[]>;
  /** Changes fields of one record that a person saw in the list. Shows a toast and resolves to `undefined` if that fails. */
  setFields(type: RecordType, record: StoredRecord, patch: Patch): Promise<StoredRecord | undefined>;
}

export interface TakenOut {
  /** The removed records. */
  readonly gone: readonly StoredRecord[];
  /** The list that they were removed from, and its records before. */
  readonly list: RecordList | undefined;
  readonly before: readonly StoredRecord[];
}

/** A changed record, the record before, and the names of the changed fields. */
export interface Change {
  readonly record: StoredRecord;
  readonly before: StoredRecord;
  readonly names: readonly string[];
}

export interface OptimisticWritesOptions {
  readonly api: WriteApi;
  readonly lists: Lists;
  readonly counts: Counts;
  readonly toasts: Toasts;
}

export function createOptimisticWrites({ api, lists, counts, toasts }: OptimisticWritesOptions): OptimisticWrites {
  const underway = signal(0);

  function listOf(type: RecordType): RecordList | undefined {
    const list = lists.current.peek();
    return list?.type === type ? list : undefined;
  }

  function refreshOthers(): void {
    lists.forgetOthers();
    counts.refresh();
  }

  async function track<Result>(write: Promise<Result>): Promise<Result> {
    underway.value++;
    try {
      return await write;
    } finally {
      underway.value--;
      refreshOthers();
    }
  }

  function reportRefused(outcomes: readonly Outcome[]): void {
    const refusal = refusalOf(outcomes);
    if (refusal !== undefined) toasts.alarm([refusal]);
  }

  return {
    isUnderway: computed(() => underway.value > 0),
    listOf,
    refreshOthers,
    track,

    async takeOut(type, records, send) {
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
      return { gone: records.filter((_, index) => outcomes[index]?.ok === true), list, before };
    },

    async apply(type, edits, send) {
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
      return edits.flatMap(({ record: before, patch }, index) => {
        const outcome = outcomes[index];
        const record = outcome?.ok === true ? outcome.record : undefined;
        return record === undefined ? [] : [{ record, before, names: Object.keys(patch) }];
      });
    },

    async setFields(type, record, patch) {
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
    },
  };
}
