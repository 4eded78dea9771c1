import type { Operation as AnyOperation, Outcome as AnyOutcome } from '../../client/src/batch.ts';
import type { Send } from '../../client/src/send.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { collectionOf, type PageShapes, type Patch } from './collection.ts';
import { ProblemError } from './problem.ts';
import { recordOf } from './read-record.ts';
import { worded, wordProblem } from './word-problem.ts';

/** A change of a record that exists. */
export type Operation = Extract<AnyOperation<PageShapes[string]>, { readonly method: 'update' | 'delete' | 'restore' }>;

/** The outcome of one operation: the record, if the answer has it, or the error. */
export type Outcome = { readonly ok: true; readonly record?: StoredRecord } | { readonly ok: false; readonly error: unknown };

/** Requests that change records. Each may be sent again and still takes effect once. They reject as `Send` does. */
export interface WriteApi {
  /** Sending the same key and values again creates no second record. */
  create(type: RecordType, values: Patch, key: string, signal?: AbortSignal): Promise<StoredRecord>;
  patch(type: RecordType, seen: StoredRecord, patch: Patch, signal?: AbortSignal): Promise<StoredRecord>;
  trash(type: RecordType, seen: StoredRecord): Promise<void>;
  restore(type: RecordType, id: string): Promise<StoredRecord>;
  /** `detach`: clears the references of other records to it first. */
  destroy(type: RecordType, id: string, options?: { readonly detach?: boolean }): Promise<void>;
  /** Operations that fit in one batch; each succeeds or fails on its own. */
  batch(type: RecordType, operations: readonly Operation[]): Promise<readonly Outcome[]>;
}

/** How long to retry a write while the service is away. The page shows that it is waiting. */
export const WRITE_RETRY_MS = 120_000;

export function createWriteApi(send: Send): WriteApi {
  const options = { retryForMs: WRITE_RETRY_MS };
  return {
    async create(type, values, key, signal) {
      const created = collectionOf(send, type).create(values, { ...options, idempotencyKey: key, signal });
      return recordOf(await worded(type, created));
    },

    async patch(type, seen, patch, signal) {
      return recordOf(await worded(type, collectionOf(send, type).update(seen, patch, { ...options, signal })));
    },

    trash: async (type, seen) => await unlessGone(collectionOf(send, type).trash(seen, options)),
    restore: async (type, id) => recordOf(await worded(type, collectionOf(send, type).restore(id, options))),
    destroy: async (type, id, { detach } = {}) => await unlessGone(collectionOf(send, type).remove(id, { ...options, detach })),

    async batch(type, operations) {
      return wordedOutcomes(type, await worded(type, collectionOf(send, type).batch(operations, options)));
    },
  };
}

export function wordedOutcomes(type: RecordType, outcomes: readonly AnyOutcome<StoredRecord>[]): Outcome[] {
  return outcomes.map((outcome) => (outcome.ok ? outcome : { ok: false, error: wordProblem(type, outcome.error) }));
}

/** Ignores 404: the record is already deleted. */
export async function unlessGone(answer: Promise<void>): Promise<void> {
  try {
    await answer;
  } catch (error) {
    if (!(error instanceof ProblemError && error.status === 404)) throw error;
  }
}
