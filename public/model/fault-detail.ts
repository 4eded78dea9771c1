import type { Fault, Field } from '../../src/schema/field.ts';
import { formatFullDate } from './formats.ts';
import { humanize } from './labels.ts';

/** The service and rules of record types write dates so. Not the date of a time. */
const ISO_DATE = /(?<![\d-])\d{4}-\d\d-\d\d(?![-T\d])/g;

/** What is wrong with a value, without the label of its field: “must be Lead, Active or Inactive”. */
export function faultDetail(field: Field | undefined, { code, detail }: Fault): string {
  const control = field?.control;
  if (code === 'not-a-choice' && control?.type === 'select') return `must be ${listed(control.choices.map(humanize))}`;
  // A rule of the record type can also be at fault.
  if (control?.type === 'date' && (code === 'bad-format' || code === 'wrong-type')) return 'must be a date such as 2026-03-31';
  if (control?.type === 'number' && code === 'wrong-type') return 'must be a number such as 1234.5';
  return detail.replaceAll(ISO_DATE, (date) => (Number.isNaN(Date.parse(date)) ? date : formatFullDate(date)));
}

/** "Lead, Active or Inactive" */
function listed(words: readonly string[]): string {
  return new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(words);
}
