import Papa from 'papaparse';
import type { Mapping } from './column-mapping.ts';

/** A CSV as it was read: the first row apart, the others as texts. */
export interface CsvTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A part of the file that is small enough for one request. */
export interface Chunk {
  readonly csv: string;
  /** The place, in the table, of its first row. */
  readonly start: number;
  readonly length: number;
}

/** What goes in one request: few enough rows to show how it gets on, and bytes with room to spare under the service's 1 MiB. */
const MOST_ROWS = 100;
const MOST_BYTES = 900 * 1024;

export async function readTable(file: Blob): Promise<CsvTable> {
  const { data } = Papa.parse<string[]>(textOf(await file.arrayBuffer()), { skipEmptyLines: 'greedy' });
  const [header = [], ...rows] = data;
  return { header: header.map((name) => name.trim()), rows };
}

/** UTF-8, or what spreadsheets on Windows write instead. */
function textOf(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** The file in parts, with the fields' names as header and without the columns that go nowhere. */
export function chunksOf({ rows }: CsvTable, mapping: Mapping): Chunk[] {
  const columns = mapping.flatMap((target, column) => (target === undefined ? [] : [{ target, column }]));
  const header = Papa.unparse([columns.map(({ target }) => target)]);
  const chunks: Chunk[] = [];
  let lines: string[] = [];
  let bytes = 0;
  const close = (next: number) => {
    if (lines.length > 0) chunks.push({ csv: [header, ...lines].join('\r\n'), start: next - lines.length, length: lines.length });
    lines = [];
    bytes = 0;
  };
  for (const [place, row] of rows.entries()) {
    // Quoted throughout: a row of one empty cell would else be an empty line, which is no row.
    const line = Papa.unparse([columns.map(({ column }) => row[column] ?? '')], { quotes: true });
    const size = new TextEncoder().encode(line).length + 2;
    if (lines.length === MOST_ROWS || bytes + size > MOST_BYTES) close(place);
    lines.push(line);
    bytes += size;
  }
  close(rows.length);
  return chunks;
}

/** Rows of the file as a file of their own, each with the reason why it is there. */
export function rowsWithReasons(
  { header, rows }: CsvTable,
  failed: readonly { readonly place: number; readonly reason: string }[],
): string {
  return Papa.unparse([[...header, 'why it failed'], ...failed.map(({ place, reason }) => [...(rows[place] ?? []), reason])]);
}
