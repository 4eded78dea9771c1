import type { Control, Fault, Field } from '../../src/schema/field.ts';
import { misfitFaults } from '../../src/schema/fit.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { sameValue } from '../../src/schema/same-value.ts';
import { faultDetail } from './fault-detail.ts';

/** What an input holds. It need not be a valid value yet: a half-typed number is text. */
export type FormValue = string | boolean | readonly string[];
/** By field; `null` for a field to clear. A field whose stored value does not fit is missing until a person replaces or clears it. */
export type FormValues = Readonly<Record<string, FormValue | null>>;

/** Converts between a field's value and what its input holds. */
export interface FormCodec {
  /** `undefined` is no value. */
  toForm(value: unknown): FormValue;
  /** The first text of the input when a person replaces a value that does not fit. Default: empty. */
  toCorrect?(value: unknown, field: Field): FormValue;
  /** Gives what `field.parse` takes. */
  fromForm(value: FormValue, field: Field): unknown;
}

export type FormCodecs = Readonly<Record<Control['type'], FormCodec>>;

export function isFormEntry(value: unknown): value is FormValue | null {
  return (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    (Array.isArray(value) && value.every((item) => typeof item === 'string'))
  );
}

/** What the inputs show for a record. */
export function formValuesOf(codecs: FormCodecs, type: RecordType, values: Readonly<Record<string, unknown>>): FormValues {
  return Object.fromEntries(
    Object.entries(type.fields).map(([name, field]) => [name, codecs[field.control.type].toForm(values[name] ?? undefined)]),
  );
}

export type Misfits = Readonly<Record<string, string>>;

/**
 * The fields of a stored record whose inputs would show, and save, another value than the stored one. Each has the reason, as a sentence.
 * A missing required value needs no entry if its input can be empty: the empty input shows it.
 */
export function misfitsOf(codecs: FormCodecs, type: RecordType, stored: Readonly<Record<string, unknown>>): Misfits {
  return Object.fromEntries(
    Object.entries(type.fields).flatMap(([name, field]) => {
      const faults = misfitFaults(field, stored[name]);
      const isEmptyInput = isMissing(stored[name]) && typeof codecs[field.control.type].toForm(undefined) !== 'boolean';
      return faults.length === 0 || isEmptyInput ? [] : [[name, faults.map((fault) => sentence(faultDetail(field, fault))).join(' ')]];
    }),
  );
}

/** Whether an input holds nothing. A checkbox always holds a value. */
export function isEmpty(value: FormValue | null): boolean {
  return value !== null && typeof value !== 'boolean' && (value.length === 0 || (typeof value === 'string' && value.trim() === ''));
}

export function isMissing(value: unknown): boolean {
  return value === undefined || value === null;
}

/** The first text of the input when a person corrects a value: the same value in the form of the field, if there is one. */
export function correctionOf(codecs: FormCodecs, field: Field, value: unknown): FormValue {
  const { toForm, toCorrect } = codecs[field.control.type];
  if (isMissing(value)) return toForm(undefined);
  const parsed = field.parse(field.fromText(field.toText(value)));
  if (parsed.ok && parsed.value !== undefined) return toForm(parsed.value);
  return toCorrect === undefined ? toForm(undefined) : toCorrect(value, field);
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

/** Checks by the field's own rules, which are the service's. A valid value is `null` if it clears the field. */
export function checkFormValue(codecs: FormCodecs, field: Field, value: FormValue | null): Checked {
  const isBlank = value === null || (typeof value === 'string' && value.trim() === '');
  const parsed = isBlank ? undefined : field.parse(codecs[field.control.type].fromForm(value, field));
  if (parsed?.ok === false) return { ok: false, fault: parsed.faults.map((fault) => faultText(field, value, fault)).join(' ') };
  if (parsed?.value === undefined && field.required) return { ok: false, fault: 'Required.' };
  return { ok: true, value: parsed?.value ?? null };
}

function faultText(field: Field, value: FormValue | null, fault: Fault): string {
  const { control } = field;
  const isLong = fault.code === 'too-long' && typeof value === 'string' && 'maxLength' in control;
  return isLong ? `Too long: ${[...value.trim()].length} of ${control.maxLength} characters.` : sentence(faultDetail(field, fault));
}

/** A fault's detail as a sentence. */
export function sentence(detail: string): string {
  return `${detail.charAt(0).toUpperCase()}${detail.slice(1)}${/[.!?]$/.test(detail) ? '' : '.'}`;
}
