import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { RecordType } from '../../src/schema/record-type.ts';
import { humanize, pluralize } from '../model/labels.ts';
import { etagOf, patched, sameValue } from '../model/record-changes.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { completionOf, isCompleted, titleOf } from '../model/type-display.ts';
import { ApiProblem, currentOf, reasonOf } from '../requests/problem.ts';
import type { Outcome, Patch, WriteApi } from '../requests/write-api.ts';
import type { Counts } from './counts.ts';
import type { Lists } from './lists.ts';
import { prepend, reinsert, remove, replace } from './optimistic-list.ts';
import type { RecordList } from './record-list.ts';
import { refusalOf, runBatch, runEach } from './run-batch.ts';
import type { Toasts } from './toasts.ts';
import type { Undo } from './undo.ts';

/** Changes made from a list: they show at once, and are rolled back with a message when the service refuses. */
export interface Mutations {
  /** Whether one of them is on its way still. */
  readonly isUnderway: ReadonlySignal<boolean>;
  /** Ticks a record off, or opens it again. */
  toggleDone(type: RecordType, record: StoredRecord): Promise<void>;
  /** `putBack` is called when it is undone. */
  trash(type: RecordType, records: readonly StoredRecord[], putBack?: () => void): Promise<void>;
  restore(type: RecordType, records: readonly StoredRecord[]): Promise<void>;
  /** Gone for good, without a way back. */
  destroy(type: RecordType, records: readonly StoredRecord[]): Promise<void>;
  edit(type: RecordType, records: readonly StoredRecord[], patch: Patch): Promise<void>;
  /** Shows a record that was created elsewhere. */
  added(record: StoredRecord): void;
  /** Shows a record that was saved elsewhere. */
  saved(record: StoredRecord): void;
}

export interface MutationsOptions {
  readonly api: WriteApi;
  readonly lists: Lists;
  readonly counts: Counts;
  readonly toasts: Toasts;
  readonly undo: Undo;
}

interface Edit {
  readonly record: StoredRecord;
  readonly patch: Patch;
}

