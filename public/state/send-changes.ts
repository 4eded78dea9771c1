import type { RecordType } from '../../src/schema/record-type.ts';
import { sameValue } from '../../src/schema/same-value.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import type { Patch } from '../requests/collection.ts';
import { currentOf } from '../requests/problem.ts';
import type { Outcome, WriteApi } from '../requests/write-api.ts';
import { runBatch, runEach } from './run-batch.ts';

export interface Edit {
  readonly record: StoredRecord;
  readonly patch: Patch;
}

/** Sends edits in batches. Each is only for the version that it names. */
export async function sendEdits(api: WriteApi, type: RecordType, edits: readonly Edit[]): Promise<readonly Outcome[]> {
  const operations = edits.map(
    ({ record, patch }) => ({ method: 'update', id: record.id, record: patch, version: record.version }) as const,
  );
  return await runBatch(api, type, operations);
}

/** Moves records to the trash. Each is only for the version that it names. */
export async function sendTrash(api: WriteApi, type: RecordType, records: readonly StoredRecord[]): Promise<readonly Outcome[]> {
  if (records.length === 1) return await runEach(records, async (record) => await api.trash(type, record));
  const operations = records.map((record) => ({ method: 'delete', id: record.id, version: record.version }) as const);
  return await runBatch(api, type, operations);
}

export async function sendRestore(api: WriteApi, type: RecordType, records: readonly StoredRecord[]): Promise<readonly Outcome[]> {
  const operations = records.map(({ id }) => ({ method: 'restore', id }) as const);
  return await runBatch(api, type, operations);
}

export interface Repeat<Item> {
  readonly items: readonly Item[];
  readonly send: (items: readonly Item[]) => Promise<readonly Outcome[]>;
  readonly recordOf: (item: Item) => StoredRecord;
  /** The item for the current version of its record. */
  readonly renew: (item: Item, current: StoredRecord) => Item;
  /** The fields that must be as they were. */
  readonly fieldsOf: (item: Item) => readonly string[];
}

/**
 * Sends changes, and once more those that were refused for their version although these fields are as they were.
 * An undo needs it: later changes that were undone too have left a new version with the same values.
 */
export async function sendAgain<Item>({ items, send, recordOf, renew, fieldsOf }: Repeat<Item>): Promise<readonly Outcome[]> {
  const outcomes = await send(items);
  const again = items.flatMap((item, index) => {
    const outcome = outcomes[index];
    const current = outcome?.ok === false ? currentOf(outcome.error) : undefined;
    const isSame = current !== undefined && fieldsOf(item).every((name) => sameValue(current[name], recordOf(item)[name]));
    return isSame ? [{ index, item: renew(item, current) }] : [];
  });
  if (again.length === 0) return outcomes;
  const repeated = await send(again.map(({ item }) => item));
  return outcomes.map((outcome, index) => repeated[again.findIndex((one) => one.index === index)] ?? outcome);
}
