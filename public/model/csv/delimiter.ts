import { parse } from 'csv-parse/browser/esm/sync';
import { CSV_OPTIONS } from '../../../src/schema/csv-format.ts';

/** A delimiter that no text file contains, so that each line is one cell. */
export const ONE_COLUMN = '\0';

/** If several give the same number of columns, the first one is used. */
const CANDIDATES = ['\t', ';', ',', '|'];

export const DELIMITERS: readonly (readonly [delimiter: string, label: string])[] = [
  [',', 'Comma'],
  [';', 'Semicolon'],
  ['\t', 'Tab'],
  ['|', 'Vertical bar'],
  [ONE_COLUMN, 'None (one column)'],
];

/** Excel's own hint in the first line of a file; it is not a row of the table. */
const HINT = /^sep=([,;\t|])\r?\n/i;

/** No header is longer. */
const HEADER_LENGTH = 100_000;

export interface Separation {
  readonly delimiter: string;
  /** Whether the first row is Excel's `sep=;`, so that the header is the second one. */
  readonly hasHint: boolean;
}

/** The delimiter that the header holds. Delimiters further down are part of the text there. */
export function guessDelimiter(text: string): Separation {
  const [, hint] = HINT.exec(text.slice(0, 10)) ?? [];
  if (hint !== undefined) return { delimiter: hint, hasHint: true };
  const start = text.slice(0, HEADER_LENGTH);
  const counts = CANDIDATES.map((delimiter) => columnsBy(delimiter, start));
  const most = Math.max(...counts);
  return { delimiter: most > 1 ? (CANDIDATES[counts.indexOf(most)] ?? ONE_COLUMN) : ONE_COLUMN, hasHint: false };
}

/** How many columns the header has; 0 if it is not CSV with this delimiter. */
function columnsBy(delimiter: string, text: string): number {
  try {
    const [header = []]: string[][] = parse(text, { ...CSV_OPTIONS, delimiter, to: 1 });
    return header.length;
  } catch {
    return 0;
  }
}
