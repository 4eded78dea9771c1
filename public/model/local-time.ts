/** A moment as `datetime-local` wants it: in the reader's zone and without naming it; empty for none. */
export function localTime(time: string): string {
  const moment = new Date(time);
  return Number.isNaN(moment.getTime()) ? '' : new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
