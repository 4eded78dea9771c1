import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { randomKey } from '../../client/src/random-key.ts';
import { inputFields, type RecordType } from '../../src/schema/record-type.ts';
import { faultDetail } from '../model/fault-detail.ts';
import {
  changedFormValues,
  checkFormValue,
  correctionOf,
  defaultsOf,
  type FormCodecs,
  type FormValue,
  type FormValues,
  formValuesOf,
  isEmpty,
  type Misfits,
  misfitsOf,
  sentence,
} from '../model/form-values.ts';
import { labelOf } from '../model/labels.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import type { Patch } from '../requests/collection.ts';
import { type FieldFault, fieldFaults, type Holder } from '../requests/field-faults.ts';
import type { ProblemError } from '../requests/problem.ts';
import type { Drafts } from './drafts.ts';

export type Faults = Readonly<Record<string, string>>;

/** The form of one record: its values, their faults, and its draft. */
export interface EditForm {
  /** The type without its computed fields, which have no input. */
  readonly type: RecordType;
  /** The record when editing began; none for a new one. */
  readonly base: StoredRecord | undefined;
  readonly values: ReadonlySignal<FormValues>;
  readonly faults: ReadonlySignal<Faults>;
  /** The records that have the values of faulty unique fields, by field. */
  readonly holders: ReadonlySignal<Readonly<Record<string, Holder>>>;
  readonly isChanged: ReadonlySignal<boolean>;
  /** Why the stored value of a field does not fit, as a sentence. Such a value is kept until it is replaced or cleared. */
  readonly misfits: Misfits;
  /** Whether it began with a draft from earlier. */
  readonly isResumed: boolean;
  enter(name: string, value: FormValue): void;
  /** Begins to replace a value that does not fit. */
  correct(name: string): void;
  /** Unsets a field, or sets its default, even if its input cannot be empty. */
  clear(name: string): void;
  /** Reverts `correct` and `clear`. */
  keep(name: string): void;
  /** Checks one field, when the focus leaves it. */
  check(name: string): void;
  /** Checks all fields. The patch holds the changed fields, or for a new record every field with a value; `undefined` if any is invalid. */
  toPatch(): Patch | undefined;
  /** Shows the service's faults at their fields. Gives those that belong to no field as one text. */
  refuse(problem: ProblemError): string | undefined;
  /** The idempotency key for this patch: the same as before for the same patch. */
  keyFor(patch: Patch): string;
  discard(): void;
  /** Discards the draft. Gives the function that brings it back. */
  setAside(): () => void;
}

export interface EditFormOptions {
  readonly type: RecordType;
  readonly codecs: FormCodecs;
  readonly drafts: Pick<Drafts, 'read' | 'keep' | 'drop'>;
  readonly record: StoredRecord | undefined;
  /** Values for a new record, such as those of the filters. */
  readonly initial: Readonly<Record<string, unknown>>;
}

export function createEditForm({ type: whole, codecs, drafts, record, initial }: EditFormOptions): EditForm {
  const type = { ...whole, fields: inputFields(whole) };
  const draftName = record?.id ?? 'new';
  const draft = drafts.read(type, draftName);
  if (draft?.isNew === true) drafts.keep(type, draftName, { ...draft, isNew: false });
  const base = draft?.base ?? record;
  const misfits = base === undefined ? {} : misfitsOf(codecs, type, base);
  const shown = formValuesOf(codecs, type, base ?? { ...defaultsOf(type), ...initial });
  const before = Object.fromEntries(Object.entries(shown).filter(([name]) => !Object.hasOwn(misfits, name)));
  const values = signal<FormValues>({ ...before, ...draft?.entries });
  const faults = signal<Faults>({});
  const holders = signal<Readonly<Record<string, Holder>>>({});
  // An input that was left empty must not clear a stored value that it could not show; `clear` does.
  const isLeftEmpty = (name: string, value: FormValue | null) => Object.hasOwn(misfits, name) && isEmpty(value);
  const changed = computed(() =>
    Object.fromEntries(Object.entries(changedFormValues(before, values.value)).filter(([name, value]) => !isLeftEmpty(name, value))),
  );
  let attempt = draft?.attempt;

  function keepDraft(): void {
    if (Object.keys(changed.value).length === 0) drafts.drop(type, draftName);
    else drafts.keep(type, draftName, { entries: changed.value, base, attempt });
  }

  function checkField(name: string) {
    const [field, value] = [type.fields[name], values.value[name]];
    // A stored record may lack a value that is required today. Other fields can still be saved.
    const isLeft = base !== undefined && !Object.hasOwn(changed.value, name);
    const checked = field === undefined || value === undefined || isLeft ? undefined : checkFormValue(codecs, field, value);
    const { [name]: _, ...others } = faults.value;
    faults.value = checked?.ok === false ? { ...others, [name]: checked.fault } : others;
    const { [name]: _holder, ...otherHolders } = holders.value;
    holders.value = otherHolders;
    return checked;
  }

  function enter(name: string, value: FormValue | null): void {
    values.value = { ...values.value, [name]: value };
    keepDraft();
    // Remove a fault as soon as the value is valid.
    if (faults.value[name] !== undefined) checkField(name);
  }

  return {
    type,
    base,
    values,
    faults,
    holders,
    isChanged: computed(() => Object.keys(changed.value).length > 0),
    isResumed: draft !== undefined && draft.isNew !== true,
    misfits,

    enter,
    correct(name) {
      const field = type.fields[name];
      if (field !== undefined) enter(name, correctionOf(codecs, field, base?.[name]));
    },
    clear: (name) => enter(name, null),
    keep(name) {
      const { [name]: _, ...others } = values.value;
      values.value = others;
      keepDraft();
      checkField(name);
    },

    check(name) {
      checkField(name);
    },

    toPatch() {
      const patch: Record<string, unknown> = {};
      for (const name of Object.keys(type.fields)) {
        const checked = checkField(name);
        const isSent = base === undefined ? checked?.ok === true && checked.value !== null : Object.hasOwn(changed.value, name);
        if (checked?.ok === true && isSent) patch[name] = checked.value;
      }
      return Object.keys(faults.value).length === 0 ? patch : undefined;
    },

    refuse(problem) {
      const isKnown = (name: string | undefined) => name !== undefined && Object.hasOwn(type.fields, name);
      const found = fieldFaults(problem);
      const others = found.filter(({ field }) => !isKnown(field));
      for (const { field, code, detail, holder } of found) {
        if (field === undefined || !isKnown(field)) continue;
        const text =
          holder === undefined ? sentence(faultDetail(type.fields[field], { code, detail })) : `Another ${type.singular} has this value.`;
        faults.value = { ...faults.value, [field]: text };
        if (holder !== undefined) holders.value = { ...holders.value, [field]: holder };
      }
      if (found.length === 0) return problem.message;
      return others.length === 0 ? undefined : others.map((fault) => faultOutside(whole, fault)).join(' ');
    },

    keyFor(patch) {
      const body = JSON.stringify(patch);
      if (attempt?.body !== body) attempt = { key: randomKey(), body };
      keepDraft();
      return attempt.key;
    },

    discard: () => drafts.drop(type, draftName),
    setAside() {
      drafts.drop(type, draftName);
      return keepDraft;
    },
  };
}

/** A fault without an input, as a sentence. A fault of a computed field names the field. */
function faultOutside(type: RecordType, { field = '', detail }: FieldFault): string {
  return sentence(Object.hasOwn(type.fields, field) ? `${labelOf(type, field)} ${detail}` : detail);
}
