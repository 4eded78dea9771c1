import type { Control } from '../../src/schema/field.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { formatFullDate, formatMoment, formatNumber } from './formats.ts';
import { humanize } from './labels.ts';

type Format = (value: unknown) => string;

const FORMATS: Readonly<Record<Control['type'], Format>> = {
  line: String,
  lines: String,
  number: (value) => (typeof value === 'number' ? formatNumber(value) : String(value)),
  checkbox: (value) => (value === true ? 'Yes' : 'No'),
  select: (value) => humanize(String(value)),
  date: (value) => formatFullDate(String(value)),
  'date-time': (value) => formatMoment(String(value)),
  list: (value) => (Array.isArray(value) ? value.join(', ') : String(value)),
};

/** A field's value as text for people; empty for none. */
export function plainText(type: RecordType, name: string, value: unknown): string {
  const control = type.fields[name]?.control;
  return value === undefined || value === null || control === undefined ? '' : FORMATS[control.type](value);
}
