/**
 * Options of csv-parse for CSV (RFC 4180). The UI uses the same options, so that it reads the same rows as the service.
 * LF, CR and a byte order mark are accepted. Rows may have any number of cells; the code that reads the rows checks the number.
 */
export const CSV_OPTIONS = {
  bom: true,
  relax_column_count: true,
  // By default, csv-parse expects the first line ending in the whole file. Files that were edited by hand can mix line endings.
  record_delimiter: ['\r\n', '\n', '\r'],
};

// Spreadsheets run a cell that starts with such a character as a formula (OWASP, "CSV Injection").
// Japanese and Chinese spreadsheets also run the full-width characters. The mark is included so that an import can remove it.
// Escaped, because esbuild does not change regular expressions and the Lambda bundle is read as ASCII.
const NEEDS_MARK = /^[=+\-@\t\r'\uff1d\uff0b\uff0d\uff20]/;
const MARK = "'";

/** Marks a cell as text if a spreadsheet would run it as a formula. */
export function guardCell(cell: string): string {
  return NEEDS_MARK.test(cell) ? MARK + cell : cell;
}

/** Removes the mark that `guardCell` added. */
export function unguardCell(cell: string): string {
  return cell.startsWith(MARK) && NEEDS_MARK.test(cell.slice(1)) ? cell.slice(1) : cell;
}

/** Checks for an empty line, which many programs write at the end. It counts as a row of the file, but contains no record. */
export function isBlankLine(cells: readonly string[]): boolean {
  return cells.length === 1 && cells[0] === '';
}

const SYNTAX_FAULTS: ReadonlyMap<unknown, string> = new Map([
  ['CSV_QUOTE_NOT_CLOSED', 'Quote not closed'],
  ['CSV_INVALID_CLOSING_QUOTE', 'Text after a closing quote'],
  ['INVALID_OPENING_QUOTE', 'Quote in the middle of a cell without quotes'],
]);

/** Describes an error of csv-parse, with the row number (the header is row 1): "Quote not closed in row 2". */
export function syntaxFault(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const fault = 'code' in error ? SYNTAX_FAULTS.get(error.code) : undefined;
  const rowsBefore = numberIn(error, 'records') + numberIn(error, 'empty_lines');
  return fault === undefined ? error.message : `${fault} in row ${rowsBefore + 1}`;
}

function numberIn(error: object, name: string): number {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'number' ? value : 0;
}
