import type { History } from '../../history/history.ts';
import type { People } from '../../people/people.ts';
import { isBlankLine, unguardCell } from '../../schema/csv-format.ts';
import { SERVICE_FIELDS } from '../../schema/definition.ts';
import type { Field } from '../../schema/field.ts';
import { isRecordId } from '../../schema/record-id.ts';
import { inputFields, inputNames, type RecordType, titleField } from '../../schema/record-type.ts';
import { excerpt, isBlank } from '../../schema/text-rules.ts';
import { createDryRun } from '../../store/dry-run-store.ts';
import { type Claim, type Idempotency, recordIdOf } from '../../store/idempotency.ts';
import { type RecordStore, type Scope, type StoredRecord, VersionConflict, type WriteOptions } from '../../store/record-store.ts';
import { Problem } from '../problem.ts';
import { createRecordOperations, type RecordOperations } from '../record-operations.ts';
import type { References } from '../references.ts';
import { authorUnder, claimHeaders, claimKey } from '../request/idempotency-key.ts';
import { checkUtf8 } from '../request/json-body.ts';
import type { Answer, ApiRequest, Route } from '../route.ts';
import { type ReportFault, toProblem } from '../to-problem.ts';
import { answerSize, MAX_ANSWER_BYTES } from './answer-size.ts';
import { CsvFault, readCsv } from './csv.ts';
import { matchRows, readMatch } from './csv-match.ts';
import { findByTitle, findPeople, type IdOfTitle, type TitleColumn, titleColumns } from './csv-references.ts';
import { closeChangeSet, runWrites } from './run-writes.ts';

export const MAX_ROWS = 1_000;
export const MAX_COLUMNS = 1_000;
const MAX_BODY_BYTES = 1024 * 1024;
/** Maximum size of a failed row in the response, without its faults. */
const SHORT_ROW_BYTES = 1_500;
const VERSION = /^[1-9]\d{0,14}$/;

interface Table {
  readonly header: readonly string[];
  /** The columns that are fields. */
  readonly columns: readonly { readonly name: string; readonly field: Field; readonly position: number }[];
  /** The columns with titles of referenced records, or names of people. */
  readonly titles: readonly (Omit<TitleColumn, 'column'> & { readonly position: number })[];
  readonly rows: readonly Row[];
}

/** One row after the header. */
interface Row {
  /** Row number in the file. The header is row 1, and blank lines count. */
  readonly index: number;
  /** Blank for a record to create. */
  readonly id: string;
  readonly version: string;
  readonly cells: readonly string[];
  /** Why the row cannot be imported. */
  readonly fault?: Problem;
}

type Outcome = 'created' | 'updated' | 'unchanged';

export interface ImportOptions {
  readonly recordTypes: readonly RecordType[];
  readonly store: RecordStore;
  readonly people: People;
  readonly references: References;
  readonly idempotency: Idempotency;
  readonly reportFault: ReportFault;
  readonly history: History | undefined;
}

/**
 * Imports CSV. A row with an id updates that record. A row without an id updates the record that `match` finds, or else creates one.
 * The response lists the failed rows.
 */
