/** One row of CSV (RFC 4180), without its line break. */
export function csvLine(cells: readonly string[]): string {
  return cells.map((cell) => (/[",;\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
}

/** Spreadsheets read a file as UTF-8 if it begins with this; the import removes it. */
export const BYTE_ORDER_MARK = '\ufeff';
