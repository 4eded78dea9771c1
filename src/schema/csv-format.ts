/**
 * How the service reads CSV (RFC 4180), as options of csv-parse. The UI reads files with the same ones, so that both see the same rows.
 * LF, CR and a byte order mark are accepted. Rows may have any number of cells; the reader of the rows checks that.
 */
export const CSV_OPTIONS = {
  bom: true,
  relax_column_count: true,
  // By default the library expects the first line ending in the whole file, and a file that was edited by hand mixes them.
  record_delimiter: ['\r\n', '\n', '\r'],
};

// A spreadsheet runs a cell that begins so as a formula (OWASP, "CSV Injection"). Japanese and Chinese ones also run the
// full-width signs. The mark is among them so that an import can take it off again.
// Escaped, because esbuild leaves regular expressions as they are, and the Lambda bundle is read as ASCII.
const NEEDS_MARK = /^[=+\-@\t\r'\uff1d\uff0b\uff0d\uff20]/;
const MARK = "'";

/** Marks a cell as text if a spreadsheet would run it as a formula. */
export function guardCell(cell: string): string {
  return NEEDS_MARK.test(cell) ? MARK + cell : cell;
}

/** Takes the mark off that `guardCell` set. */
export function unguardCell(cell: string): string {
  return cell.startsWith(MARK) && NEEDS_MARK.test(cell.slice(1)) ? cell.slice(1) : cell;
}

/** An empty line, which many programs write at the end. It counts as a row of the file and holds no record. */
export function isBlankLine(cells: readonly string[]): boolean {
  return cells.length === 1 && cells[0] === '';
}

const SYNTAX_FAULTS: ReadonlyMap<unknown, string> = new Map([
  ['CSV_QUOTE_NOT_CLOSED', 'Quote not closed'],
  ['CSV_INVALID_CLOSING_QUOTE', 'Text after a closing quote'],
  ['INVALID_OPENING_QUOTE', 'Quote in the middle of a cell without quotes'],
]);

/** What csv-parse found wrong, with the row (the header is row 1): "Quote not closed in row 2". */
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
