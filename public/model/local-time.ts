/** A moment for `datetime-local`: in the reader's time zone, without its name. Empty for an invalid one. */
export function localTime(time: string): string {
  const moment = new Date(time);
  return Number.isNaN(moment.getTime()) ? '' : new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
