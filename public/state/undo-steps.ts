import type { RecordType } from '../../src/schema/record-type.ts';
import { humanize } from '../model/labels.ts';
import { type Message, message } from '../model/message.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { titleOrCount } from '../model/title-or-count.ts';
import { titleOf } from '../model/type-display.ts';
import type { Patch } from '../requests/collection.ts';
import type { WriteApi } from '../requests/write-api.ts';
import { reinsert } from './optimistic-list.ts';
import type { Change, OptimisticWrites, TakenOut } from './optimistic-writes.ts';
import { refusalOf } from './run-batch.ts';
import { type Edit, sendAgain, sendEdits, sendRestore, sendTrash } from './send-changes.ts';
import type { Toasts } from './toasts.ts';
import type { Step } from './undo.ts';

/** The steps that undo the changes of a list. Each gives the step that reverses it. */
export interface UndoSteps {
  /** Restores records from the trash and shows them at their former positions. */
  restore(type: RecordType, taken: TakenOut): Step;
  /** Moves records to the trash, unless someone has changed them. */
  trash(type: RecordType, records: readonly StoredRecord[]): Step;
  /** Sets the fields of changes back to the values before, unless someone has changed them. */
  revert(type: RecordType, changes: readonly Change[]): Step;
  /** Sets the field that marks a record as done. */
  mark(type: RecordType, record: StoredRecord, mark: Mark): Step;
}

export interface Mark {
  readonly field: string;
  readonly value: unknown;
}

export interface UndoStepsOptions {
  readonly api: WriteApi;
  readonly toasts: Toasts;
  readonly writes: OptimisticWrites;
}

export function createUndoSteps({ api, toasts, writes }: UndoStepsOptions): UndoSteps {
  function restore(type: RecordType, { gone, list, before }: TakenOut): Step {
    return async () => {
      const outcomes = await writes.track(sendRestore(api, type, gone));
      const restored = outcomes.flatMap((outcome) => (outcome.ok ? (outcome.record ?? []) : []));
      const shown = writes.listOf(type);
      if (shown === list && shown?.query.has('trashed') !== true) reinsert(shown, restored, before);
      else await shown?.reload();
      const refusal = refusalOf(outcomes);
      if (refusal !== undefined) toasts.alarm([`Some records are still in the trash. ${refusal}`]);
      if (restored.length === 0) return undefined;
      return { what: message`${titleOrCount(type, restored)} restored`, reverse: trash(type, restored) };
    };
  }

  function trash(type: RecordType, records: readonly StoredRecord[]): Step {
    return async () => {
      const send = async (items: readonly StoredRecord[]) => await sendTrash(api, type, items);
      const repeat = { recordOf: itself, renew: currentVersion, fieldsOf: () => Object.keys(type.fields) };
      const taken = await writes.takeOut(type, records, async () => await sendAgain({ ...repeat, items: records, send }));
      const { gone, list } = taken;
      if (list?.query.has('trashed') === true) await list.reload();
      if (gone.length === 0) return undefined;
      return { what: message`${titleOrCount(type, gone)} moved to the trash`, reverse: restore(type, taken) };
    };
  }

  function revert(type: RecordType, changes: readonly Change[], how: 'undone' | 'redone' = 'undone'): Step {
    const edits = changes.map(({ record, before, names }) => ({ record, patch: valuesOf(before, names) }));
    return async () => {
      const send = async (items: readonly Edit[]) => await sendEdits(api, type, items);
      const reverted = await writes.apply(type, edits, async () => await sendAgain({ ...EDITS, items: edits, send }));
      if (reverted.length === 0) return undefined;
      const records = reverted.map(({ record }) => record);
      const what = [...message`Changes to ${titleOrCount(type, records)}`, ` ${how}`];
      return { what, reverse: revert(type, reverted, how === 'undone' ? 'redone' : 'undone') };
    };
  }

  function mark(type: RecordType, record: StoredRecord, { field, value }: Mark): Step {
    return async () => {
      const saved = await writes.setFields(type, record, { [field]: value });
      if (saved === undefined) return undefined;
      const former = record[field] ?? null;
      return { what: markedAs(type, saved, value), reverse: mark(type, saved, { field, value: former }) };
    };
  }

  return { restore, trash, revert, mark };
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
