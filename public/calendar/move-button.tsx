import { fieldOf } from '../../src/schema/service-fields.ts';
import { timeOfDay } from '../model/calendar-day.ts';
import type { Route } from '../model/route.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { titleOf } from '../model/type-display.ts';
import { useApp } from '../state/app-context.ts';
import { ChangingText } from '../ui/changing-text.tsx';

export interface MoveButtonProps {
  readonly route: Route;
  readonly by: string;
  readonly record: StoredRecord;
  /** Called before the date can be changed. */
  readonly onMove?: () => void;
}

/** Shows the time of a record, if there is one, and a button that changes its date. */
export function MoveButton({ route: { type }, by, record, onMove }: MoveButtonProps) {
  const { loadEditing, run } = useApp();
  const field = fieldOf(type, by);
  const time = field && timeOfDay(field, record[by]);
  const edit = async () => {
    const { cells } = await loadEditing();
    onMove?.();
    cells.edit({ type, record, name: by, typed: undefined });
  };
  return (
    <>
      {time !== undefined && (
        <span class="day-time">
          <ChangingText>{time}</ChangingText>
        </span>
      )}
      <button type="button" class="link move" data-field={by} aria-label={`Move ${titleOf(type, record)}`} onClick={() => run(edit)}>
        Move
      </button>
    </>
  );
}
