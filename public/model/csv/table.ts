import { parse } from 'csv-parse/browser/esm/sync';
import { CSV_OPTIONS, isBlankLine, syntaxFault } from '../../../src/schema/csv-format.ts';
import type { Separation } from './delimiter.ts';

/** A row of a file, with the unchanged text of its cells. */
export interface CsvRow {
  /** The row number that the service uses in its errors: the header is row 1, and blank lines count. */
  readonly number: number;
  readonly cells: readonly string[];
}

/** The header and the rows of a CSV file. Blank lines are left out, as in the service. */
export interface CsvTable {
  readonly header: readonly string[];
  readonly rows: readonly CsvRow[];
}

export type CsvReading = { readonly ok: true; readonly table: CsvTable } | { readonly ok: false; readonly fault: string };

/** Parses a text with the parser and the options of the service. Does not repair syntax errors. */
export function readTable(text: string, { delimiter, hasHint }: Separation): CsvReading {
  const parsed = parseText(text, delimiter);
  if (typeof parsed === 'string') return { ok: false, fault: parsed };
  const all = parsed.map((cells, index) => ({ number: index + 1, cells }));
  const [header, ...rows] = hasHint ? all.slice(1) : all;
  if (header === undefined || header.cells.every((name) => name.trim() === '')) {
    return { ok: false, fault: 'The first row is blank. It must name the columns.' };
  }
  const filled = rows.filter(({ cells }) => !isBlankLine(cells));
  if (filled.length === 0) return { ok: false, fault: 'This file has no rows below its header.' };
  return { ok: true, table: { header: header.cells.map((name) => name.trim()), rows: filled } };
}

function parseText(text: string, delimiter: string): string[][] | string {
  try {
    return parse(text, { ...CSV_OPTIONS, delimiter });
  } catch (error) {
    return `${syntaxFault(error)}.`;
  }
}
