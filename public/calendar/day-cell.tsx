import { formatLongDay } from '../model/calendar-words.ts';
import { pluralize } from '../model/labels.ts';
import { formatNumber } from '../model/number-text.ts';
import type { Route } from '../model/route.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { ChangingText } from '../ui/changing-text.tsx';
import { Icon } from '../ui/icon.tsx';
import { ADD } from '../ui/icons.ts';
import { CalendarRecord } from './calendar-record.tsx';
import { newOn } from './new-on.ts';

export interface DayCellProps {
  readonly route: Route;
  readonly by: string;
  readonly day: string;
  readonly records: readonly StoredRecord[];
  /** The id of a record that is shown even if it is one of many. */
  readonly held: string | undefined;
  readonly isToday: boolean;
  readonly isOutside: boolean;
  /** Whether Tab reaches the cell and what is in it. */
  readonly isActive: boolean;
  readonly canChange: boolean;
  readonly onOpen: () => void;
}

const MOST_LINES = 4;

/** A day of the month: its first records, and a button for the others. */
export function DayCell({ route, by, day, records, held, isToday, isOutside, isActive, canChange, onOpen }: DayCellProps) {
  const { type } = route;
  const shown = firstOf(records, held);
  const rest = records.length - shown.length;
  const name = formatLongDay(day);
  const tabIndex = isActive ? 0 : -1;
  return (
    <td
      id={`day-${day}`}
      class={isOutside ? 'day is-outside' : 'day'}
      data-day={day}
      tabIndex={tabIndex}
      aria-current={isToday ? 'date' : undefined}
    >
      <span class="day-number" aria-hidden="true">
        {Number(day.slice(8))}
      </span>
      <span class="sr-only">{records.length === 0 ? name : `${name}, ${pluralize(records.length, type)}`}</span>
      <ul>
        {shown.map((record) => (
          <li key={record.id}>
            <CalendarRecord route={route} by={by} record={record} tabIndex={tabIndex} />
          </li>
        ))}
      </ul>
      {rest > 0 && (
        <button type="button" class="day-more" tabIndex={tabIndex} aria-label={`+${formatNumber(rest)} more on ${name}`} onClick={onOpen}>
          <ChangingText>{`+${formatNumber(rest)} more`}</ChangingText>
        </button>
      )}
      {canChange && (
        <a
          class="day-add"
          href={newOn(route, day)}
          tabIndex={tabIndex}
          aria-label={`New ${type.singular} on ${name}`}
          title={`New ${type.singular}`}
        >
          <Icon path={ADD} />
        </a>
      )}
    </td>
  );
}

function firstOf(records: readonly StoredRecord[], held: string | undefined): readonly StoredRecord[] {
  if (records.length <= MOST_LINES) return records;
  const first = records.slice(0, MOST_LINES - 1);
  const hidden = records.slice(MOST_LINES - 1).find(({ id }) => id === held);
  return hidden === undefined ? first : [...first.slice(0, -1), hidden];
}
