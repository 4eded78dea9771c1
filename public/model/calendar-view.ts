import { isCalendarDate } from '../../src/schema/fields/date.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { queryOfDays, valueOn } from './calendar-day.ts';
import { valuesFromFilters } from './filters.ts';
import { firstWeekday } from './first-weekday.ts';
import { currentMonth, isMonth, monthOf, weeksOf } from './month.ts';
import { withParameters } from './route.ts';
import { arrangementOf, type View } from './view.ts';

// The address of a calendar has `calendar-by`, the field that it shows, and `calendar-on`, its month or its chosen day.

export function shownMonth(view: View): string {
  const month = monthOf(view.get('calendar-on') ?? '');
  return isMonth(month) ? month : currentMonth();
}

/** Returns the day that a person has chosen. */
export function chosenDay(view: View): string | undefined {
  const day = view.get('calendar-on') ?? '';
  return isCalendarDate(day) ? day : undefined;
}

/** Returns the view at another month or day; without one, at today. */
export function viewOn(view: View, on: string | undefined): View {
  return withParameters(view, { 'calendar-on': on });
}

/** Returns the weeks that a calendar shows, in the order of the browser's region. */
export function shownWeeks(view: View): string[][] {
  return weeksOf(shownMonth(view), firstWeekday(Intl.DateTimeFormat().resolvedOptions().locale));
}

/** Returns the query for the records that a calendar shows. */
export function calendarQuery(type: RecordType, view: View, by: string): URLSearchParams {
  const days = shownWeeks(view).flat();
  const [first = '', last = first] = [days[0], days.at(-1)];
  return queryOfDays(type, view, by, [first, last]);
}

/** Returns values for a new record, so that it matches the filters of the view and has the chosen day of a calendar. */
export function newValues(type: RecordType, view: View): Readonly<Record<string, unknown>> {
  const values = valuesFromFilters(type, view);
  const { kind, by = '' } = arrangementOf(view) ?? {};
  const [field, day] = [type.fields[by], chosenDay(view)];
  return kind !== 'calendar' || field === undefined || day === undefined ? values : { ...values, [by]: valueOn(field, day) };
}
