import { type RecordType, titleField } from '../../src/schema/record-type.ts';
import { MAX_RECORDS } from '../model/all-matches-words.ts';
import { isObject, jsonOf } from '../model/json.ts';
import { isStoredRecord, type StoredRecord } from '../model/stored-record.ts';
import { type Page, pathOf, unexpected } from './read-api.ts';
import type { Send } from './send.ts';
import { wordProblem } from './word-problem.ts';
import { type Operation, type Outcome, outcomesIn, WRITE_RETRY_MS } from './write-api.ts';

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
    const { text } = await send({ path: `${pathOf(type)}?${parameters}`, retryForMs: READ_RETRY_MS, signal });
    const { items, nextCursor } = pageOf(jsonOf(text));
    for (const record of items) found.set(record.id, record);
    onPage(Math.min(found.size, MAX_RECORDS));
    const isLimited = found.size > MAX_RECORDS || (found.size === MAX_RECORDS && nextCursor !== null);
    if (nextCursor === null || isLimited) return { records: [...found.values()].slice(0, MAX_RECORDS), isLimited };
    parameters.set('cursor', nextCursor);
  }
}

function pageOf(answer: unknown): Page {
  if (!isObject(answer) || !Array.isArray(answer['items'])) throw unexpected('page');
  const { items, nextCursor } = answer;
  return { items: items.filter(isStoredRecord), nextCursor: typeof nextCursor === 'string' ? nextCursor : null };
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
  const headers = {
    'Content-Type': 'application/json',
    'Idempotency-Key': key,
    ...(continues === undefined ? {} : { 'Change-Set': continues }),
  };
  const path = `${pathOf(type)}/batch`;
  try {
    const answer = await send({ method: 'POST', path, headers, body: JSON.stringify({ operations }), retryForMs: WRITE_RETRY_MS });
    return { outcomes: outcomesIn(type, jsonOf(answer.text)), changeSet: answer.headers.get('Change-Set') ?? undefined };
  } catch (error) {
    throw wordProblem(type, error);
  }
}
