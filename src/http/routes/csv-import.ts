import pMap from 'p-map';
import { isBlankLine } from '../../schema/csv-format.ts';
import { SERVICE_FIELDS } from '../../schema/definition.ts';
import { isRecordId } from '../../schema/record-id.ts';
import type { RecordType } from '../../schema/record-type.ts';
import { isBlank } from '../../schema/text-rules.ts';
import { createDryRun } from '../../store/dry-run-store.ts';
import type { RecordStore, WriteOptions } from '../../store/record-store.ts';
import { groupBy } from '../grouped.ts';
import { Problem } from '../problem.ts';
import { createRecordOperations, type RecordOperations } from '../record-operations.ts';
import { decodeUtf8 } from '../request/json-body.ts';
import type { Answer, ApiRequest, Route } from '../route.ts';
import { type ReportFault, toProblem } from '../to-problem.ts';
import { CONCURRENCY } from './batch.ts';
import { CsvFault, readCsv } from './csv.ts';

export const MAX_ROWS = 1_000;
const MAX_BODY_BYTES = 1024 * 1024;
const VERSION = /^[1-9]\d{0,14}$/;

/** One row after the header; numbered as in the file, whose header is row 1. */
interface Row {
  readonly number: number;
  readonly cells: readonly string[];
  /** Blank for a record to create. */
  readonly id: string;
}

type Outcome = 'created' | 'updated' | 'unchanged';
interface FailedRow {
  readonly row: number;
  readonly status: number;
  readonly problem: object;
}

export interface ImportOptions {
  readonly store: RecordStore;
  readonly reportFault: ReportFault;
}

/** CSV in: rows without an id create, those with one update; what became of each row comes out. */
export function importRoute({ store, reportFault }: ImportOptions): Route {
  async function importCsv(request: ApiRequest): Promise<Answer> {
    const { header, rows } = readTable(request.scope.type, decodeUtf8(request.body));
    const target = request.flags.has('dryRun') ? createDryRun(store) : store;
    const operations = createRecordOperations({ recordTypes: [request.scope.type], store: target });
    const counts = { created: 0, updated: 0, unchanged: 0 };
    const failed: FailedRow[] = [];

    const importRows = async (group: readonly Row[]) => {
      for (const row of group) {
        try {
          counts[await importRow(request, operations, header, row)]++;
        } catch (error) {
          const problem = toProblem(error);
          reportFault(problem, request);
          failed.push({
            row: row.number,
            status: problem.status,
            problem: problem.toBody({ instance: request.path, requestId: request.requestId }),
          });
        }
      }
    };
    await pMap(byRecord(rows), importRows, { concurrency: CONCURRENCY });
    return { status: 200, body: { ...counts, failed: failed.length, rows: failed.sort((a, b) => a.row - b.row) } };
  }

  return {
    name: 'importRecords',
    method: 'post',
    path: '/api/v1/:type/import',
    role: 'editor',
    parameters: ['dryRun'],
    body: { types: ['text/csv'], limit: MAX_BODY_BYTES },
    handle: importCsv,
  };
}

async function importRow(
  { scope, caller }: ApiRequest,
  operations: RecordOperations,
  header: readonly string[],
  row: Row,
): Promise<Outcome> {
  if (row.cells.length !== header.length) throw unevenRow(row, header);
  const input = inputOf(scope.type, header, row);
  if (row.id === '') {
    // For a new record an empty cell is as good as none.
    await operations.create(scope, input, { by: caller.sub });
    return 'created';
  }
  if (!isRecordId(row.id)) throw new Problem('not-found', { detail: `There is no record with the id "${row.id}".` });
  const options: WriteOptions = { by: caller.sub, ifMatch: ifMatchOf(header, row) };
  return (await operations.patch(scope, row.id, input, options)).changed ? 'updated' : 'unchanged';
}

/** A merge patch of the columns that are fields; an empty cell unsets. */
function inputOf(type: RecordType, header: readonly string[], { cells }: Row): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const [column, name] of header.entries()) {
    const field = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined;
    const cell = cells[column] ?? '';
    if (field !== undefined) input[name] = isBlank(cell) ? null : field.fromText(cell);
  }
  return input;
}

function ifMatchOf(header: readonly string[], { cells }: Row): readonly number[] | undefined {
  const version = (cells[header.indexOf('version')] ?? '').trim();
  if (version === '') return undefined;
  if (VERSION.test(version)) return [Number(version)];
  const errors = [{ in: 'body', pointer: '/version', code: 'wrong-type', detail: 'must be a whole number from 1, or blank' }] as const;
  throw new Problem('invalid-record', {
    detail: `"version" is ${JSON.stringify(version)}; it must be a whole number from 1, or blank.`,
    errors,
  });
}

/** @throws {Problem} `invalid-csv` */
function readTable(type: RecordType, text: string): { header: readonly string[]; rows: Row[] } {
  const [first = [], ...others] = parseOrRefuse(text);
  const header = first.map((name) => name.trim());
  if (!header.some((name) => Object.hasOwn(type.fields, name))) {
    throw invalidCsv(`Its first row names no field of ${type.name}, which has ${Object.keys(type.fields).join(', ')}.`);
  }
  const twice = header.find((name, column) => isKnown(type, name) && header.indexOf(name) !== column);
  if (twice !== undefined) throw invalidCsv(`Its first row names "${twice}" twice.`);
  const idColumn = header.indexOf('id');
  const rows = others
    .map((cells, index) => ({ number: index + 2, cells, id: (cells[idColumn] ?? '').trim() }))
    .filter(({ cells }) => !isBlankLine(cells));
  if (rows.length > MAX_ROWS) throw invalidCsv(`It has ${rows.length} rows; send at most ${MAX_ROWS} at a time.`);
  return { header, rows };
}

function parseOrRefuse(text: string): (readonly string[])[] {
  try {
    return readCsv(text);
  } catch (error) {
    throw error instanceof CsvFault ? invalidCsv(error.message) : error;
  }
}

function isKnown(type: RecordType, name: string): boolean {
  return Object.hasOwn(type.fields, name) || SERVICE_FIELDS.some((field) => field === name);
}

/** Rows of one record stay together, in their order; each new record is by itself. */
function byRecord(rows: readonly Row[]): Row[][] {
  return groupBy(rows, ({ id, number }) => (id === '' ? `row ${number}` : id));
}

function unevenRow({ cells }: Row, header: readonly string[]): Problem {
  return invalidCsv(`The row has ${cells.length} cells and the header ${header.length}; is a comma or a quote missing?`);
}

function invalidCsv(detail: string): Problem {
  return new Problem('invalid-csv', { detail });
}
