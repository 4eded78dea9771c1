import { useState } from 'preact/hooks';
import { chosenDay } from '../model/calendar-view.ts';
import { formatShortWeekday, formatWeekday } from '../model/calendar-words.ts';
import { monthOf } from '../model/month.ts';
import type { Route } from '../model/route.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { useApp } from '../state/app-context.ts';
import { DayCell } from './day-cell.tsx';
import { onGridKey } from './grid-keys.ts';
import type { Moves } from './use-moves.ts';

export interface MonthGridProps {
  readonly route: Route;
  readonly label: string;
  readonly by: string;
  readonly month: string;
  readonly weeks: readonly (readonly string[])[];
  readonly today: string;
  readonly days: ReadonlyMap<string, readonly StoredRecord[]>;
  readonly moves: Moves;
  readonly canChange: boolean;
  /** Shows all records of a day. */
  readonly onOpenDay: (day: string) => void;
}

/** A table whose cells take the focus. */
const ROLE = 'grid';

/** A month as a grid of weeks. The arrow keys move between its days, and Tab reaches what is in the day of the focus. */
export function MonthGrid({ route, label, by, month, weeks, today, days, moves, canChange, onOpenDay }: MonthGridProps) {
  const { router } = useApp();
  const [focused, setFocused] = useState<string | undefined>(undefined);
  const isShown = (day: string | undefined) => day !== undefined && weeks.some((week) => week.includes(day));
  const inMonth = monthOf(today) === month ? today : `${month}-01`;
  const active = [focused, chosenDay(route.view)].find(isShown) ?? inMonth;

  return (
    <table
      role={ROLE}
      class="month"
      aria-label={label}
      onFocusIn={({ target }) => {
        const day = target instanceof HTMLElement ? target.closest<HTMLElement>('[data-day]')?.dataset['day'] : undefined;
        if (day !== undefined) setFocused(day);
      }}
      onKeyDown={(event) => onGridKey(event, { route, router, moves, weeks, canChange, onOpenDay })}
    >
      <thead>
        <tr>
          {weeks[0]?.map((day) => (
            <th key={day} scope="col">
              <span class="sr-only">{formatWeekday(day)}</span>
              <span aria-hidden="true">{formatShortWeekday(day)}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]}>
            {week.map((day) => (
              <DayCell
                key={day}
                route={route}
                by={by}
                day={day}
                records={days.get(day) ?? []}
                held={moves.held.value}
                isToday={day === today}
                isOutside={monthOf(day) !== month}
                isActive={day === active}
                canChange={canChange}
                onOpen={() => onOpenDay(day)}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
