import type { Moment } from '../../src/schema/field.ts';
import { today } from './type-display.ts';

/** The current time in the time zone of the browser. */
export const MOMENT: Moment = {
  get today() {
    return today();
  },
  startOf: (day) => new Date(`${day}T00:00`).toISOString(),
};
