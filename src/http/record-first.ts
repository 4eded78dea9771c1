import { type IfMatch, type RecordStore, type Scope, VersionConflict } from '../store/record-store.ts';

export interface RecordTarget {
  readonly scope: Scope;
  readonly id: string;
  /** Whether a record in the trash counts as found. */
  readonly trashed?: boolean;
  /** The accepted versions. Omit them if `fault` has priority over a 412. */
  readonly ifMatch?: IfMatch | undefined;
}

/**
 * Throws `fault`, unless the record is missing (404) or has another version (412), because these errors have priority.
 * Reads the record only after the request has failed, so that a valid request costs no extra read.
 * @throws {NotFound} {VersionConflict}
 */
export async function throwRecordFirst(
  store: RecordStore,
  { scope, id, trashed = false, ifMatch = 'any' }: RecordTarget,
  fault: unknown,
): Promise<never> {
  await checkRecord(store, { scope, id, trashed, ifMatch });
  throw fault;
}

/** Checks that a record exists and has a version that the request accepts. @throws {NotFound} {VersionConflict} */
export async function checkRecord(store: RecordStore, { scope, id, trashed = false, ifMatch = 'any' }: RecordTarget): Promise<void> {
  const record = await store.get(scope, id, { trashed });
  if (ifMatch !== 'any' && !ifMatch.includes(record.version)) throw new VersionConflict(record);
}
