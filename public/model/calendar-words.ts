import { dateFormat } from './formats.ts';

/** The days and months of a calendar, in words. */
export const formatMonth = dateFormat({ month: 'long', year: 'numeric', timeZone: 'UTC' });
export const formatWeekday = dateFormat({ weekday: 'long', timeZone: 'UTC' });
export const formatShortWeekday = dateFormat({ weekday: 'short', timeZone: 'UTC' });
/** "Tuesday 3 November 2026" */
export const formatLongDay = dateFormat({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
/** "Tue 3 Nov" */
export const formatShortDay = dateFormat({ weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });
