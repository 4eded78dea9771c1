import type { RecordType } from '../../src/schema/record-type.ts';
import { sameValue } from '../../src/schema/same-value.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import type { Patch } from '../requests/collection.ts';
import { currentOf } from '../requests/problem.ts';
import type { WriteApi } from '../requests/write-api.ts';

export interface RebaseOptions {
  readonly api: Pick<WriteApi, 'patch'>;
  readonly type: RecordType;
  /** The record as the person saw it. */
  readonly seen: StoredRecord;
  readonly patch: Patch;
  /** The fields that the person looked at when deciding on the change. */
  readonly fieldsSeen: readonly string[];
  readonly signal?: AbortSignal;
}

/**
 * Patches a record that someone else may have changed. This is the only rule for a 412 answer:
 * 1. The record already holds the new values: an earlier attempt arrived and its answer was lost, or someone made the same change. Done.
 * 2. No field that the person saw has changed: patch the current version instead.
 * 3. Otherwise nothing is written, and the 412 is thrown with the current record: a person has to choose.
 * A second 412 is always thrown, so that a busy record cannot cause an endless loop.
 */
export async function patchWithRebase({ api, type, seen, patch, fieldsSeen, signal }: RebaseOptions): Promise<StoredRecord> {
  try {
    return await api.patch(type, seen, patch, signal);
  } catch (error) {
    const current = currentOf(error);
    if (current === undefined) throw error;
    if (Object.entries(patch).every(([name, value]) => sameValue(current[name] ?? null, value))) return current;
    if (!fieldsSeen.every((name) => sameValue(current[name], seen[name]))) throw error;
    return await api.patch(type, current, patch, signal);
  }
}
