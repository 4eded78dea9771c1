import { compute, computedFields, withComputed, without } from '../schema/computed.ts';
import type { Fields } from '../schema/definition.ts';
import type { RecordType } from '../schema/record-type.ts';
import { ruleFaults } from '../schema/rules.ts';
import {
  createRecordValidator,
  pointed,
  type RecordFault,
  type RecordValidator,
  type Validated,
  withFaults,
} from '../schema/validation.ts';
import {
  type CreateOptions,
  type RecordStore,
  type Scope,
  type StoredRecord,
  StoreUnavailable,
  type Values,
  VersionConflict,
  type WriteOptions,
  type Written,
} from '../store/record-store.ts';
import { Problem } from './problem.ts';
import { throwRecordFirst } from './record-first.ts';
import type { References } from './references.ts';
import { isObject } from './request/json-body.ts';
import { writeAsRead } from './write-as-read.ts';

/**
 * Checks values and writes them to the store. Single requests, batch operations and CSV rows all use it.
 * Invalid input is a `Problem`; errors of the store pass through.
 */
export interface RecordOperations {
  /** Checks the input and returns the values of a new record, with defaults. */
  check(scope: Scope, input: unknown, by: string): Promise<Values>;
  create(scope: Scope, input: unknown, options: CreateOptions): Promise<StoredRecord>;
  replace(scope: Scope, id: string, input: unknown, options: WriteOptions): Promise<Written>;
  patch(scope: Scope, id: string, input: unknown, options: WriteOptions): Promise<Written>;
  /** Reads a record, and applies the merge patch that `toPatch` makes of its values. Rules apply. */
  derive(scope: Scope, id: string, toPatch: (values: Values) => unknown, options: WriteOptions): Promise<Written>;
  /** Looks up the references of many inputs at once. The operations that it returns need no further lookups. */
  ahead(scope: Scope, inputs: readonly unknown[]): Promise<RecordOperations>;
}

export interface RecordOperationsOptions {
  readonly recordTypes: readonly RecordType[];
  readonly store: RecordStore;
  readonly references: References;
}

type ToInput = (values: Values) => unknown;
/** The values of a valid input. */
type Checked = Pick<Validated, 'values' | 'unset'>;

interface Validation {
  readonly scope: Scope;
  /** The caller. */
  readonly by: string;
  /** The stored record. Its values are accepted even if they are invalid now. */
  readonly stored?: StoredRecord;
}

export function createRecordOperations({ recordTypes, store, references }: RecordOperationsOptions): RecordOperations {
  const validators = new Map(recordTypes.map((type) => [type.name, createRecordValidator(type)]));

  function validatorOf({ type }: Scope): RecordValidator {
    const validator = validators.get(type.name);
    if (validator === undefined) throw new RangeError(`${type.name} is not a record type of this service`);
    return validator;
  }

  function operationsWith(references: References): RecordOperations {
    /** Checks the values, the records that they refer to, and the rules of the type. Skips values that the record already has. */
    async function validate(kind: keyof RecordValidator, { scope, by, stored }: Validation, given: unknown): Promise<Validated> {
      if (!isObject(given)) return notAnObject;
      const input = resolved(scope.type.fields, given, by);
      const checked = await validatorOf(scope)[kind](input, stored);
      const dangling = await references.faultsOf(scope, stored === undefined ? input : changesIn(input, stored), by);
      const withDangling = dangling.length === 0 ? checked : withFaults([...faultsOf(checked), ...dangling], checked);
      return withRules(kind, scope.type, computedIn(kind, scope.type, withDangling, stored), stored);
    }

    /**
     * Checks the input. Accepts an invalid value if the record already has it, because the write does not change it.
     * @throws {Problem} `invalid-record`. A 404 or 412 of the record itself has priority.
     */
    async function accept(kind: keyof RecordValidator, scope: Scope, id: string, input: unknown, { by, ifMatch }: WriteOptions) {
      const checked = await validate(kind, { scope, by }, input);
      if (checked.ok) return checked;
      const again = isObject(input) ? await validate(kind, { scope, by, stored: await store.get(scope, id) }, input) : checked;
      return again.ok ? again : await throwRecordFirst(store, { scope, id, ifMatch }, invalidRecord(again.faults));
    }

    /** Checks the input and writes it. Rules and computed fields need the whole record. */
    async function change(kind: keyof RecordValidator, scope: Scope, id: string, input: unknown, options: WriteOptions): Promise<Written> {
      if (!needsStored(kind, scope.type)) return await write(kind, scope, id, await accept(kind, scope, id, input, options), options);
      return await changeAsRead(kind, scope, id, () => input, options);
    }

    /** @throws {Problem} `invalid-record`, or what own logic threw. A 404 or 412 of the record itself has priority. */
    async function changeAsRead(kind: keyof RecordValidator, scope: Scope, id: string, toInput: ToInput, options: WriteOptions) {
      const { by, ifMatch } = options;

      async function acceptFor(stored: StoredRecord): Promise<Checked> {
        try {
          return acceptable(await validate(kind, { scope, by, stored }, toInput(valuesIn(scope.type, stored))));
        } catch (fault) {
          return await throwRecordFirst(store, { scope, id, ifMatch }, fault);
        }
      }

      try {
        return await writeAsRead(store, { scope, id, ifMatch }, async (stored, asRead) => {
          return await write(kind, scope, id, await acceptFor(stored), { ...options, ifMatch: asRead });
        });
      } catch (refusal) {
        if (options.isRepeatable !== true || refusal instanceof StoreUnavailable) throw refusal;
        return await appliedOr(refusal, scope, id, options);
      }
    }

    async function derive(scope: Scope, id: string, toPatch: ToInput, options: WriteOptions): Promise<Written> {
      return await changeAsRead('patch', scope, id, (values) => withoutUndefined(toPatch(values)), options);
    }

    /**
     * Returns the record if the same request has already changed it: a repetition can be refused because of its own change.
     * @throws `refusal` otherwise
     */
    async function appliedOr(refusal: unknown, scope: Scope, id: string, options: WriteOptions): Promise<Written> {
      try {
        // Only the store knows which write was last. No version is in an empty list, so it changes nothing.
        return await store.patch(scope, id, { set: {}, unset: Object.keys(scope.type.fields).slice(0, 1) }, { ...options, ifMatch: [] });
      } catch (error) {
        throw error instanceof VersionConflict ? refusal : error;
      }
    }

    async function write(kind: keyof RecordValidator, scope: Scope, id: string, { values, unset }: Checked, options: WriteOptions) {
      if (kind === 'whole') return await store.replace(scope, id, values, options);
      return await store.patch(scope, id, { set: values, unset }, options);
    }

    async function check(scope: Scope, input: unknown, by: string): Promise<Values> {
      return valuesOf(await validate('whole', { scope, by }, input));
    }

    return {
      check,

      async create(scope, input, options) {
        return await store.create(scope, await check(scope, input, options.by), options);
      },

      replace: async (scope, id, input, options) => await change('whole', scope, id, input, options),
      patch: async (scope, id, input, options) => await change('patch', scope, id, input, options),

      derive,

      ahead: async (scope, inputs) => operationsWith(await references.ahead(scope, inputs)),
    };
  }

  return operationsWith(references);
}

