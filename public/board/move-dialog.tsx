import type { RecordType } from '../../src/schema/record-type.ts';
import { ChoiceIcon } from '../controls/choice-icon.tsx';
import { type ColumnValue, canMoveTo, columnName, columnOf, columnValues } from '../model/board.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { choicesOf, completionOf, controlOf, titleOf } from '../model/type-display.ts';
import { Dialog } from '../ui/dialog.tsx';

export interface MoveDialogProps {
  readonly type: RecordType;
  readonly by: string;
  readonly record: StoredRecord;
  readonly onMove: (value: ColumnValue) => void;
  readonly onClose: () => void;
}

/** Asks for the column to which a card moves, for people who do not drag. */
export function MoveDialog({ type, by, record, onMove, onClose }: MoveDialogProps) {
  const choices = choicesOf(controlOf(type, by));
  const current = columnOf(record, by);
  const values = columnValues(type, new URLSearchParams(), by).filter((value) => canMoveTo(type, by, value));
  return (
    <Dialog title={`Move “${titleOf(type, record)}” to`} onClose={onClose}>
      <ul class="move-to">
        {values.map((value) => (
          <li key={value ?? ''}>
            <button
              type="button"
              class="button"
              aria-current={value === current ? 'true' : undefined}
              onClick={() => {
                onMove(value);
                onClose();
              }}
            >
              {value !== undefined && <ChoiceIcon {...choices} choice={value} isProgress={completionOf(type)?.field === by} />}
              {columnName(value)}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
