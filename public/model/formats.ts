import { today } from './type-display.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Made when first used: a browser takes tens of milliseconds for the first one. */
function made<Format>(make: () => Format): () => Format {
  let format: Format | undefined;
  return () => {
    format ??= make();
    return format;
  };
}

const near = made(() => new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' }));
const dayOfYear = made(() => new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' }));
const dayOfAnyYear = made(() => new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }));
const moment = made(() => new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }));

/** Takes the time for that while there is nothing else to do. */
export function prepareFormats(): void {
  dayOfYear();
}

/** A calendar date in the reader's words: “today”, “14 Oct”, “3 Jan 2028”. */
export function formatDate(date: string): string {
  const days = Math.round((Date.parse(date) - Date.parse(today())) / DAY_MS);
  if (Math.abs(days) <= 1) return capitalised(near().format(days, 'day'));
  return (date.slice(0, 4) === today().slice(0, 4) ? dayOfYear() : dayOfAnyYear()).format(new Date(date));
}

/** A calendar date with its year, where there is no list to read it beside. */
export function formatFullDate(date: string): string {
  return dayOfAnyYear().format(new Date(date));
}

export function formatMoment(time: string): string {
  return moment().format(new Date(time));
}

export function formatNumber(value: number): string {
  return value.toLocaleString(undefined, { maximumFractionDigits: 20 });
}

function capitalised(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
