import { body, type ValidationChain } from 'express-validator';
import { SERVICE_FIELDS } from './definition.ts';
import { blank, type Fault, type Field, invalid, type Parsed } from './field.ts';
import { inputFields, type RecordType } from './record-type.ts';
import { sameValue } from './same-value.ts';
import { excerpt } from './text-rules.ts';

/** One fault of a record, with a JSON Pointer (RFC 6901) to the faulty value. */
export interface RecordFault {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
  /** What a function of the record type threw. For the log only. */
  readonly cause?: unknown;
}

export type Validated = {
  /** Normalised values by field, including defaults after `whole`. Invalid values are left out. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Fields that a patch unsets. */
  readonly unset: readonly string[];
} & ({ readonly ok: true } | { readonly ok: false; readonly faults: readonly RecordFault[] });

export interface RecordValidator {
  /** Checks a record to create or replace. Missing fields get their defaults. */
  whole(input: Readonly<Record<string, unknown>>, stored?: Stored): Promise<Validated>;
  /** Checks a merge patch (RFC 7396). Missing fields keep their values. `null` unsets a field or gives it its default. */
  patch(input: Readonly<Record<string, unknown>>, stored?: Stored): Promise<Validated>;
}

/** The stored values of the record. A value equal to the stored value is accepted, even if it breaks the current rules. */
type Stored = Readonly<Record<string, unknown>>;

/** The part of a type that a validation needs. */
type Validatable = Pick<RecordType, 'name' | 'fields'>;

export interface ValidatorOptions {
  /** Names that only the service sets. Default: the service fields of a record. */
  readonly readOnly?: readonly string[];
}

/** Compiles the definition of a type into validation chains. A validation reports all faults at once. */
export function createRecordValidator(
  { name, fields }: Validatable,
  { readOnly = SERVICE_FIELDS }: ValidatorOptions = {},
): RecordValidator {
  const type = { name, fields: inputFields({ fields }) };
  const computed = Object.keys(fields).filter((field) => !Object.hasOwn(type.fields, field));
  // Built on first use, because a cold start needs one chain at most.
  let whole: ValidationChain | undefined;
  let patch: ValidationChain | undefined;

  async function validate(chain: ValidationChain, input: Readonly<Record<string, unknown>>, stored: Stored) {
    const request = { body: input };
    const result = await chain.run(request);
    const found: readonly RecordFault[] = result.array().flatMap(({ msg }) => msg);
    const kept = Object.keys(type.fields).filter((name) => isStored(stored, name, input[name]));
    const parsed = { ...request.body, ...Object.fromEntries(kept.map((name) => [name, { ok: true, value: input[name] }])) };
    const faults = found.filter(({ pointer }) => !kept.includes(pointer.split('/')[1] ?? ''));
    return { parsed, faults: [...nameFaults(type, { readOnly, computed }, input), ...faults] };
  }

  return {
    async whole(input, stored = {}) {
      whole ??= chainFor(type, parseWhole);
      const { parsed, faults } = await validate(whole, input, stored);
      return withFaults(faults, { values: valuesAmong(type, Object.keys(type.fields), parsed), unset: [] });
    },

    async patch(input, stored = {}) {
      patch ??= chainFor(type, parsePatched);
      const { parsed, faults } = await validate(patch, input, stored);
      const values = valuesAmong(type, Object.keys(input), parsed);
      return withFaults(faults, { values, unset: Object.keys(input).filter((name) => !Object.hasOwn(values, name)) });
    },
  };
}

/** Returns values with their faults, if there are any. */
export function withFaults(faults: readonly RecordFault[], { values, unset }: Pick<Validated, 'values' | 'unset'>): Validated {
  return faults.length === 0 ? { ok: true, values, unset } : { ok: false, values, unset, faults };
}

function isStored(stored: Stored, name: string, value: unknown): boolean {
  return value !== undefined && Object.hasOwn(stored, name) && sameValue(stored[name], value);
}

type Parse = (field: Field, input: unknown) => Parsed<unknown>;

// One chain for the whole body: express-validator binds a hundred methods for each chain, and a run creates 9 kB of objects for each field.
// The sanitizer replaces each value with the result of the field's `parse`. The check after it reads the results.
function chainFor({ fields }: Validatable, parse: Parse): ValidationChain {
  return body()
    .customSanitizer((input: Readonly<Record<string, unknown>>) => parseFields(fields, parse, input))
    .custom((results: Results) => Object.values(results).every(({ ok }) => ok))
    .withMessage((results: Results) =>
      Object.entries(results).flatMap(([name, result]) => (result.ok ? [] : pointed(name, result.faults))),
    );
}

/** The result of each field's `parse`, by name. */
type Results = Readonly<Record<string, Parsed<unknown>>>;

function parseFields(fields: RecordType['fields'], parse: Parse, input: Readonly<Record<string, unknown>>): Results {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, parse(field, Object.hasOwn(input, name) ? input[name] : undefined)]),
  );
}

function parseWhole(field: Field, input: unknown): Parsed<unknown> {
  const parsed = input === undefined || input === null ? blank : field.parse(input);
  if (!parsed.ok || parsed.value !== undefined) return parsed;
  return field.required ? invalid('required', 'is required') : { ok: true, value: field.default };
}

function parsePatched(field: Field, input: unknown): Parsed<unknown> {
  return input === undefined ? blank : parseWhole(field, input);
}

function valuesAmong(type: Validatable, names: readonly string[], parsed: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const name of names) {
    const result = parsed[name];
    if (Object.hasOwn(type.fields, name) && isParsed(result) && result.value !== undefined) values[name] = result.value;
  }
  return values;
}

function isParsed(result: unknown): result is { readonly ok: true; readonly value: unknown } {
  return typeof result === 'object' && result !== null && 'ok' in result && result.ok === true;
}

// Not `checkExact`: it misses keys such as `constructor`.
function nameFaults(
  type: Validatable,
  { readOnly, computed }: { readonly readOnly: readonly string[]; readonly computed: readonly string[] },
  input: Readonly<Record<string, unknown>>,
): RecordFault[] {
  const fields = Object.keys(type.fields).join(', ');
  const known = fields === '' ? 'it takes none' : `its fields are ${fields}`;
  return Object.keys(input)
    .filter((name) => !Object.hasOwn(type.fields, name))
    .map((name) => {
      const pointer = `/${escapePointer(excerpt(name))}`;
      if (readOnly.includes(name)) {
        return { pointer, code: 'read-only', detail: 'is set by the service; leave it out' };
      }
      if (computed.includes(name)) return { pointer, code: 'read-only', detail: 'is computed from other fields; leave it out' };
      return {
        pointer,
        code: 'unknown-field',
        detail: `is not a field of ${type.name}; ${known}`,
      };
    });
}

/** Returns the faults of a field as faults of a record. */
export function pointed(name: string, faults: readonly Fault[]): RecordFault[] {
  return faults.map(({ path = '', ...fault }) => ({ pointer: `/${name}${path}`, ...fault }));
}

/** Escapes `~` and `/` in one reference token (RFC 6901, section 3). */
function escapePointer(token: string): string {
  return token.replaceAll('~', '~0').replaceAll('/', '~1');
}