export function createMutations({ api, lists, counts, toasts, undo }: MutationsOptions): Mutations {
  const underway = signal(0);
  const settle = () => {
    lists.forgetOthers();
    counts.refresh();
  };

  async function settled<Result>(work: Promise<Result>): Promise<Result> {
    underway.value++;
    try {
      return await work;
    } finally {
      underway.value--;
      settle();
    }
  }

  function tellRefused(outcomes: readonly Outcome[]): void {
    const refusal = refusalOf(outcomes);
    if (refusal !== undefined) toasts.alarm(refusal);
  }

  /** Takes records from the list, asks the service for the same, and puts back those that it refused. */
  async function takeOut(records: readonly StoredRecord[], ask: () => Promise<readonly Outcome[]>): Promise<StoredRecord[]> {
    const list = lists.current.peek();
    const before = list?.records.peek() ?? [];
    remove(list, new Set(records.map(({ id }) => id)));
    const outcomes = await settled(ask());
    reinsert(
      list,
      records.flatMap((record, index) => {
        const outcome = outcomes[index];
        return outcome?.ok === false ? [currentOf(outcome.error) ?? record] : [];
      }),
      before,
    );
    tellRefused(outcomes);
    return records.filter((_, index) => outcomes[index]?.ok === true);
  }

  async function putBack(
    type: RecordType,
    gone: readonly StoredRecord[],
    list: RecordList | undefined,
    before: readonly StoredRecord[],
  ): Promise<void> {
    const outcomes = await settled(
      runBatch(
        api,
        type,
        gone.map(({ id }) => ({ method: 'restore', id })),
      ),
    );
    reinsert(
      list,
      outcomes.flatMap((outcome) => (outcome.ok ? (outcome.record ?? []) : [])),
      before,
    );
    if (lists.current.peek() !== list) void lists.current.peek()?.reload();
    const refusal = refusalOf(outcomes);
    if (refusal !== undefined) toasts.alarm(`Not everything could be put back; it is in the trash. ${refusal}`);
    else toasts.say(`${nameOf(type, gone)} put back`);
  }

  /** Shows edits at once, asks the service for them, and takes back those that it refused; gives the records that are changed. */
  async function alter(type: RecordType, edits: readonly Edit[]): Promise<StoredRecord[]> {
    const list = lists.current.peek();
    replace(
      list,
      edits.map(({ record, patch }) => patched(record, patch)),
    );
    const outcomes = await settled(
      runBatch(
        api,
        type,
        edits.map(({ record, patch }) => ({ method: 'update', id: record.id, record: patch, ifMatch: etagOf(record) })),
      ),
    );
    replace(
      list,
      edits.map(({ record, patch }, index) => {
        const outcome = outcomes[index];
        return outcome?.ok === true ? (outcome.record ?? patched(record, patch)) : (currentOf(outcome?.error) ?? record);
      }),
    );
    tellRefused(outcomes);
    return outcomes.flatMap((outcome) => (outcome.ok ? (outcome.record ?? []) : []));
  }

  /** A change of one field that never overwrites: where someone else changed other fields, it is made to what is there now. */
  async function patchOne(type: RecordType, seen: StoredRecord, patch: Patch): Promise<StoredRecord> {
    try {
      return await api.patch(type, seen, patch);
    } catch (error) {
      const current = currentOf(error);
      const isFree = current !== undefined && Object.keys(patch).every((name) => sameValue(current[name], seen[name]));
      if (isFree) return await api.patch(type, current, patch);
      throw error;
    }
  }

  async function setField(type: RecordType, record: StoredRecord, patch: Patch): Promise<StoredRecord | undefined> {
    const list = lists.current.peek();
    replace(list, [patched(record, patch)]);
    try {
      const saved = await settled(patchOne(type, record, patch));
      replace(list, [saved]);
      return saved;
    } catch (error) {
      replace(list, [currentOf(error) ?? record]);
      const isConflict = error instanceof ApiProblem && error.status === 412;
      toasts.alarm(`“${titleOf(type, record)}” was not changed: ${isConflict ? 'someone else has just changed it' : reasonOf(error)}`);
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
      const saved = await setField(type, record, { [field]: value });
      if (saved === undefined) return;
      undo.offer(`“${titleOf(type, saved)}” is ${humanize(value).toLowerCase()}`, async () => {
        await setField(type, lists.current.peek()?.find(saved.id) ?? saved, { [field]: record[field] ?? open });
      });
    },

    async trash(type, records, undone) {
      const list = lists.current.peek();
      const before = list?.records.peek() ?? [];
      const [first] = records;
      const gone = await takeOut(records, async () =>
        records.length === 1 && first !== undefined
          ? await runEach(records, async (record) => await api.trash(type, record))
          : await runBatch(
              api,
              type,
              records.map((record) => ({ method: 'delete', id: record.id, ifMatch: etagOf(record) })),
            ),
      );
      if (gone.length === 0) return;
      undo.offer(`${nameOf(type, gone)} moved to the trash`, async () => {
        undone?.();
        await putBack(type, gone, list, before);
      });
    },

    async restore(type, records) {
      const operations = records.map(({ id }) => ({ method: 'restore', id }) as const);
      const back = await takeOut(records, async () => await runBatch(api, type, operations));
      if (back.length > 0) toasts.say(`${pluralize(back.length, type)} restored`);
    },

    async destroy(type, records) {
      const gone = await takeOut(records, async () => await runEach(records, async ({ id }) => await api.destroy(type, id)));
      if (gone.length > 0) toasts.say(`${pluralize(gone.length, type)} deleted for good`);
    },

    async edit(type, records, patch) {
      const before = new Map(records.map((record) => [record.id, record]));
      const changed = await alter(
        type,
        records.map((record) => ({ record, patch })),
      );
      if (changed.length === 0) return;
      undo.offer(`${pluralize(changed.length, type)} changed`, async () => {
        const asBefore = (id: string) => Object.fromEntries(Object.keys(patch).map((name) => [name, before.get(id)?.[name] ?? null]));
        const back = await alter(
          type,
          changed.map((record) => ({ record, patch: asBefore(record.id) })),
        );
        if (back.length > 0) toasts.say(`${pluralize(back.length, type)} changed back`);
      });
    },

    added(record) {
      prepend(lists.current.peek(), record);
      settle();
    },

    saved(record) {
      replace(lists.current.peek(), [record]);
      settle();
    },
  };
}

/** One by its name, many by their number. */
function nameOf(type: RecordType, records: readonly StoredRecord[]): string {
  const [first] = records;
  return records.length === 1 && first !== undefined ? `“${titleOf(type, first)}”` : pluralize(records.length, type);
}