export function importRoute({ recordTypes, store, people, references, idempotency, reportFault, history }: ImportOptions): Route {
  async function importCsv(request: ApiRequest): Promise<Answer> {
    const { type } = request.scope;
    checkUtf8(request.body);
    const match = readMatch(request);
    const read = await withIds(await readTable(type, request.body, titleColumns(type, recordTypes)), request.scope);
    if (match !== undefined && !read.columns.some(({ name }) => name === match)) throw invalidCsv(`The file has no column "${match}".`);
    // A dry run does not claim the key, because the import after it can use the same key.
    const isDryRun = request.flags.has('dryRun');
    const claim =
      (isDryRun ? undefined : await claimKey(idempotency, request, match === undefined ? '' : `?match=${match}`)) ??
      idempotency.unclaimed(request.author.changeSet);
    const table = await withMatches(read, request.scope, { match, claim });
    const operations = await createRecordOperations({
      recordTypes: [type],
      store: isDryRun ? createDryRun(store) : store,
      references,
    }).ahead(
      request.scope,
      table.rows.map((row) => inputOf(table, row)),
    );
    const outcomes = outcomesOf(claim, table);
    const failed = new Map<number, Problem>();

    const writes = await runWrites(table.rows, {
      claim,
      typeName: request.scope.type.name,
      async apply(row, write) {
        if (outcomes.has(row.index)) return false;
        const outcome = await importRow({ request, operations, store, claim, table }, row, write);
        outcomes.set(row.index, outcome);
        return outcome !== 'unchanged';
      },
      refuse(row, error) {
        const problem = rowProblem(row, error);
        reportFault(problem, request);
        failed.set(row.index, problem);
        return problem;
      },
    });
    if (!isDryRun) await closeChangeSet({ history, request, changeSet: claim.id, writes, reportFault });
    const withOutcome = (wanted: Outcome) => [...outcomes].flatMap(([index, outcome]) => (outcome === wanted ? [index] : []));
    const [created, updated, unchanged] = [withOutcome('created'), withOutcome('updated'), withOutcome('unchanged')];
    await idempotency.settle(claim, { applied: [...outcomes.keys()], unchanged });
    const counts = { created: created.length, updated: updated.length, unchanged: unchanged.length, failed: failed.size };
    return { status: 200, headers: isDryRun ? {} : claimHeaders(claim), body: { ...counts, rows: failedRows(failed, request) } };
  }

  /**
   * Replaces titles with ids in columns such as `customer.name`.
   * If no record or several records have a title, the row gets a fault.
   */
  async function withIds(table: Table, { workspace }: Scope): Promise<Table> {
    let { rows } = table;
    for (const { name, position, target } of table.titles) {
      const titles = rows.flatMap(({ cells }) => (isBlank(cells[position] ?? '') ? [] : [cells[position] ?? '']));
      const idOf =
        target === undefined
          ? await findPeople(people, workspace, name)
          : await findByTitle(store, { workspace, type: target }, { name, titles });
      if (idOf === undefined) {
        const reason = target === undefined ? 'is not possible with so many people' : `needs an index by ${titleField(target)}`;
        throw invalidCsv(`The column "${table.header[position]}" ${reason}; give ids in "${name}".`);
      }
      rows = rows.map((row) => withId(row, position, idOf));
    }
    return { ...table, rows };
  }

  async function withMatches(table: Table, scope: Scope, { match, claim }: { match: string | undefined; claim: Claim }): Promise<Table> {
    const column = table.columns.find(({ name }) => name === match);
    return column === undefined ? table : { ...table, rows: await matchRows(table.rows, { store, scope, claim, column }) };
  }

  return {
    name: 'importRecords',
    method: 'post',
    path: '/api/v1/:type/import',
    role: 'editor',
    parameters: ['dryRun'],
    textParameters: ['match'],
    readsHeaders: ['idempotency-key', 'change-set'],
    body: { types: ['text/csv'], limit: MAX_BODY_BYTES },
    handle: importCsv,
  };
}

/** Returns the outcomes of an earlier run of the same request, by row number. */
function outcomesOf({ applied, unchanged }: Claim, { rows }: Table): Map<number, Outcome> {
  const [done, same] = [new Set(applied), new Set(unchanged)];
  const outcome = ({ index, id }: Row): Outcome => (id === '' ? 'created' : same.has(index) ? 'unchanged' : 'updated');
  return new Map(rows.filter(({ index }) => done.has(index)).map((row) => [row.index, outcome(row)]));
}

interface ImportRun {
  readonly request: ApiRequest;
  readonly operations: RecordOperations;
  readonly store: RecordStore;
  readonly claim: Claim;
  readonly table: Table;
}

