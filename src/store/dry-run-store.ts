import { isDeepStrictEqual } from 'node:util';
import pMap from 'p-map';
import { uniqueFields } from '../schema/record-type.ts';
import { termOfValue } from './find-holders.ts';
import {
  NotUnique,
  type Patch,
  type RecordStore,
  type Scope,
  type StoredRecord,
  type Taken,
  type Values,
  VersionConflict,
  type WriteOptions,
  type Written,
} from './record-store.ts';

/** Creates a store that returns results like a real store but writes nothing. Later patches see the results of earlier patches. */
export function createDryRun(store: RecordStore): RecordStore {
  const imagined = new Map<string, StoredRecord>();
  /** The records that would have a value, by field and term. */
  const holders = new Map<string, Holder>();

  /** Reserves the unique values of a record. @throws {NotUnique} */
  async function holdUnique(scope: Scope, holder: Holder, values: Values): Promise<void> {
    const { id } = holder;
    const fields = uniqueFields(scope.type).filter((field) => values[field] !== undefined);
    const taken = await pMap(fields, async (field): Promise<Taken[]> => {
      const term = termOfValue(scope, field, values[field]);
      const key = JSON.stringify([field, term]);
      const imaginary = holders.get(key);
      if (imaginary === undefined) holders.set(key, holder);
      const stored = (await store.findHolders(scope, field, [values[field]])).get(term ?? '') ?? [];
      // Compare with the imagined record, because an earlier patch may have changed the value.
      const rival = stored.find((record) => record.id !== id && hasTerm(scope, field, imagined.get(record.id) ?? record, term));
      const subject = { type: scope.type.name, field };
      if (rival !== undefined) return [{ ...subject, id: rival.id, trashed: rival.deletedAt !== undefined }];
      return imaginary === undefined || imaginary.id === id
        ? []
        : [{ ...subject, id: imaginary.isNew ? undefined : imaginary.id, trashed: false }];
    });
    if (taken.flat().length > 0) throw new NotUnique(taken.flat());
  }

  async function get(scope: Scope, id: string, options?: { trashed?: boolean }): Promise<StoredRecord> {
    return imagined.get(id) ?? (await store.get(scope, id, options));
  }

  async function patch(scope: Scope, id: string, { set, unset }: Patch, { by, ifMatch }: WriteOptions): Promise<Written> {
    const current = await get(scope, id);
    if (ifMatch !== undefined && ifMatch !== 'any' && !ifMatch.includes(current.version)) throw new VersionConflict(current);
    const wanted: StoredRecord & Record<string, unknown> = { ...current, ...set };
    for (const name of unset) delete wanted[name];
    if (isDeepStrictEqual(wanted, current)) return { record: current, changed: false };
    await holdUnique(scope, { id, isNew: false }, set);
    const record = { ...wanted, version: current.version + 1, updatedBy: by };
    imagined.set(id, record);
    return { record, changed: true };
  }

  return {
    ...store,
    get,
    patch,
    async create(scope, values, { by, id = '' }) {
      await holdUnique(scope, { id, isNew: true }, values);
      return { ...values, id, createdAt: '', updatedAt: '', createdBy: by, updatedBy: by, version: 1 };
    },
  };
}

interface Holder {
  readonly id: string;
  /** Whether the dry run would create it. */
  readonly isNew: boolean;
}

function hasTerm(scope: Scope, field: string, record: Values, term: string | undefined): boolean {
  return termOfValue(scope, field, record[field]) === term;
}
