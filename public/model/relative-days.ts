import type { Field } from '../../src/schema/field.ts';
import { MOMENT } from './moment.ts';

const SHAPE = /^(today|monday)(?:([ +-])(\d{1,4})([dwmy]))?$/;
const BASES: Readonly<Record<string, string>> = { today: 'today', monday: 'Monday of this week' };
const UNITS: Readonly<Record<string, string>> = { d: 'day', w: 'week', m: 'month', y: 'year' };

/** Whether filters by the field take days such as `today`, which its values cannot be. */
export function acceptsRelativeDays(field: Field): boolean {
  return field.parseOperand?.('today', MOMENT).ok === true && !field.parse('today').ok;
}

/** Returns a relative day in words, such as “7 days after today”. Returns `undefined` for another text. */
export function relativeDayWords(text: string): string | undefined {
  const [match, base = '', sign, count = '0', unit = 'd'] = SHAPE.exec(text.trim()) ?? [];
  if (match === undefined) return undefined;
  const days = Number(count) * (sign === '-' ? -1 : 1);
  if (days === 0) return BASES[base];
  if (base === 'today' && unit === 'd' && Math.abs(days) === 1) return days === 1 ? 'tomorrow' : 'yesterday';
  const amount = `${Math.abs(days)} ${UNITS[unit]}${Math.abs(days) === 1 ? '' : 's'}`;
  return `${amount} ${days > 0 ? 'after' : 'before'} ${BASES[base]}`;
}
