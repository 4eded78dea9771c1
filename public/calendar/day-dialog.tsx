import { formatLongDay } from '../model/calendar-words.ts';
import { may } from '../model/person.ts';
import { hrefOf, type Route } from '../model/route.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { isCompleted, titleOf } from '../model/type-display.ts';
import { useApp } from '../state/app-context.ts';
import { Dialog } from '../ui/dialog.tsx';
import { MoveButton } from './move-button.tsx';
import { newOn } from './new-on.ts';

export interface DayDialogProps {
  readonly route: Route;
  readonly by: string;
  readonly day: string;
  readonly records: readonly StoredRecord[];
  readonly onClose: () => void;
}

/** All records of a day. Each can be opened, or moved to another day. */
export function DayDialog({ route, by, day, records, onClose }: DayDialogProps) {
  const { person } = useApp();
  const { type, view } = route;
  const canChange = may(person.value, 'editor');
  return (
    <Dialog title={formatLongDay(day)} onClose={onClose}>
      {records.length === 0 && <p class="note">No {type.title.toLowerCase()} on this day.</p>}
      <ul class="day-list">
        {records.map((record) => (
          <li key={record.id} class={isCompleted(type, record) ? 'is-completed' : undefined}>
            <a class="record-link" dir="auto" href={hrefOf({ type, view, open: record.id })} onClick={onClose}>
              <span key={titleOf(type, record)}>{titleOf(type, record)}</span>
            </a>
            {canChange && <MoveButton route={route} by={by} record={record} onMove={onClose} />}
          </li>
        ))}
      </ul>
      {canChange && (
        <div class="dialog-actions">
          <a class="button is-primary" href={newOn(route, day)} onClick={onClose}>
            New {type.singular}
          </a>
        </div>
      )}
    </Dialog>
  );
}
