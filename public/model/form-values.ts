import type { Control, Field } from '../../src/schema/field.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { localTime } from './local-time.ts';
import { sameValue } from './record-changes.ts';

/** What stands in a form's control, which need not be a value yet: a number that is half typed is text. */
export type FormValue = string | boolean | readonly string[];
export type FormValues = Readonly<Record<string, FormValue>>;

export function isFormValue(value: unknown): value is FormValue {
  return (
    typeof value === 'string' || typeof value === 'boolean' || (Array.isArray(value) && value.every((item) => typeof item === 'string'))
  );
}

/** How a control shows a value, and what it gives back. */
interface Translation {
  readonly show: (value: unknown) => FormValue;
  readonly read: (entry: FormValue, field: Field) => unknown;
}

const asText: Translation = {
  show: (value) => (value === undefined ? '' : String(value)),
  read: (entry, field) => field.fromText(String(entry)),
};

const TRANSLATIONS: Readonly<Record<Control['type'], Translation>> = {
  line: asText,
  lines: asText,
  number: asText,
  select: asText,
  date: asText,
  'date-time': {
    show: (value) => (typeof value === 'string' ? localTime(value) : ''),
    read: (entry) => (Number.isNaN(Date.parse(String(entry))) ? entry : new Date(String(entry)).toISOString()),
  },
  checkbox: { show: (value) => value === true, read: (entry) => entry },
  list: { show: (value) => (Array.isArray(value) ? value.map(String) : []), read: (entry) => entry },
};

/** What the controls show for a record; for a new one its defaults. */
export function formValuesOf(type: RecordType, values: Readonly<Record<string, unknown>>): FormValues {
  return Object.fromEntries(
    Object.entries(type.fields).map(([name, field]) => [name, TRANSLATIONS[field.control.type].show(values[name])]),
  );
}

export function defaultsOf(type: RecordType): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(type.fields).flatMap(([name, { default: value }]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** The entries that differ from what there was. */
export function changedFormValues(before: FormValues, now: FormValues): FormValues {
  return Object.fromEntries(Object.entries(now).filter(([name, entry]) => !sameValue(entry, before[name])));
}

export type Checked = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly fault: string };

/** The value of an entry, `null` for none, by the field's own rules: the ones that the service will ask. */
export function checkFormValue(field: Field, entry: FormValue): Checked {
  const isBlank = typeof entry === 'string' && entry.trim() === '';
  const parsed = isBlank ? undefined : field.parse(TRANSLATIONS[field.control.type].read(entry, field));
  if (parsed?.ok === false) return { ok: false, fault: parsed.faults.map(({ detail }) => sentence(detail)).join(' ') };
  if (parsed?.value === undefined && field.required) return { ok: false, fault: 'This is needed.' };
  return { ok: true, value: parsed?.value ?? null };
}

/** A fault's detail as a sentence. */
export function sentence(detail: string): string {
  return `${detail.charAt(0).toUpperCase()}${detail.slice(1)}${/[.!?]$/.test(detail) ? '' : '.'}`;
}
