import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { SERVICE_FIELDS } from '../../schema/definition.ts';
import type { RecordType } from '../../schema/record-type.ts';

type Cells = readonly string[];

// What a spreadsheet would run as a formula (OWASP, "CSV Injection"), and the mark itself, so that it can be taken off again.
const NEEDS_MARK = /^[=+\-@\t\r']/;
const MARK = "'";

/** The columns of a type's CSV: the id, its fields, what the service sets. */
export function csvColumns(type: RecordType): string[] {
  const [id, ...others] = SERVICE_FIELDS;
  return [id, ...Object.keys(type.fields), ...others.filter((name) => name !== 'deletedAt')];
}

/** Records as CSV (RFC 4180) with a header row; cells that a spreadsheet would run are marked as text. */
export function writeCsv(type: RecordType, columns: readonly string[], records: readonly Readonly<Record<string, unknown>>[]): string {
  const rows = records.map((record) => columns.map((name) => guarded(cellOf(type, name, record[name]))));
  // Left to itself the library quotes a cell for the line break that ends rows only.
  return stringify([columns, ...rows], { record_delimiter: 'windows', quoted_match: /[\r\n]/ });
}

/**
 * The rows of a CSV (RFC 4180; LF and a BOM are taken too), the header first, formula marks taken off.
 * @throws {CsvFault} in words for the one who made the file
 */
export function readCsv(text: string): Cells[] {
  try {
    // Left to itself the library takes the end of the first row for that of all, and a file put together by hand has several.
    const rows: Cells[] = parse(text, { bom: true, relax_column_count: true, record_delimiter: ['\r\n', '\n', '\r'] });
    return rows.map((row) => row.map(unguarded));
  } catch (error) {
    throw new CsvFault(error instanceof Error ? error.message : 'it cannot be parsed', { cause: error });
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

function guarded(cell: string): string {
  return NEEDS_MARK.test(cell) ? MARK + cell : cell;
}

function unguarded(cell: string): string {
  return cell.startsWith(MARK) && NEEDS_MARK.test(cell.slice(1)) ? cell.slice(1) : cell;
}
