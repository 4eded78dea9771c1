import type { Send } from '../../client/src/send.ts';
import { type RecordType, titleField } from '../../src/schema/record-type.ts';
import { MAX_RECORDS } from '../model/all-matches-words.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { withChangeSet } from './change-set.ts';
import { collectionOf } from './collection.ts';
import { answerOf, pageOf } from './read-api.ts';
import { worded } from './word-problem.ts';
import { type Operation, type Outcome, WRITE_RETRY_MS, wordedOutcomes } from './write-api.ts';

// Requests for changes of many records.

/** The limits of the service for one batch. The second leaves room for the rest of the body. */
const BATCH_SIZE = 100;
const BATCH_BYTES = 1_000_000;
const PAGE_SIZE = 100;
const READ_RETRY_MS = 60_000;

export interface MatchesRequest {
  readonly type: RecordType;
  readonly query: URLSearchParams;
  /** Fields to read besides the title. */
  readonly fields: readonly string[];
  readonly signal: AbortSignal;
  /** Gets the number of records so far. */
  readonly onPage: (found: number) => void;
}

export interface Matches {
  readonly records: readonly StoredRecord[];
  /** Whether there are more than `MAX_RECORDS`, which were not read. */
  readonly isLimited: boolean;
}

/** Reads the records that a query finds, with their versions, before any of them changes. */
export async function readMatches(send: Send, { type, query, fields, signal, onPage }: MatchesRequest): Promise<Matches> {
  const parameters = new URLSearchParams(query);
  parameters.set('limit', String(PAGE_SIZE));
  parameters.set('fields', ['version', titleField(type), ...fields].join());
  const found = new Map<string, StoredRecord>();
  for (;;) {
    const answer = send({ path: type.name, query: parameters, retryForMs: READ_RETRY_MS, signal });
    const { items, nextCursor } = pageOf(await answerOf(answer));
    for (const record of items) found.set(record.id, record);
    onPage(Math.min(found.size, MAX_RECORDS));
    const isLimited = found.size > MAX_RECORDS || (found.size === MAX_RECORDS && nextCursor !== null);
    if (nextCursor === null || isLimited) return { records: [...found.values()].slice(0, MAX_RECORDS), isLimited };
    parameters.set('cursor', nextCursor);
  }
}

/** The operations from `start` that fit in one batch, at least one. */
export function batchFrom(operations: readonly Operation[], start: number): readonly Operation[] {
  const batch = operations.slice(start, start + BATCH_SIZE);
  let bytes = 0;
  const end = batch.findIndex((operation) => {
    bytes += new TextEncoder().encode(JSON.stringify(operation)).length + 1;
    return bytes > BATCH_BYTES;
  });
  return end === -1 ? batch : batch.slice(0, Math.max(1, end));
}

export interface PartRequest {
  readonly type: RecordType;
  readonly operations: readonly Operation[];
  /** The same key and operations change no record twice, however often they are sent. */
  readonly key: string;
  /** The change set that this one continues. */
  readonly continues: string | undefined;
}

export interface PartAnswer {
  readonly outcomes: readonly Outcome[];
  readonly changeSet: string | undefined;
}

/** Sends one batch of a job. */
export async function sendPart(send: Send, { type, operations, key, continues }: PartRequest): Promise<PartAnswer> {
  const { result, changeSet } = await withChangeSet(async (own) => {
    const options = { idempotencyKey: key, continues, retryForMs: WRITE_RETRY_MS, ...own };
    return await worded(type, collectionOf(send, type).batch(operations, options));
  });
  return { outcomes: wordedOutcomes(type, result), changeSet };
}
