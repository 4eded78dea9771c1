import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { CSV_OPTIONS, guardCell, syntaxFault, unguardCell } from '../../schema/csv-format.ts';
import { SERVICE_FIELDS } from '../../schema/definition.ts';
import type { RecordType } from '../../schema/record-type.ts';

type Cells = readonly string[];

// The library quotes commas, quotes and the line break between rows. Many spreadsheets also split at semicolons or tabs.
const NEEDS_QUOTES = /[\r\n;\t]/;

/** The columns of a type's CSV: the id, its fields, what the service sets. */
export function csvColumns(type: RecordType): string[] {
  const [id, ...others] = SERVICE_FIELDS;
  return [id, ...Object.keys(type.fields), ...others.filter((name) => name !== 'deletedAt')];
}

/** Records as CSV (RFC 4180) with a header row; cells that a spreadsheet would run are marked as text. */
export function writeCsv(type: RecordType, columns: readonly string[], records: readonly Readonly<Record<string, unknown>>[]): string {
  const rows = records.map((record) => columns.map((name) => guardCell(cellOf(type, name, record[name]))));
  return stringify([columns, ...rows], { record_delimiter: 'windows', quoted_match: NEEDS_QUOTES });
}

/**
 * The rows of a CSV (RFC 4180; LF and a BOM are taken too), the header first, formula marks taken off.
 * @throws {CsvFault} in words for the one who made the file
 */
export function readCsv(text: string): Cells[] {
  try {
    const rows: Cells[] = parse(text, CSV_OPTIONS);
    return rows.map((row) => row.map(unguardCell));
  } catch (error) {
    throw new CsvFault(syntaxFault(error), { cause: error });
  }
}

/** A text is no CSV. */
export class CsvFault extends Error {
  override readonly name = 'CsvFault';
}

function cellOf(type: RecordType, name: string, value: unknown): string {
  if (value === undefined) return '';
  return Object.hasOwn(type.fields, name) ? (type.fields[name]?.toText(value) ?? '') : String(value);
}
