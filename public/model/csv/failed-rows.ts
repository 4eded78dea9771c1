import { guardCell, unguardCell } from '../../../src/schema/csv-format.ts';
import type { CsvTable } from './table.ts';
import { BYTE_ORDER_MARK, csvLine } from './write.ts';

export interface FailedRow {
  /** The index of the row in the table. */
  readonly index: number;
  readonly reason: string;
}

/** Rows of the file as a file for a spreadsheet, each with the reason why it failed. */
export function failedRowsFile({ header, rows }: CsvTable, failed: readonly FailedRow[]): string {
  const width = Math.max(header.length, ...failed.map(({ index }) => rows[index]?.cells.length ?? 0));
  const line = (cells: readonly string[], reason: string) =>
    csvLine([...Array.from({ length: width }, (_, column) => guardCell(unguardCell(cells[column] ?? ''))), guardCell(reason)]);
  const lines = [line(header, 'Import error'), ...failed.map(({ index, reason }) => line(rows[index]?.cells ?? [], reason))];
  return `${BYTE_ORDER_MARK}${lines.join('\r\n')}\r\n`;
}
