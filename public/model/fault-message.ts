import type { RecordType } from '../../src/schema/record-type.ts';
import { humanize, labelOf } from './labels.ts';

/** One fault of a record as the service reports it. */
export interface RecordFault {
  readonly field: string | undefined;
  readonly code: string;
  readonly detail: string;
}

/** A fault in the words of the form: with the labels of the field and of its choices. */
export function faultMessage(type: RecordType, { field: name = '', code, detail }: RecordFault): string {
  const field = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined;
  if (name === '') return sentence(detail);
  const label = labelOf(type, name);
  if (code === 'not-unique') return `Another ${type.singular} has this ${label}`;
  if (code === 'required') return `${label} is required`;
  if (code === 'not-a-choice' && field?.control.type === 'select') return `${label} must be ${listed(field.control.choices.map(humanize))}`;
  if (field?.control.type === 'date') return `${label} must be a date such as 2026-03-31`;
  if (field?.control.type === 'number' && code === 'wrong-type') return `${label} must be a number such as 1234.5`;
  return detail.startsWith('must ') ? `${label} ${detail}` : `${label}: ${detail}`;
}

/** "Lead, Active or Inactive" */
function listed(words: readonly string[]): string {
  return new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(words);
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
