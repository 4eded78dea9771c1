import type { Moment } from './field.ts';

/** The time and the time zone of a request. */
export interface AsOf {
  /** RFC 3339, in UTC. */
  readonly now: string;
  /** An IANA name such as `Europe/Berlin`. */
  readonly timeZone: string;
}

export const DEFAULT_TIME_ZONE = 'UTC';

const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/;

/** Checks whether a text is the IANA name of a time zone. */
export function isTimeZone(name: string): boolean {
  if (!ZONE_NAME.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

/** Creates the moment of a request. Computes days in its time zone only when they are needed. */
export function createMoment({ now, timeZone }: AsOf): Moment {
  let format: Intl.DateTimeFormat | undefined;

  function dayAt(time: number): string {
    format ??= new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, value]));
    return `${parts.get('year')?.padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}`;
  }

  return {
    get today() {
      return dayAt(Date.parse(now));
    },

    /** A day starts at midnight, or later if the clocks skip midnight. The start is at most 15 hours from the start in UTC. */
    startOf(day) {
      const middle = Date.parse(`${day}T00:00:00Z`);
      let [before, start] = [middle - 15 * HOUR_MS, middle + 15 * HOUR_MS];
      while (start - before > 1) {
        const time = Math.floor((before + start) / 2);
        if (dayAt(time) >= day) start = time;
        else before = time;
      }
      return new Date(start).toISOString();
    },
  };
}

const HOUR_MS = 3_600_000;

/** Wraps a moment to observe whether it was used. */
export function observeMoment(moment: Moment): { readonly moment: Moment; wasUsed(): boolean } {
  let isUsed = false;
  return {
    moment: {
      get today() {
        isUsed = true;
        return moment.today;
      },
      startOf(day) {
        isUsed = true;
        return moment.startOf(day);
      },
    },
    wasUsed: () => isUsed,
  };
}
