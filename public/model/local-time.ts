/** Formats a time for a `datetime-local` input: in the time zone of the browser, without an offset. Returns '' for an invalid time. */
export function localTime(time: string): string {
  const moment = new Date(time);
  return Number.isNaN(moment.getTime()) ? '' : new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
