import type { RecordType } from '../../src/schema/record-type.ts';
import { faultDetail } from './fault-detail.ts';
import { labelOf } from './labels.ts';

/** One fault of a record as the service reports it. */
export interface RecordFault {
  readonly field: string | undefined;
  readonly code: string;
  readonly detail: string;
  /** The other record that has this value of a unique field. */
  readonly holder?: { readonly isTrashed: boolean } | undefined;
}

/** A fault in the words of the form: with the labels of the field and of its choices. */
export function faultMessage(type: RecordType, { field: name = '', code, detail, holder }: RecordFault): string {
  if (name === '') return sentence(detail);
  const label = labelOf(type, name);
  if (code === 'not-unique') {
    return holder?.isTrashed === true
      ? `Another ${type.singular} in the trash has this ${label}. Restore it or delete it permanently`
      : `Another ${type.singular} has this ${label}`;
  }
  if (code === 'required') return `${label} is required`;
  const words = faultDetail(Object.hasOwn(type.fields, name) ? type.fields[name] : undefined, { code, detail });
  return words.startsWith('must ') ? `${label} ${words}` : `${label}: ${words}`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
