import type { RecordType } from '../../src/schema/record-type.ts';
import { isObject } from '../model/json.ts';
import { etagOf, sameValue } from '../model/record-changes.ts';
import { isStoredRecord, type StoredRecord } from '../model/stored-record.ts';
import { ApiProblem, currentOf } from './problem.ts';
import { answerOf, pathOf, recordOf } from './read-api.ts';
import type { Send } from './send.ts';

export type Patch = Readonly<Record<string, unknown>>;

export type Operation =
  | { readonly method: 'update'; readonly id: string; readonly record: Patch; readonly ifMatch: string }
  | { readonly method: 'delete' | 'restore'; readonly id: string; readonly ifMatch?: string };

/** What became of one operation: the record if the answer holds it, or why not. */
export type Outcome = { readonly ok: true; readonly record: StoredRecord | undefined } | { readonly ok: false; readonly error: unknown };

/**
 * What the UI has the API change; each function is one request, which may be sent again and still happens once.
 * Failures are as `Send` throws them.
 */
export interface WriteApi {
  /** The same key and values create one record, however often they are sent. */
  create(type: RecordType, values: Patch, key: string, signal?: AbortSignal): Promise<StoredRecord>;
  patch(type: RecordType, seen: StoredRecord, patch: Patch, signal?: AbortSignal): Promise<StoredRecord>;
  trash(type: RecordType, seen: StoredRecord): Promise<void>;
  restore(type: RecordType, id: string): Promise<StoredRecord>;
  destroy(type: RecordType, id: string): Promise<void>;
  /** Up to `BATCH_SIZE` operations; each succeeds or fails by itself. */
  batch(type: RecordType, operations: readonly Operation[]): Promise<readonly Outcome[]>;
}

export const BATCH_SIZE = 100;
/** How long a write goes on being tried; it waits for the service to come back, and whoever wrote can see that it does. */
const WRITE_PATIENCE_MS = 120_000;

export function createWriteApi(send: Send): WriteApi {
  async function sendJson({ headers, body, ...request }: JsonRequest): Promise<unknown> {
    const json = { 'Content-Type': 'application/json', ...headers };
    return await answerOf(send({ ...request, headers: json, body: JSON.stringify(body), patience: WRITE_PATIENCE_MS }));
  }

  async function remove(path: string, headers: Readonly<Record<string, string>> = {}): Promise<void> {
    try {
      await send({ method: 'DELETE', path, headers, patience: WRITE_PATIENCE_MS });
    } catch (error) {
      // It is gone already, which is what was asked for.
      if (!(error instanceof ApiProblem && error.status === 404)) throw error;
    }
  }

  return {
    create: async (type, values, key, signal) =>
      recordOf(await sendJson({ method: 'POST', path: pathOf(type), body: values, headers: { 'Idempotency-Key': key }, signal })),

    async patch(type, seen, patch, signal) {
      const headers = { 'If-Match': etagOf(seen) };
      try {
        return recordOf(await sendJson({ method: 'PATCH', path: pathOf(type, seen.id), body: patch, headers, signal }));
      } catch (error) {
        const current = currentOf(error);
        // The first try had arrived and its answer was lost, or someone else made the same change.
        if (current !== undefined && alreadyHolds(current, patch)) return current;
        throw error;
      }
    },

    trash: async (type, seen) => await remove(pathOf(type, seen.id), { 'If-Match': etagOf(seen) }),
    destroy: async (type, id) => await remove(`${pathOf(type, id)}?permanent=true`),

    async restore(type, id) {
      const headers = { 'Idempotency-Key': crypto.randomUUID() };
      return recordOf(await answerOf(send({ method: 'POST', path: `${pathOf(type, id)}/restore`, headers, patience: WRITE_PATIENCE_MS })));
    },

    async batch(type, operations) {
      const headers = { 'Idempotency-Key': crypto.randomUUID() };
      const answer = await sendJson({ method: 'POST', path: `${pathOf(type)}/batch`, body: { operations }, headers });
      return isObject(answer) && Array.isArray(answer['results']) ? answer['results'].map(outcomeOf) : [];
    },
  };
}

interface JsonRequest {
  readonly method: 'POST' | 'PATCH';
  readonly path: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

function alreadyHolds(current: StoredRecord, patch: Patch): boolean {
  return Object.entries(patch).every(([name, value]) => sameValue(current[name] ?? null, value));
}

function outcomeOf(result: unknown): Outcome {
  const { status = 500, record, problem } = isObject(result) ? result : {};
  if (Number(status) < 400) return { ok: true, record: isStoredRecord(record) ? record : undefined };
  return { ok: false, error: new ApiProblem(Number(status), problem) };
}
