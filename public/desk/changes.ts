import type { RecordType } from '../../src/schema/record-type.ts';
import { ApiProblem, reasonOf } from '../api/problem.ts';
import { BATCH_SIZE, type Operation, type Outcome, type Patch, type WriteApi } from '../api/write-api.ts';
import type { Counts } from '../list/counts.ts';
import type { Lists } from '../list/lists.ts';
import type { RecordList } from '../list/record-list.ts';
import { completionOf, isCompleted, titleOf } from '../records/outline.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import { counted, worded } from '../records/wording.ts';
import type { Toasts } from '../toasts/toasts.ts';
import type { Undo } from '../toasts/undo.ts';

/** Changes made from a list: they show at once, and are rolled back with a message when the service refuses. */
export interface Changes {
  /** Ticks a record off, or opens it again. */
  tick(type: RecordType, record: StoredRecord): Promise<void>;
  trash(type: RecordType, records: readonly StoredRecord[]): Promise<void>;
  restore(type: RecordType, records: readonly StoredRecord[]): Promise<void>;
  /** Gone for good, without a way back. */
  destroy(type: RecordType, records: readonly StoredRecord[]): Promise<void>;
  edit(type: RecordType, records: readonly StoredRecord[], patch: Patch): Promise<void>;
  /** Shows a record that was created elsewhere. */
  added(record: StoredRecord): void;
  /** Shows a record that was saved elsewhere. */
  saved(record: StoredRecord): void;
}

export interface ChangesOptions {
  readonly api: WriteApi;
  readonly lists: Lists;
  readonly counts: Counts;
  readonly toasts: Toasts;
  readonly undo: Undo;
}

