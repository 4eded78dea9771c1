import { isBlankLine, unguardCell } from '../../schema/csv-format.ts';
import { SERVICE_FIELDS } from '../../schema/definition.ts';
import type { Field } from '../../schema/field.ts';
import { inputFields, inputNames, type RecordType } from '../../schema/record-type.ts';
import type { RecordFault } from '../../schema/validation.ts';
import { Problem } from '../problem.ts';
import { CsvFault, readCsv } from './csv.ts';
import type { TitleColumn } from './csv-references.ts';

export const MAX_ROWS = 1_000;
export const MAX_COLUMNS = 1_000;

export interface Table {
  readonly header: readonly string[];
  /** The columns that are fields. */
  readonly columns: readonly { readonly name: string; readonly field: Field; readonly position: number }[];
  /** The columns with titles of referenced records, or names of people. */
  readonly titles: readonly (Omit<TitleColumn, 'column'> & { readonly position: number })[];
  readonly rows: readonly Row[];
}

/** One row after the header. */
export interface Row {
  /** Row number in the file. The header is row 1, and blank lines count. */
  readonly index: number;
  /** Blank for a record to create. */
  readonly id: string;
  readonly version: string;
  readonly cells: readonly string[];
  /** Why the row cannot be imported. */
  readonly fault?: Problem;
  /** Titles and names in the row that no record, or several records, have. */
  readonly unresolved?: readonly RecordFault[];
}

/**
 * Reads the file. It stops at the first limit that the file exceeds.
 * @throws {Problem} `invalid-csv`
 */
export async function readTable(type: RecordType, bytes: Buffer, knownTitles: readonly TitleColumn[]): Promise<Table> {
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
    const advice = header.length === 1 && /[;\t|]/.test(header[0] ?? '') ? ' Separate the columns with commas.' : '';
    throw invalidCsv(`The first row names no field of ${type.name}; its fields are ${inputNames(type).join(', ')}.${advice}`);
  }
  const duplicate = header.find(
    (name, column) => (isKnown(type, name) || knownTitles.some(({ column: known }) => known === name)) && header.indexOf(name) !== column,
  );
  if (duplicate !== undefined) throw invalidCsv(`The first row names "${duplicate}" twice.`);
  return header;
}

function isKnown(type: RecordType, name: string): boolean {
  return Object.hasOwn(type.fields, name) || SERVICE_FIELDS.some((field) => field === name);
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

function readRow(header: readonly string[], cells: readonly string[], index: number): Row {
  if (cells.length !== header.length) {
    const fault = invalidCsv(`The row has ${cells.length} cells and the header ${header.length}. Check its commas and quotes.`);
    return { index, id: '', version: '', cells: [], fault };
  }
  const unguarded = cells.map(unguardCell);
  const [id = '', version = ''] = ['id', 'version'].map((name) => unguarded[header.indexOf(name)]?.trim());
  return { index, id, version, cells: unguarded };
}

export function invalidCsv(detail: string): Problem {
  return new Problem('invalid-csv', { detail });
}
