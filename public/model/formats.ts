import { today } from './type-display.ts';

/*
 * The UI is in English, so dates and numbers are too, in every browser: "1.234" must not be 1,234 beside English words.
 * Dates follow the reader's variety of English ("14 Oct", "Oct 14"). Numbers do not, because some varieties write 1.234,5.
 */

const DAY_MS = 24 * 60 * 60 * 1000;

/** Creates a format when it is first used: a browser takes tens of milliseconds for the first one. */
export function dateFormat(options: Intl.DateTimeFormatOptions): (date: string) => string {
  let format: Intl.DateTimeFormat | undefined;
  return (date) => {
    format ??= new Intl.DateTimeFormat(/^en/.test(Intl.NumberFormat().resolvedOptions().locale) ? undefined : 'en-GB', options);
    return format.format(new Date(date));
  };
}

const DAY = { day: 'numeric', month: 'short', timeZone: 'UTC' } as const;
/** A calendar date of this year: "14 Oct". */
export const formatDayOfYear = dateFormat(DAY);

/** A calendar date with its year: "3 Jan 2028". */
export const formatFullDate = dateFormat({ ...DAY, year: 'numeric' });

/** A moment in the reader's time zone: "3 Jan 2028, 14:30". */
export const formatMoment = dateFormat({ dateStyle: 'medium', timeStyle: 'short' });

/** A calendar date beside others: "Today", "14 Oct", "3 Jan 2028". */
export function formatDate(date: string): string {
  const now = today();
  const near = ['Yesterday', 'Today', 'Tomorrow'][(Date.parse(date) - Date.parse(now)) / DAY_MS + 1];
  return near ?? (date.startsWith(now.slice(0, 4)) ? formatDayOfYear : formatFullDate)(date);
}
