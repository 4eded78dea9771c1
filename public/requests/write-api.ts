import type { RecordType } from '../../src/schema/record-type.ts';
import { randomKey } from '../browser/random-key.ts';
import { isObject } from '../model/json.ts';
import { etagOf } from '../model/record-changes.ts';
import { isStoredRecord, type StoredRecord } from '../model/stored-record.ts';
import { ApiProblem } from './problem.ts';
import { answerOf, pathOf } from './read-api.ts';
import { recordOf, recordPathOf } from './read-record.ts';
import type { Send } from './send.ts';
import { wordProblem } from './word-problem.ts';

export type Patch = Readonly<Record<string, unknown>>;

export type Operation =
  | { readonly method: 'update'; readonly id: string; readonly record: Patch; readonly ifMatch: string }
  | { readonly method: 'delete' | 'restore'; readonly id: string; readonly ifMatch?: string };

/** The outcome of one operation: the record, if the answer has it, or the error. */
export type Outcome = { readonly ok: true; readonly record: StoredRecord | undefined } | { readonly ok: false; readonly error: unknown };

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
  async function sendJson({ type, headers, body, ...request }: JsonRequest): Promise<unknown> {
    const json = { 'Content-Type': 'application/json', ...headers };
    try {
      return await answerOf(send({ ...request, headers: json, body: JSON.stringify(body), retryForMs: WRITE_RETRY_MS }));
    } catch (error) {
      throw wordProblem(type, error);
    }
  }

  async function remove(path: string, headers: Readonly<Record<string, string>> = {}): Promise<void> {
    try {
      await send({ method: 'DELETE', path, headers, retryForMs: WRITE_RETRY_MS });
    } catch (error) {
      // Already deleted, as requested.
      if (!(error instanceof ApiProblem && error.status === 404)) throw error;
    }
  }

  return {
    create: async (type, values, key, signal) =>
      recordOf(await sendJson({ type, method: 'POST', path: pathOf(type), body: values, headers: { 'Idempotency-Key': key }, signal })),

    async patch(type, seen, patch, signal) {
      const headers = { 'If-Match': etagOf(seen) };
      return recordOf(await sendJson({ type, method: 'PATCH', path: recordPathOf(type, seen.id), body: patch, headers, signal }));
    },

    trash: async (type, seen) => await remove(recordPathOf(type, seen.id), { 'If-Match': etagOf(seen) }),
    destroy: async (type, id, { detach = false } = {}) =>
      await remove(`${recordPathOf(type, id)}?permanent=true${detach ? '&detach=true' : ''}`),

    async restore(type, id) {
      const headers = { 'Idempotency-Key': randomKey() };
      return recordOf(
        await answerOf(send({ method: 'POST', path: `${recordPathOf(type, id)}/restore`, headers, retryForMs: WRITE_RETRY_MS })),
      );
    },

    async batch(type, operations) {
      const headers = { 'Idempotency-Key': randomKey() };
      const answer = await sendJson({ type, method: 'POST', path: `${pathOf(type)}/batch`, body: { operations }, headers });
      return outcomesIn(type, answer);
    },
  };
}

interface JsonRequest {
  readonly type: RecordType;
  readonly method: 'POST' | 'PATCH';
  readonly path: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** The outcomes in the answer to a batch. */
export function outcomesIn(type: RecordType, answer: unknown): Outcome[] {
  return isObject(answer) && Array.isArray(answer['results']) ? answer['results'].map((result) => outcomeOf(type, result)) : [];
}

function outcomeOf(type: RecordType, result: unknown): Outcome {
  const { status = 500, record, problem } = isObject(result) ? result : {};
  if (Number(status) < 400) return { ok: true, record: isStoredRecord(record) ? record : undefined };
  return { ok: false, error: wordProblem(type, new ApiProblem(Number(status), problem)) };
}