async function importRow(
  { request, operations, store, claim, table }: ImportRun,
  row: Row,
  write: Pick<WriteOptions, 'writeId' | 'batch'>,
): Promise<Outcome> {
  if (row.fault !== undefined) throw row.fault;
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
    return field.toText(value) === cell && !isSame(input[name], value);
  });
  const names = new Set(exported.map(({ name }) => name));
  return Object.fromEntries(Object.entries(input).filter(([name]) => !names.has(name)));
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Returns a merge patch of the fields in a row. A blank cell unsets its field. For a new record, this equals a missing field. */
function inputOf({ columns }: Table, { cells }: Row): Record<string, unknown> {
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

/** Leaves the current record out of a version conflict: the records of a whole file would not fit in the response. */
function rowProblem({ version }: Row, error: unknown): Problem {
  if (!(error instanceof VersionConflict)) return toProblem(error);
  return new Problem('version-conflict', { detail: `The row has version ${version}; the record is at version ${error.current.version}.` });
}

/** Lists every failed row, in the order of the file. Where the faults do not fit in the response, it has their number instead. */
function failedRows(failed: ReadonlyMap<number, Problem>, { path, requestId }: ApiRequest): object[] {
  let bytesLeft = MAX_ANSWER_BYTES - failed.size * SHORT_ROW_BYTES;
  const inOrder = [...failed].sort(([a], [b]) => a - b);
  return inOrder.map(([row, problem]) => {
    const size = answerSize(problem.errors);
    const fits = size <= bytesLeft;
    if (fits) bytesLeft -= size;
    const body = (fits ? problem : problem.shortened()).toBody({ instance: path, requestId });
    return { row, status: problem.status, problem: body };
  });
}

/**
 * Reads the file. It stops at the first limit that the file exceeds.
 * @throws {Problem} `invalid-csv`
 */
async function readTable(type: RecordType, bytes: Buffer, knownTitles: readonly TitleColumn[]): Promise<Table> {
  const rows: Row[] = [];
  let header: readonly string[] | undefined;
  try {
    for await (const { row, cells } of readCsv(bytes)) {
      if (header === undefined) header = readHeader(type, row === 1 ? cells : [], knownTitles);
      else if (!isBlankLine(cells)) rows.push(readRow(header, cells, row));
      if (rows.length > MAX_ROWS) throw invalidCsv(`The file has more than ${MAX_ROWS} rows; send at most ${MAX_ROWS} at a time.`);
    }
  } catch (error) {
    throw error instanceof CsvFault ? invalidCsv(error.message) : error;
  }
  if (header === undefined) throw invalidCsv('The file is empty.');
  return { header, ...columnsOf(type, header, knownTitles), rows };
}

function readHeader(type: RecordType, cells: readonly string[], knownTitles: readonly TitleColumn[]): readonly string[] {
  if (cells.length > MAX_COLUMNS) throw invalidCsv(`The file has more than ${MAX_COLUMNS} columns.`);
  const header = cells.map((name) => unguardCell(name).trim());
  if (!header.some((name) => inputNames(type).includes(name) || knownTitles.some(({ column }) => column === name))) {
    throw invalidCsv(`The first row names no field of ${type.name}; its fields are ${inputNames(type).join(', ')}.`);
  }
  const duplicate = header.find(
    (name, column) => (isKnown(type, name) || knownTitles.some(({ column: known }) => known === name)) && header.indexOf(name) !== column,
  );
  if (duplicate !== undefined) throw invalidCsv(`The first row names "${duplicate}" twice.`);
  return header;
}

/** Ignores a column with titles if the file also has the column with the ids: an exported file has both. */
function columnsOf(type: RecordType, header: readonly string[], knownTitles: readonly TitleColumn[]): Pick<Table, 'columns' | 'titles'> {
  const titles = knownTitles.flatMap(({ column, name, target }) => {
    const position = header.indexOf(column);
    return position === -1 || header.includes(name) ? [] : [{ name, position, target }];
  });
  const nameAt = (position: number) => titles.find((title) => title.position === position)?.name ?? header[position] ?? '';
  const fields = inputFields(type);
  const columns = header.flatMap((_, position) => {
    const name = nameAt(position);
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    return field === undefined ? [] : [{ name, field, position }];
  });
  return { columns, titles };
}

function withId(row: Row, position: number, idOf: IdOfTitle): Row {
  const title = row.cells[position] ?? '';
  if (row.fault !== undefined || isBlank(title)) return row;
  const id = idOf(title);
  return typeof id === 'string' ? { ...row, cells: row.cells.with(position, id) } : { ...row, fault: id };
}

function readRow(header: readonly string[], cells: readonly string[], index: number): Row {
  if (cells.length !== header.length) {
    const fault = invalidCsv(`The row has ${cells.length} cells and the header ${header.length}. Check its commas and quotes.`);
    return { index, id: '', version: '', cells: [], fault };
  }
  const unguarded = cells.map(unguardCell);
  const [id = '', version = ''] = ['id', 'version'].map((name) => unguarded[header.indexOf(name)]?.trim());
  return { index, id, version, cells: unguarded };
}

function isKnown(type: RecordType, name: string): boolean {
  return Object.hasOwn(type.fields, name) || SERVICE_FIELDS.some((field) => field === name);
}

function invalidCsv(detail: string): Problem {
  return new Problem('invalid-csv', { detail });
}
