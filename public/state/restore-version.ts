import type { RecordType } from '../../src/schema/record-type.ts';
import { message } from '../model/message.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { titleOf } from '../model/type-display.ts';
import { restoreVersion as request } from '../requests/history-api.ts';
import { ProblemError, reasonOf } from '../requests/problem.ts';
import { readRecord } from '../requests/read-record.ts';
import type { Editing } from './editing.ts';
import { replace } from './optimistic-list.ts';
import type { PageServices } from './page-services.ts';
import { changeSetsStep } from './undo-change-sets.ts';

export interface Restore {
  readonly type: RecordType;
  /** As the person saw it: a later change by others is not overwritten. */
  readonly seen: StoredRecord;
  readonly version: number;
}

/** Writes the values of an earlier version as a new one. Resolves to `undefined`, with a toast, when it is refused. */
export async function restoreVersion(
  { send, lists }: Pick<PageServices, 'send' | 'lists'>,
  { undo, toasts, tabs }: Pick<Editing, 'undo' | 'toasts' | 'tabs'>,
  { type, seen, version }: Restore,
): Promise<StoredRecord | undefined> {
  const show = (record: StoredRecord) => {
    replace(lists.current.peek(), [record]);
    lists.forgetOthers();
    tabs.tell({ type: type.name, changed: [record] });
  };
  try {
    const { record, changeSet } = await request(send, type, { seen, version });
    show(record);
    const restored = message`“${titleOf(type, record)}” restored to version ${String(version)}`;
    const reverse = changeSetsStep({
      send,
      ids: changeSet === undefined ? [] : [changeSet],
      refresh: async () => show(await readRecord(send, type, seen.id)),
      say: (_, how) => (how === 'undone' ? message`“${titleOf(type, seen)}” is as it was before` : restored),
    });
    undo.offer(restored, reverse);
    return record;
  } catch (error) {
    const isConflict = error instanceof ProblemError && error.status === 412;
    toasts.alarm(message`“${titleOf(type, seen)}” was not restored. ${isConflict ? 'Someone else has just changed it.' : reasonOf(error)}`);
    return undefined;
  }
}
