import { fieldOf } from '../../src/schema/service-fields.ts';
import { timeOfDay } from '../model/calendar-day.ts';
import { humanize } from '../model/labels.ts';
import { hrefOf, type Route } from '../model/route.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { completionOf, isCompleted, isOverdue, titleOf } from '../model/type-display.ts';
import { useApp } from '../state/app-context.ts';

export interface CalendarRecordProps {
  readonly route: Route;
  readonly by: string;
  readonly record: StoredRecord;
  readonly tabIndex: number;
}

/** A record on its day: a link that opens it. */
export function CalendarRecord({ route: { type, view, open }, by, record, tabIndex }: CalendarRecordProps) {
  const { selection, editing } = useApp();
  const field = fieldOf(type, by);
  const time = field && timeOfDay(field, record[by]);
  const title = titleOf(type, record);
  const isDone = isCompleted(type, record);
  const isLate = isOverdue(type, record, by);
  const marks = [isDone && 'is-completed', isLate && 'is-late', selection.has(record.id) && 'is-selected'].filter(Boolean);
  return (
    <div class={['row', 'day-record', ...marks].join(' ')} data-record={record.id}>
      <a
        id={`open-${record.id}`}
        class="record-link"
        href={hrefOf({ type, view, open: record.id })}
        tabIndex={tabIndex}
        title={title}
        aria-current={open === record.id ? 'true' : undefined}
      >
        {time !== undefined && (
          <span key={time} class="day-time">
            {time}{' '}
          </span>
        )}
        <bdi key={title}>{title}</bdi>
        {isDone && <span class="sr-only"> ({humanize(completionOf(type)?.done ?? '').toLowerCase()})</span>}
        {isLate && <span class="sr-only"> (overdue)</span>}
        {editing.value?.drafts.has(type, record.id) && <span class="sr-only"> (unsaved changes)</span>}
      </a>
    </div>
  );
}
