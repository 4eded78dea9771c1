import { isDeepStrictEqual } from 'node:util';
import {
  type Patch,
  type RecordStore,
  type Scope,
  type StoredRecord,
  VersionConflict,
  type WriteOptions,
  type Written,
} from './record-store.ts';

/** A store that answers like a real one but writes nothing. Later patches see what earlier ones would have written. */
export function createDryRun(store: RecordStore): RecordStore {
  const imagined = new Map<string, StoredRecord>();

  async function get(scope: Scope, id: string, options?: { trashed?: boolean }): Promise<StoredRecord> {
    return imagined.get(id) ?? (await store.get(scope, id, options));
  }

  async function patch(scope: Scope, id: string, { set, unset }: Patch, { by, ifMatch }: WriteOptions): Promise<Written> {
    const current = await get(scope, id);
    if (ifMatch !== undefined && ifMatch !== 'any' && !ifMatch.includes(current.version)) throw new VersionConflict(current);
    const wanted: StoredRecord & Record<string, unknown> = { ...current, ...set };
    for (const name of unset) delete wanted[name];
    if (isDeepStrictEqual(wanted, current)) return { record: current, changed: false };
    const record = { ...wanted, version: current.version + 1, updatedBy: by };
    imagined.set(id, record);
    return { record, changed: true };
  }

  return {
    ...store,
    get,
    patch,
    async create(_scope, values, { by, id = '' }) {
      return { ...values, id, createdAt: '', updatedAt: '', createdBy: by, updatedBy: by, version: 1 };
    },
  };
}
