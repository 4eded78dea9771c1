import type { Control, Fault, Field } from '../../src/schema/field.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { sameValue } from './record-changes.ts';

/** What an input holds. It need not be a valid value yet: a half-typed number is text. */
export type FormValue = string | boolean | readonly string[];
export type FormValues = Readonly<Record<string, FormValue>>;

/** Converts between a field's value and what its input holds. */
export interface FormCodec {
  /** `undefined` is no value. */
  toForm(value: unknown): FormValue;
  /** Gives what `field.parse` takes. */
  fromForm(value: FormValue, field: Field): unknown;
}

export type FormCodecs = Readonly<Record<Control['type'], FormCodec>>;

export function isFormValue(value: unknown): value is FormValue {
  return (
    typeof value === 'string' || typeof value === 'boolean' || (Array.isArray(value) && value.every((item) => typeof item === 'string'))
  );
}

/** What the inputs show for a record. */
export function formValuesOf(codecs: FormCodecs, type: RecordType, values: Readonly<Record<string, unknown>>): FormValues {
  return Object.fromEntries(Object.entries(type.fields).map(([name, field]) => [name, codecs[field.control.type].toForm(values[name])]));
}

export function defaultsOf(type: RecordType): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(type.fields).flatMap(([name, { default: value }]) => (value === undefined ? [] : [[name, value]])),
  );
}

export function changedFormValues(before: FormValues, now: FormValues): FormValues {
  return Object.fromEntries(Object.entries(now).filter(([name, value]) => !sameValue(value, before[name])));
}

export type Checked = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly fault: string };

/** Checks by the field's own rules, which are the service's. A valid value is `null` where the field is cleared. */
export function checkFormValue(codecs: FormCodecs, field: Field, value: FormValue): Checked {
  const isBlank = typeof value === 'string' && value.trim() === '';
  const parsed = isBlank ? undefined : field.parse(codecs[field.control.type].fromForm(value, field));
  if (parsed?.ok === false) return { ok: false, fault: parsed.faults.map((fault) => faultText(field, value, fault)).join(' ') };
  if (parsed?.value === undefined && field.required) return { ok: false, fault: 'Required.' };
  return { ok: true, value: parsed?.value ?? null };
}

function faultText({ control }: Field, value: FormValue, { code, detail }: Fault): string {
  const isLong = code === 'too-long' && typeof value === 'string' && 'maxLength' in control;
  return isLong ? `Too long: ${[...value.trim()].length} of ${control.maxLength} characters.` : sentence(detail);
}

/** A fault's detail as a sentence. */
export function sentence(detail: string): string {
  return `${detail.charAt(0).toUpperCase()}${detail.slice(1)}${/[.!?]$/.test(detail) ? '' : '.'}`;
}
