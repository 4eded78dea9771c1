import { setTimeout as delay } from 'node:timers/promises';
import { type IfMatch, type RecordStore, type Scope, type StoredRecord, StoreUnavailable, VersionConflict } from '../store/record-store.ts';

export interface ReadTarget {
  readonly scope: Scope;
  readonly id: string;
  /** The versions that the client accepts. */
  readonly ifMatch?: IfMatch | undefined;
}

/** Maximum number of attempts. Each retry means that another writer has changed the record. */
const ROUNDS = 12;
const PAUSE_MS = 20;

/**
 * Reads a record and writes it, for a write that depends on the whole record. Retries if another writer was faster.
 * @param write writes only if the record has a version in `ifMatch`; an empty list if the client's own condition does not hold
 * @throws {NotFound} {VersionConflict} {StoreUnavailable}
 */
export async function writeAsRead<Result>(
  store: RecordStore,
  { scope, id, ifMatch }: ReadTarget,
  write: (stored: StoredRecord, ifMatch: readonly number[]) => Promise<Result>,
): Promise<Result> {
  let stored = await store.get(scope, id, { trashed: true });
  for (let round = 0; round < ROUNDS; round++) {
    if (round > 1) await delay(Math.random() * PAUSE_MS * round);
    const { version, deletedAt } = stored;
    // The store still gets a write that cannot apply: only the store knows whether an earlier attempt was applied.
    const isOpen = deletedAt === undefined && isAccepted(ifMatch, version);
    try {
      return await write(stored, isOpen ? [version] : []);
    } catch (error) {
      if (!isOpen || !(error instanceof VersionConflict)) throw error;
      if (error.current.version === version || !isAccepted(ifMatch, error.current.version)) throw error;
      stored = error.current;
    }
  }
  throw new StoreUnavailable('too many concurrent writes to one record', { outcomeUnknown: false });
}

function isAccepted(ifMatch: IfMatch | undefined, version: number): boolean {
  return ifMatch === undefined || ifMatch === 'any' || ifMatch.includes(version);
}
