import type { RecordType } from '../schema/record-type.ts';
import { createRecordValidator, type RecordFault, type RecordValidator, type Validated } from '../schema/validation.ts';
import type { RecordStore, Scope, StoredRecord, Values, WriteOptions, Written } from '../store/record-store.ts';
import { Problem } from './problem.ts';
import { throwRecordFirst } from './record-first.ts';
import { isObject } from './request/json-body.ts';

/**
 * Checks values and writes them to the store, for a request, an operation of a batch and a row of a CSV alike.
 * Invalid input is a `Problem`; errors of the store pass through.
 */
export interface RecordOperations {
  /** The values of a new record, with its defaults. */
  check(scope: Scope, input: unknown): Promise<Values>;
  create(scope: Scope, input: unknown, options: { by: string; id?: string | undefined }): Promise<StoredRecord>;
  replace(scope: Scope, id: string, input: unknown, options: WriteOptions): Promise<Written>;
  patch(scope: Scope, id: string, input: unknown, options: WriteOptions): Promise<Written>;
}

export interface RecordOperationsOptions {
  readonly recordTypes: readonly RecordType[];
  readonly store: RecordStore;
}

export function createRecordOperations({ recordTypes, store }: RecordOperationsOptions): RecordOperations {
  const validators = new Map(recordTypes.map((type) => [type.name, createRecordValidator(type)]));

  function validatorOf({ type }: Scope): RecordValidator {
    const validator = validators.get(type.name);
    if (validator === undefined) throw new RangeError(`the service does not keep ${type.name}`);
    return validator;
  }

  async function whole(scope: Scope, input: unknown): Promise<Validated> {
    return isObject(input) ? await validatorOf(scope).whole(input) : noObject;
  }

  async function patched(scope: Scope, input: unknown): Promise<Validated> {
    return isObject(input) ? await validatorOf(scope).patch(input) : noObject;
  }

  async function check(scope: Scope, input: unknown): Promise<Values> {
    const checked = await whole(scope, input);
    if (!checked.ok) throw invalidRecord(checked.faults);
    return checked.values;
  }

  async function refuse(scope: Scope, id: string, { ifMatch }: WriteOptions, faults: readonly RecordFault[]): Promise<never> {
    return await throwRecordFirst(store, { scope, id, ifMatch }, invalidRecord(faults));
  }

  return {
    check,

    async create(scope, input, { by, id }) {
      return await store.create(scope, await check(scope, input), { by, id });
    },

    async replace(scope, id, input, options) {
      const checked = await whole(scope, input);
      return checked.ok ? await store.replace(scope, id, checked.values, options) : await refuse(scope, id, options, checked.faults);
    },

    async patch(scope, id, input, options) {
      const checked = await patched(scope, input);
      if (!checked.ok) return await refuse(scope, id, options, checked.faults);
      return await store.patch(scope, id, { set: checked.values, unset: checked.unset }, options);
    },
  };
}

const noObject: Validated = { ok: false, faults: [{ pointer: '', code: 'wrong-type', detail: 'must be a JSON object' }] };

function invalidRecord(faults: readonly RecordFault[]): Problem {
  return new Problem('invalid-record', {
    detail: `${faults.length === 1 ? 'A field is' : `${faults.length} fields are`} invalid; see "errors".`,
    errors: faults.map((fault) => ({ in: 'body', ...fault })),
  });
}
