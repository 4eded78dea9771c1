import type { Action } from '../../src/schema/definition.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { sameValue } from '../../src/schema/same-value.ts';
import { message } from '../model/message.ts';
import { may, type Person } from '../model/person.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { titleOf } from '../model/type-display.ts';
import { type ActionRun, requestAction } from '../requests/action-api.ts';
import { currentOf } from '../requests/problem.ts';
import { readRecord } from '../requests/read-record.ts';
import type { Editing } from './editing.ts';
import { replace } from './optimistic-list.ts';
import type { PageServices } from './page-services.ts';
import { changeSetsStep } from './undo-change-sets.ts';

/** The actions that a person can run on a record. Leaves out an action without input that would change nothing. */
export function offeredActions(type: RecordType, record: StoredRecord, person: Person): readonly [string, Action][] {
  return Object.entries(type.actions ?? {}).filter(
    ([, action]) => may(person, action.role ?? 'editor') && (action.input !== undefined || changesSomething(action, record, person)),
  );
}

function changesSomething({ change }: Action, record: StoredRecord, { sub }: Person): boolean {
  try {
    const changes = change(record, {}, { now: new Date().toISOString(), me: sub });
    return Object.entries(changes).some(([name, value]) => !sameValue(record[name] ?? null, value ?? null));
  } catch {
    // Offer it: when somebody runs it, the service logs the error. The record has to be shown either way.
    return true;
  }
}

/** Runs an action, shows the record and offers undo. Rejects if the service refuses it; after a conflict, it shows the current record. */
export async function runAction(
  { send, lists }: Pick<PageServices, 'send' | 'lists'>,
  { undo, tabs }: Pick<Editing, 'undo' | 'tabs'>,
  { title, ...run }: ActionRun & { readonly title: string },
): Promise<StoredRecord> {
  const { type, seen } = run;
  const show = (record: StoredRecord) => {
    replace(lists.current.peek(), [record]);
    lists.forgetOthers();
    tabs.tell({ type: type.name, changed: [record] });
  };
  const { record, changeSet } = await requestAction(send, run).catch((error: unknown) => {
    const current = currentOf(error);
    if (current !== undefined) show(current);
    throw error;
  });
  show(record);
  if (record.version === seen.version) return record;
  const done = message`${title}: “${titleOf(type, record)}” updated`;
  const reverse = changeSetsStep({
    send,
    ids: changeSet === undefined ? [] : [changeSet],
    refresh: async () => show(await readRecord(send, type, seen.id)),
    say: (_, how) => (how === 'undone' ? message`“${titleOf(type, seen)}” is as it was before` : done),
  });
  undo.offer(done, reverse);
  return record;
}