export function createChanges({ api, lists, counts, toasts, undo }: ChangesOptions): Changes {
  const settle = () => {
    lists.forgetOthers();
    counts.refresh();
  };

  /** Sends operations in batches; the outcomes, in order. */
  async function carryOut(type: RecordType, operations: readonly Operation[]): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    for (let start = 0; start < operations.length; start += BATCH_SIZE) {
      outcomes.push(...(await api.batch(type, operations.slice(start, start + BATCH_SIZE))));
    }
    return outcomes;
  }

  /** Takes records from the list, asks the service for the same, and puts back those that it refused. */
  async function takeOut(
    list: RecordList | undefined,
    records: readonly StoredRecord[],
    ask: () => Promise<readonly Outcome[]>,
  ): Promise<StoredRecord[]> {
    const before = list?.records.peek() ?? [];
    list?.remove(new Set(records.map(({ id }) => id)));
    try {
      const outcomes = await ask();
      const refused = records.flatMap((record, index) => {
        const outcome = outcomes[index];
        return outcome?.ok === true ? [] : [outcome?.problem.current ?? record];
      });
      list?.reinsert(refused, before);
      if (refused.length > 0) tellRefused(records, outcomes);
      return records.filter((_, index) => outcomes[index]?.ok === true);
    } catch (error) {
      list?.reinsert(records, before);
      toasts.alarm(`Nothing was changed. ${reasonOf(error)}`);
      return [];
    } finally {
      settle();
    }
  }

  function tellRefused(records: readonly StoredRecord[], outcomes: readonly Outcome[]): void {
    const refused = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.problem]));
    const moved = refused.filter(({ status }) => status === 412).length;
    const why = moved === refused.length ? 'changed by someone else meanwhile; look again' : (refused[0]?.message ?? 'refused');
    toasts.alarm(`${refused.length} of ${records.length} left as they are: ${why}`);
  }

  async function putBack(
    type: RecordType,
    gone: readonly StoredRecord[],
    list: RecordList | undefined,
    before: readonly StoredRecord[],
  ): Promise<void> {
    try {
      const outcomes = await carryOut(
        type,
        gone.map(({ id }) => ({ method: 'restore', id })),
      );
      list?.reinsert(
        outcomes.flatMap((outcome) => (outcome.ok ? (outcome.record ?? []) : [])),
        before,
      );
      const refused = outcomes.find((outcome) => !outcome.ok);
      if (refused?.ok === false) toasts.alarm(`Not everything could be put back: ${refused.problem.message}`);
      if (lists.current.peek() !== list) void lists.current.peek()?.reload();
    } catch (error) {
      toasts.alarm(`It could not be undone; it is in the trash. ${reasonOf(error)}`);
    }
    settle();
  }

  /** A change of one field that never overwrites: where someone else changed other fields, it is made to what is there now. */
  async function patchOne(type: RecordType, seen: StoredRecord, patch: Patch): Promise<StoredRecord> {
    try {
      return await api.patch(type, seen, patch);
    } catch (error) {
      const current = error instanceof ApiProblem ? error.current : undefined;
      const isFree = current !== undefined && Object.keys(patch).every((name) => current[name] === seen[name]);
      if (isFree) return await api.patch(type, current, patch);
      throw error;
    }
  }

  async function setField(type: RecordType, record: StoredRecord, patch: Patch): Promise<StoredRecord | undefined> {
    const list = lists.current.peek();
    list?.replace({ ...record, ...patch });
    try {
      const saved = await patchOne(type, record, patch);
      list?.replace(saved);
      return saved;
    } catch (error) {
      list?.replace((error instanceof ApiProblem ? error.current : undefined) ?? record);
      const isConflict = error instanceof ApiProblem && error.status === 412;
      toasts.alarm(`“${titleOf(type, record)}” was not changed: ${isConflict ? 'someone else has just changed it' : reasonOf(error)}`);
      return undefined;
    } finally {
      settle();
    }
  }

  return {
    async tick(type, record) {
      const completion = completionOf(type);
      if (completion === undefined) return;
      const { field, done, open } = completion;
      const value = isCompleted(type, record) ? open : done;
      const saved = await setField(type, record, { [field]: value });
      if (saved === undefined) return;
      undo.offer(`“${titleOf(type, saved)}” is ${worded(value).toLowerCase()}`, async () => {
        await setField(type, lists.current.peek()?.find(saved.id) ?? saved, { [field]: record[field] ?? open });
      });
    },

    async trash(type, records) {
      const list = lists.current.peek();
      const before = list?.records.peek() ?? [];
      const gone = await takeOut(list, records, async () => {
        const [only] = records;
        if (records.length === 1 && only !== undefined) return [await outcomeOf(api.trash(type, only))];
        return await carryOut(
          type,
          records.map(({ id, version }) => ({ method: 'delete', id, ifMatch: `"${version}"` })),
        );
      });
      if (gone.length === 0) return;
      const [first] = gone;
      const what = gone.length === 1 && first !== undefined ? `“${titleOf(type, first)}”` : counted(gone.length, type);
      undo.offer(`${what} moved to the trash`, async () => {
        await putBack(type, gone, list, before);
      });
    },

    async restore(type, records) {
      const list = lists.current.peek();
      const back = await takeOut(
        list,
        records,
        async () =>
          await carryOut(
            type,
            records.map(({ id }) => ({ method: 'restore', id })),
          ),
      );
      if (back.length > 0) toasts.say(`${counted(back.length, type)} restored`);
    },

    async destroy(type, records) {
      const list = lists.current.peek();
      const gone = await takeOut(list, records, async () => {
        const outcomes: Outcome[] = [];
        for (const { id } of records) outcomes.push(await outcomeOf(api.destroy(type, id)));
        return outcomes;
      });
      if (gone.length > 0) toasts.say(`${counted(gone.length, type)} deleted for good`);
    },

    async edit(type, records, patch) {
      const list = lists.current.peek();
      try {
        const outcomes = await carryOut(
          type,
          records.map(({ id, version }) => ({ method: 'update', id, record: patch, ifMatch: `"${version}"` })),
        );
        for (const outcome of outcomes) {
          const record = outcome.ok ? outcome.record : outcome.problem.current;
          if (record !== undefined) list?.replace(record);
        }
        const changed = outcomes.filter(({ ok }) => ok).length;
        if (changed < records.length) tellRefused(records, outcomes);
        if (changed > 0) toasts.say(`${counted(changed, type)} changed`);
      } catch (error) {
        toasts.alarm(`They could not all be changed. ${reasonOf(error)}`);
        void list?.reload();
      }
      settle();
    },

    added(record) {
      lists.current.peek()?.prepend(record);
      settle();
    },

    saved(record) {
      lists.current.peek()?.replace(record);
      settle();
    },
  };
}

async function outcomeOf(request: Promise<void>): Promise<Outcome> {
  try {
    await request;
    return { ok: true, record: undefined };
  } catch (error) {
    if (error instanceof ApiProblem && error.status < 500) return { ok: false, problem: error };
    throw error;
  }
}
