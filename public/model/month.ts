import { isCalendarDate } from '../../src/schema/fields/date.ts';
import { today } from './type-display.ts';

// Months are texts such as `2026-11`, and days such as `2026-11-30`, so that no time zone can move them.

const DAY_MS = 24 * 60 * 60 * 1000;
const DAYS_IN_WEEK = 7;

/** Returns whether a text is a month that has whole weeks around it in the calendar of the service (0000 to 9999). */
export function isMonth(text: string): boolean {
  return isCalendarDate(`${text}-01`) && text >= '0000-02' && text <= '9999-11';
}

export function monthOf(day: string): string {
  return day.slice(0, 7);
}

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(day) + count * DAY_MS).toISOString().slice(0, 10);
}

/** Returns the month that is `count` months later; the same month if the calendar ends before. */
export function addMonths(month: string, count: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const months = year * 12 + number - 1 + count;
  const later = `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}`;
  return isMonth(later) ? later : month;
}

/** Returns the same day in another month, or the last day of that month if it is shorter. */
export function sameDayIn(month: string, day: string): string {
  const wanted = `${month}-${day.slice(8)}`;
  return isCalendarDate(wanted) ? wanted : addDays(`${addMonths(month, 1)}-01`, -1);
}

/**
 * Returns the weeks of a month, with the days of other months that fill the first and the last week.
 * @param firstWeekday 1 for Monday to 7 for Sunday
 */
export function weeksOf(month: string, firstWeekday: number): string[][] {
  const first = `${month}-01`;
  const start = addDays(first, -((new Date(first).getUTCDay() - firstWeekday + DAYS_IN_WEEK) % DAYS_IN_WEEK));
  const weeks: string[][] = [];
  for (let day = start; monthOf(day) <= month; day = addDays(day, DAYS_IN_WEEK)) {
    weeks.push(Array.from({ length: DAYS_IN_WEEK }, (_, index) => addDays(day, index)));
  }
  return weeks;
}

export function currentMonth(): string {
  return monthOf(today());
}
