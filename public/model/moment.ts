import type { Moment } from '../../src/schema/field.ts';
import { today } from './type-display.ts';

/** Now, in the reader's time zone. */
export const MOMENT: Moment = {
  get today() {
    return today();
  },
  startOf: (day) => new Date(`${day}T00:00`).toISOString(),
};

/** The IANA name of the reader's time zone. */
export function timeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
