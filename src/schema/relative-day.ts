import { invalid, type Moment, type Parsed, valid } from './field.ts';

/** Accepts a space as a plus, because query strings decode a plus to a space unless it is percent-encoded. */
const SHAPE = /^(today|monday)(?:([ +-])(\d{1,4})([dwmy]))?$/;

/**
 * Reads a day such as `today`, `today+7d` or `monday-1w`: days, weeks, months or years from today, or from the Monday of this week.
 * In a month without that day, the last day counts: one month after 31 January is 28 or 29 February.
 * @returns `undefined` for any other text
 */
export function readRelativeDay(text: unknown, moment: Moment): Parsed<string> | undefined {
  const [match, base, sign, count, unit = 'd'] = (typeof text === 'string' && SHAPE.exec(text.trim())) || [];
  if (match === undefined) return undefined;
  const day = shift(base === 'monday' ? mondayOf(moment.today) : moment.today, Number(count ?? 0) * (sign === '-' ? -1 : 1), unit);
  return /^\d{4}-\d{2}-\d{2}$/.test(day) ? valid(day) : invalid('out-of-range', 'must be a day from the year 0000 to 9999');
}

/** Returns the first day of the week, which starts on Monday (ISO 8601). */
function mondayOf(day: string): string {
  const sinceMonday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return shift(day, -sinceMonday, 'd');
}

function shift(from: string, count: number, unit: string): string {
  const [year = 0, month = 1, day = 1] = from.split('-').map(Number);
  if (unit === 'd' || unit === 'w') return dayOf(year, month - 1, day + count * (unit === 'w' ? 7 : 1));
  const target = month - 1 + count * (unit === 'y' ? 12 : 1);
  const last = Number(dayOf(year, target + 1, 0).slice(-2));
  return dayOf(year, target, Math.min(day, last));
}

/** Does not use `Date.UTC`, which reads the years 0 to 99 as 1900 to 1999. */
function dayOf(year: number, month: number, day: number): string {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  return date.toISOString().split('T')[0] ?? '';
}
