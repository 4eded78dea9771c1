import { formatShortDay } from '../model/calendar-words.ts';
import { monthOf } from '../model/month.ts';
import { may } from '../model/person.ts';
import type { Route } from '../model/route.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { useApp } from '../state/app-context.ts';
import { ChangingText } from '../ui/changing-text.tsx';
import { Icon } from '../ui/icon.tsx';
import { ADD } from '../ui/icons.ts';
import { DayRecords } from './day-records.tsx';
import { newOn } from './new-on.ts';

export interface AgendaProps {
  readonly route: Route;
  readonly by: string;
  readonly month: string;
  readonly today: string;
  readonly days: ReadonlyMap<string, readonly StoredRecord[]>;
}

/** The days of a month that have records, and today, for a phone. */
export function Agenda({ route, by, month, today, days }: AgendaProps) {
  const { person } = useApp();
  const { type } = route;
  const shown = [...new Set([...days.keys(), today])].filter((day) => monthOf(day) === month).sort();
  return (
    <div class="agenda">
      {shown.map((day) => (
        <section key={day} aria-labelledby={`day-${day}`}>
          <div class="agenda-head">
            <h3 id={`day-${day}`} tabIndex={-1} aria-current={day === today ? 'date' : undefined}>
              <ChangingText>{day === today ? `Today, ${formatShortDay(day)}` : formatShortDay(day)}</ChangingText>
            </h3>
            {may(person.value, 'editor') && (
              <a class="icon-button" href={newOn(route, day)} aria-label={`New ${type.singular} on ${formatShortDay(day)}`}>
                <Icon path={ADD} />
              </a>
            )}
          </div>
          <DayRecords route={route} by={by} records={days.get(day) ?? []} />
        </section>
      ))}
      {shown.length === 0 && <p class="agenda-empty">No {type.title.toLowerCase()} in this month.</p>}
    </div>
  );
}
