import { type IfMatch, type RecordStore, type Scope, VersionConflict } from '../store/record-store.ts';

export interface RecordTarget {
  readonly scope: Scope;
  readonly id: string;
  /** Whether a record in the trash counts as there. */
  readonly trashed?: boolean;
  /** One of these versions must be current. Left out if another fault comes before a 412. */
  readonly ifMatch?: IfMatch | undefined;
}

/**
 * Throws the fault of a request for a record; but if the record is missing (404) or at another version (412), throws that
 * instead. The record is read only here, when the request is refused anyway, so that a good request costs no extra read.
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

/** Checks that a record is there and has a version that the request accepts. @throws {NotFound} {VersionConflict} */
export async function checkRecord(store: RecordStore, { scope, id, trashed = false, ifMatch = 'any' }: RecordTarget): Promise<void> {
  const record = await store.get(scope, id, { trashed });
  if (ifMatch !== 'any' && !ifMatch.includes(record.version)) throw new VersionConflict(record);
}
