import type { RecordType } from '../../src/schema/record-type.ts';
import { type ColumnValue, columnName } from '../model/board.ts';
import { message } from '../model/message.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { titleOf } from '../model/type-display.ts';
import type { App } from '../state/app.ts';
import { focusRecord } from '../ui/focus-record.ts';

export interface Move {
  readonly type: RecordType;
  readonly record: StoredRecord;
  readonly by: string;
  readonly value: ColumnValue;
}

/** Moves a card to another column. The focus follows it, also when the service refuses the change and the card goes back. */
export function moveCard({ run, loadEditing }: App, { type, record, by, value }: Move): void {
  run(async () => {
    const { mutations } = await loadEditing();
    const moved = mutations.change(
      type,
      record,
      { [by]: value ?? null },
      message`“${titleOf(type, record)}” moved to ${columnName(value)}`,
    );
    focusRecord(record.id);
    await moved;
    if (document.activeElement === document.body) focusRecord(record.id);
  });
}
