import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { makeDraggable } from '../browser/drag.ts';
import { focusSoon } from '../browser/focus-soon.ts';
import { useNarrow } from '../browser/use-narrow.ts';
import { recordsByDay } from '../model/calendar-day.ts';
import { shownMonth, shownWeeks } from '../model/calendar-view.ts';
import { formatMonth } from '../model/calendar-words.ts';
import { may } from '../model/person.ts';
import type { Route } from '../model/route.ts';
import { useApp } from '../state/app-context.ts';
import type { RecordList } from '../state/record-list.ts';
import { Agenda } from './agenda.tsx';
import { CalendarHead } from './calendar-head.tsx';
import { DayDialog } from './day-dialog.tsx';
import { MonthGrid } from './month-grid.tsx';
import { MonthState } from './month-state.tsx';
import { useMoves } from './use-moves.ts';
import { useToday } from './use-today.ts';
import '../styles/forms.css';
import './calendar.css';

export interface CalendarProps {
  readonly route: Route;
  /** The field by which records have their days. */
  readonly by: string;
}

/** The records of a type on the days of a month: a grid, or on a phone a list of days. */
export function Calendar({ route, by }: CalendarProps) {
  const list = useApp().lists.current.value;
  return list && <Month key={by} route={route} list={list} by={by} />;
}

function Month({ route, list, by }: CalendarProps & { readonly list: RecordList }) {
  const { type, view } = route;
  const { person } = useApp();
  const isNarrow = useNarrow();
  const today = useToday();
  const element = useRef<HTMLElement>(null);
  const openDay = useSignal<string | undefined>(undefined);
  const month = shownMonth(view);
  const weeks = useMemo(() => shownWeeks(view), [month]);
  const moves = useMoves(route, list, { by, weeks });
  const canChange = may(person.value, 'editor');
  const records = moves.preview(list.records.value);
  const days = useMemo(() => recordsByDay(type, by, records), [type, by, records]);
  const drop = useRef(moves.drop);
  drop.current = moves.drop;

  useEffect(() => {
    const root = element.current;
    if (root === null || !canChange) return;
    return makeDraggable(root, {
      item: '[data-record]',
      target: '[data-day]',
      onDrop: (item, target) => drop.current(item.dataset['record'] ?? '', target.dataset['day'] ?? ''),
    });
  }, [canChange]);
  const openList = (day: string) => {
    openDay.value = day;
  };

  return (
    <section ref={element} class="calendar" aria-labelledby="calendar-month">
      <CalendarHead route={route} by={by} month={month} today={today} />
      {isNarrow ? (
        <Agenda route={route} by={by} month={month} today={today} days={days} />
      ) : (
        <MonthGrid
          {...{ route, by, month, weeks, today, days, moves, canChange }}
          label={formatMonth(`${month}-01`)}
          onOpenDay={openList}
        />
      )}
      <MonthState route={route} list={list} by={by} month={month} days={days} />
      <p class="sr-only" role="status">
        {moves.words.value}
      </p>
      {openDay.value !== undefined && (
        <DayDialog
          route={route}
          by={by}
          day={openDay.value}
          records={days.get(openDay.value) ?? []}
          onClose={() => {
            focusSoon(`day-${openDay.value}`);
            openDay.value = undefined;
          }}
        />
      )}
    </section>
  );
}
