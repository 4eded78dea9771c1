import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { RecordType } from '../../src/schema/record-type.ts';
import {
  changedFormValues,
  checkFormValue,
  defaultsOf,
  type FormValue,
  type FormValues,
  formValuesOf,
  sentence,
} from '../model/form-values.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import type { ApiProblem } from '../requests/problem.ts';
import type { Patch } from '../requests/write-api.ts';
import type { Drafts } from './drafts.ts';

export type Faults = Readonly<Record<string, string>>;

/** One record being filled in: what is typed, what is wrong with it, and the draft of it. */
export interface EditForm {
  readonly type: RecordType;
  /** The record as it was when one began; none for a new one. */
  readonly base: StoredRecord | undefined;
  readonly entries: ReadonlySignal<FormValues>;
  readonly faults: ReadonlySignal<Faults>;
  readonly isChanged: ReadonlySignal<boolean>;
  /** Whether it began with what was typed at an earlier time. */
  readonly isResumed: boolean;
  enter(name: string, entry: FormValue): void;
  /** Checks one field, when it is left. */
  check(name: string): void;
  /** Checks all fields and gives what has to be sent: the changed fields, or for a new record all that have a value; `undefined` if something is wrong. */
  values(): Patch | undefined;
  /** Puts the service's faults beside their fields; gives those that belong to none. */
  refuse(problem: ApiProblem): string | undefined;
  /** The idempotency key for these values: the same as before if they are the same. */
  keyFor(values: Patch): string;
  discard(): void;
  /** Discards the draft, and gives what brings it back. */
  setAside(): () => void;
}

export interface EditFormOptions {
  readonly type: RecordType;
  readonly drafts: Drafts;
  readonly record: StoredRecord | undefined;
  /** What a new record begins with. */
  readonly initial: Readonly<Record<string, unknown>>;
}

export function createEditForm({ type, drafts, record, initial }: EditFormOptions): EditForm {
  const name = record?.id ?? 'new';
  const draft = drafts.read(type, name);
  const base = draft?.base ?? record;
  const before = formValuesOf(type, base ?? { ...defaultsOf(type), ...initial });
  const entries = signal<FormValues>({ ...before, ...draft?.entries });
  const faults = signal<Faults>({});
  const changed = computed(() => changedFormValues(before, entries.value));
  let attempt = draft?.attempt;

  function keep(): void {
    if (Object.keys(changed.value).length === 0) drafts.drop(type, name);
    else drafts.keep(type, name, { entries: changed.value, base, attempt });
  }

  function setFault(field: string, fault: string | undefined): void {
    const { [field]: _, ...others } = faults.value;
    faults.value = fault === undefined ? others : { ...others, [field]: fault };
  }

  function checkOne(field: string): void {
    const definition = type.fields[field];
    const entry = entries.value[field];
    if (definition === undefined || entry === undefined) return;
    const checked = checkFormValue(definition, entry);
    setFault(field, checked.ok ? undefined : checked.fault);
  }

  return {
    type,
    base,
    entries,
    faults,
    isChanged: computed(() => Object.keys(changed.value).length > 0),
    isResumed: draft !== undefined,

    enter(field, entry) {
      entries.value = { ...entries.value, [field]: entry };
      keep();
      // What was marked as wrong is told to be right as soon as it is.
      if (faults.value[field] !== undefined) checkOne(field);
    },

    check: checkOne,

    values() {
      for (const field of Object.keys(type.fields)) checkOne(field);
      if (Object.keys(faults.value).length > 0) return undefined;
      const values: Record<string, unknown> = {};
      for (const field of Object.keys(base === undefined ? type.fields : changed.value)) {
        const [definition, entry] = [type.fields[field], entries.value[field]];
        const checked = definition === undefined || entry === undefined ? undefined : checkFormValue(definition, entry);
        if (checked?.ok === true && (base !== undefined || checked.value !== null)) values[field] = checked.value;
      }
      return values;
    },

    refuse(problem) {
      const others = problem.faults.filter(({ field }) => field === undefined || !Object.hasOwn(type.fields, field));
      for (const { field, detail } of problem.faults)
        if (field !== undefined && !others.some((one) => one.field === field)) setFault(field, sentence(detail));
      if (problem.faults.length === 0) return problem.message;
      return others.length === 0 ? undefined : others.map(({ detail }) => sentence(detail)).join(' ');
    },

    keyFor(values) {
      const body = JSON.stringify(values);
      if (attempt?.body !== body) attempt = { key: crypto.randomUUID(), body };
      keep();
      return attempt.key;
    },

    discard: () => drafts.drop(type, name),
    setAside() {
      drafts.drop(type, name);
      return keep;
    },
  };
}
