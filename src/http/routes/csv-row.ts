import { isRecordId } from '../../schema/record-id.ts';
import { sameValue } from '../../schema/same-value.ts';
import { excerpt, isBlank } from '../../schema/text-rules.ts';
import type { RecordFault } from '../../schema/validation.ts';
import { type Claim, recordIdOf } from '../../store/idempotency.ts';
import { NotUnique, type RecordStore, type StoredRecord, type WriteOptions } from '../../store/record-store.ts';
import { Problem } from '../problem.ts';
import { invalidRecord, type RecordOperations } from '../record-operations.ts';
import { authorUnder } from '../request/idempotency-key.ts';
import type { ApiRequest } from '../route.ts';
import type { Row, Table } from './csv-table.ts';

const VERSION = /^[1-9]\d{0,14}$/;

export type Outcome = 'created' | 'updated' | 'unchanged';

export interface ImportRun {
  readonly request: ApiRequest;
  readonly operations: RecordOperations;
  /** Operations that write nothing. They find the other faults of a row with an unresolved title. */
  readonly trial: RecordOperations;
  readonly store: RecordStore;
  readonly claim: Claim;
  readonly table: Table;
}

/** Creates or updates the record of a row. @throws if the row has a fault, or if the service refuses the write */
export async function importRow(run: ImportRun, row: Row, write: Pick<WriteOptions, 'writeId' | 'batch'>): Promise<Outcome> {
  if (row.fault !== undefined) throw row.fault;
  if (row.unresolved !== undefined) return await refuseUnresolved(run, row, row.unresolved);
  const { request, operations, store, claim, table } = run;
  const { scope } = request;
  const author = { ...authorUnder(claim, request), action: 'import' } as const;
  const input = inputOf(table, row);
  if (row.id === '') {
    await operations.create(scope, input, { ...author, ...write, id: recordIdOf(claim, row.index) });
    return 'created';
  }
  if (!isRecordId(row.id)) throw new Problem('not-found', { detail: `No record has the id "${excerpt(row.id)}".` });
  const options: WriteOptions = { ...author, ifMatch: ifMatchOf(row), ...write, isRepeatable: claim.marker !== undefined };
  const changes = withoutExported(table, row, input, await store.get(scope, row.id));
  return (await operations.patch(scope, row.id, changes, options)).changed ? 'updated' : 'unchanged';
}

/** Throws all faults of a row with unresolved titles. A 404 or 412 of the record itself has priority. */
async function refuseUnresolved(run: ImportRun, { unresolved: _, ...row }: Row, unresolved: readonly RecordFault[]): Promise<never> {
  const found = await importRow({ ...run, operations: run.trial }, row, {}).then(() => [], recordFaults);
  const others = found.filter(({ pointer }) => unresolved.every((fault) => fault.pointer !== pointer));
  throw invalidRecord([...unresolved, ...others]);
}

function recordFaults(error: unknown): readonly RecordFault[] {
  if (error instanceof NotUnique) return [];
  if (!(error instanceof Problem && error.slug === 'invalid-record')) throw error;
  return error.errors.flatMap((fault) => (fault.in === 'body' ? [fault] : []));
}

/**
 * Removes cells from the patch that equal an export of the stored record, for two reasons.
 * A stored value that no longer fits its field can be read back as a different value.
 * A field without a value must not get its default, and must not fail because it is required now.
 */
function withoutExported(
  { columns }: Table,
  { cells }: Row,
  input: Record<string, unknown>,
  stored: StoredRecord,
): Record<string, unknown> {
  const exported = columns.filter(({ name, field, position }) => {
    const value = stored[name];
    const cell = cells[position] ?? '';
    if (value === undefined) return isBlank(cell);
    return field.toText(value) === cell && !sameValue(input[name], value);
  });
  const names = new Set(exported.map(({ name }) => name));
  return Object.fromEntries(Object.entries(input).filter(([name]) => !names.has(name)));
}

/** Returns a merge patch of the fields in a row. A blank cell unsets its field. For a new record, this equals a missing field. */
export function inputOf({ columns }: Table, { cells }: Row): Record<string, unknown> {
  return Object.fromEntries(
    columns.map(({ name, field, position }) => {
      const cell = cells[position] ?? '';
      return [name, isBlank(cell) ? null : (field.fromCell ?? field.fromText)(cell)];
    }),
  );
}

function ifMatchOf({ version }: Row): readonly number[] | undefined {
  if (version === '') return undefined;
  if (VERSION.test(version)) return [Number(version)];
  const errors = [{ in: 'body', pointer: '/version', code: 'wrong-type', detail: 'must be a whole number from 1, or blank' }] as const;
  throw new Problem('invalid-record', {
    detail: `"version" is ${JSON.stringify(excerpt(version))}; it must be a whole number from 1, or blank.`,
    errors,
  });
}
