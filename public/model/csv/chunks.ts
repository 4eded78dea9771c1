import type { RecordType } from '../../../src/schema/record-type.ts';
import { convertedHeader, convertedRow, type Mapping } from './column-mapping.ts';
import type { CsvTable } from './table.ts';
import { csvLine } from './write.ts';

/** A part of the file that is small enough for one request. */
export interface Chunk {
  readonly csv: string;
  /** The index, in the table, of its first row. */
  readonly start: number;
  readonly length: number;
}

/** Few enough to show progress and to finish in one request; the service accepts 1,000. */
const MAX_ROWS = 100;
/** The service accepts 1 MiB. */
const MAX_BYTES = 1_000_000;

/**
 * The file as the service reads it (RFC 4180, UTF-8), with the names of fields as header. The service checks the rows:
 * a row with more or fewer cells than the header is sent unchanged, and the service refuses it.
 */
export function chunksOf(type: RecordType, { header, rows }: CsvTable, mapping: Mapping): Chunk[] {
  const names = csvLine(convertedHeader(type, mapping));
  const chunks: Chunk[] = [];
  let lines: string[] = [];
  let bytes = 0;
  const close = (next: number) => {
    if (lines.length > 0) chunks.push({ csv: [names, ...lines].join('\r\n'), start: next - lines.length, length: lines.length });
    lines = [];
    bytes = 0;
  };
  for (const [index, { cells }] of rows.entries()) {
    const line = csvLine(cells.length === header.length ? convertedRow(type, mapping, cells) : cells);
    const size = new TextEncoder().encode(line).length + 2;
    if (lines.length === MAX_ROWS || bytes + size > MAX_BYTES) close(index);
    lines.push(line);
    bytes += size;
  }
  close(rows.length);
  return chunks;
}
