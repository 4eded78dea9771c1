import { Conflict, isRefusal, isTemporary, ProblemError } from '../../client/src/problem-error.ts';
import { isStoredRecord, type StoredRecord } from '../model/stored-record.ts';

export { isRefusal, isTemporary, ProblemError };

/** Why something failed, as a sentence. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The current record, if the error is a conflict. */
export function currentOf(error: unknown): StoredRecord | undefined {
  return error instanceof Conflict && isStoredRecord(error.current) ? error.current : undefined;
}