/** Returns whether a write needs the stored record. A whole record has all values to compute, but rules compare it with the stored one. */
function needsStored(kind: keyof RecordValidator, type: RecordType): boolean {
  return type.rules !== undefined || (kind === 'patch' && computedFields(type).length > 0);
}

/** Computes fields once all other values are valid. A field that the stored record could not have either does not prevent a change. */
function computedIn(kind: keyof RecordValidator, type: RecordType, checked: Validated, stored: StoredRecord | undefined): Validated {
  if (!checked.ok) return checked;
  const base = kind === 'patch' ? stored : undefined;
  const { set: values, unset, faults } = withComputed(type, base ?? {}, { set: checked.values, unset: checked.unset });
  const failed = Object.entries(faults);
  if (failed.length === 0) return { ...checked, values, unset };
  const failedBefore = stored === undefined ? {} : compute(type, stored).faults;
  const news = failed.filter(([name]) => !Object.hasOwn(failedBefore, name));
  return withFaults(
    news.flatMap(([name, found]) => pointed(name, found)),
    { values, unset },
  );
}

/** Adds the faults of the type's rules. They see the record as it would be. */
function withRules(kind: keyof RecordValidator, type: RecordType, checked: Validated, stored: StoredRecord | undefined): Validated {
  if (type.rules === undefined) return checked;
  const before = stored === undefined ? undefined : valuesIn(type, stored);
  const record = kind === 'patch' ? { ...without(before ?? {}, checked.unset), ...checked.values } : checked.values;
  const faults = faultsOf(checked);
  const invalid = new Set(faults.map(({ pointer }) => pointer.split('/')[1] ?? ''));
  return withFaults([...faults, ...ruleFaults(type, record, { before, invalid })], checked);
}

function valuesIn({ fields }: RecordType, record: StoredRecord): Values {
  return Object.fromEntries(Object.entries(record).filter(([name]) => Object.hasOwn(fields, name)));
}

function faultsOf(checked: Validated): readonly RecordFault[] {
  return checked.ok ? [] : checked.faults;
}

/** Replaces words such as `me` in the input with the caller's id. */
export function resolved(fields: Fields, input: Values, me: string): Values {
  const words = Object.entries(fields).flatMap(([name, { resolve }]) =>
    resolve === undefined || !Object.hasOwn(input, name) ? [] : [[name, resolve(input[name], me)]],
  );
  // The input can have thousands of unknown names: copy it only if needed.
  return words.length === 0 ? input : { ...input, ...Object.fromEntries(words) };
}

/** JSON has no `undefined`, so a patch with it says nothing about the field. */
function withoutUndefined(patch: unknown): unknown {
  return isObject(patch) ? Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) : patch;
}

function changesIn(input: Readonly<Record<string, unknown>>, stored: StoredRecord): Record<string, unknown> {
  return Object.fromEntries(Object.entries(input).filter(([name, value]) => value !== stored[name]));
}

/** Checks a whole object and returns its values, with defaults. @throws {Problem} `invalid-record` */
export async function checkValues(input: unknown, validator: RecordValidator): Promise<Values> {
  return valuesOf(isObject(input) ? await validator.whole(input) : notAnObject);
}

function valuesOf(checked: Validated): Values {
  return acceptable(checked).values;
}

/** @throws {Problem} `invalid-record` */
function acceptable(checked: Validated): Checked {
  if (!checked.ok) throw invalidRecord(checked.faults);
  return checked;
}

export const notAnObject = withFaults([{ pointer: '', code: 'wrong-type', detail: 'must be a JSON object' }], { values: {}, unset: [] });

/** Creates the 422 problem that lists the faults of a body. */
export function invalidRecord(faults: readonly RecordFault[]): Problem {
  return new Problem('invalid-record', {
    detail: `${faults.length === 1 ? 'A field is' : `${faults.length} fields are`} invalid; see "errors".`,
    errors: faults.map(({ cause: _, ...fault }) => ({ in: 'body', ...fault })),
    cause: faults.find(({ cause }) => cause !== undefined)?.cause,
  });
}
