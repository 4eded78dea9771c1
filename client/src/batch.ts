import { etagOf } from './etag.ts';
import { type ProblemDocument, type ProblemError, problemOf } from './problem-error.ts';
import type { RecordTypeShape } from './record-types.ts';

/** One write of a batch. With a `version`, it is refused if the record has changed since. */
export type Operation<Shape extends RecordTypeShape> =
  | { readonly method: 'create'; readonly record: Shape['new'] }
  | { readonly method: 'update'; readonly id: string; readonly record: Shape['patch']; readonly version?: number }
  | { readonly method: 'replace'; readonly id: string; readonly record: Shape['new']; readonly version?: number }
  | { readonly method: 'delete' | 'restore'; readonly id: string; readonly version?: number };

/** The result of one write. The record is missing after a delete, and where the answer was too large. */
export type Outcome<Stored> =
  | { readonly ok: true; readonly status: number; readonly record?: Stored }
  | { readonly ok: false; readonly status: number; readonly error: ProblemError };

export interface Result<Stored> {
  readonly status: number;
  readonly record?: Stored;
  readonly problem?: ProblemDocument;
}

/** Returns an operation as the service takes it. */
export function operationOf({ version, ...operation }: { readonly method: string; readonly version?: number }): object {
  return version === undefined ? operation : { ...operation, ifMatch: etagOf(version) };
}

export function outcomeOf<Stored>({ status, record, problem }: Result<Stored>): Outcome<Stored> {
  if (problem !== undefined) return { ok: false, status, error: problemOf(status, problem) };
  return { ok: true, status, ...(record === undefined ? {} : { record }) };
}
