import { Readable } from 'node:stream';
import type { Info } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';
import { CSV_OPTIONS, guardCell, syntaxFault } from '../../schema/csv-format.ts';
import { SERVICE_FIELDS } from '../../schema/definition.ts';
import type { RecordType } from '../../schema/record-type.ts';
import { yieldToEventLoop } from '../../store/event-loop.ts';
import type { TitleColumn } from './csv-references.ts';
import { withNameColumns } from './people-names.ts';

type Cells = readonly string[];

// The library quotes commas, quotes and the line break between rows. Many spreadsheets also split at semicolons or tabs.
const NEEDS_QUOTES = /[\r\n;\t]/;

/**
 * Returns the columns of a type's CSV: the id, the type's fields, then the other fields that the service sets.
 * A column with a title or name follows each reference to a record or a person.
 */
export function csvColumns(type: RecordType, titles: readonly TitleColumn[] = []): string[] {
  const [id, ...others] = SERVICE_FIELDS;
  const fields = Object.keys(type.fields).flatMap((field) => [
    field,
    ...titles.filter(({ name }) => name === field).map(({ column }) => column),
  ]);
  return [id, ...fields, ...withNameColumns(others.filter((name) => name !== 'deletedAt'))];
}

/** Writes records as CSV (RFC 4180) with a header row. Marks a cell as text if a spreadsheet would run it as a formula. */
export function writeCsv(type: RecordType, columns: readonly string[], records: readonly Readonly<Record<string, unknown>>[]): string {
  const rows = records.map((record) => columns.map((name) => guardCell(cellOf(type, name, record[name]))));
  return stringify([columns, ...rows], { record_delimiter: 'windows', quoted_match: NEEDS_QUOTES });
}

/**
 * Bytes to parse before yielding to the event loop. Small, because parsing is slow if rows differ in length from the first row:
 * csv-parse then creates an error for each of them.
 */
const PARSED_AT_ONCE = 2 * 1024;
/** Limits the memory of these errors: each holds a copy of the row. */
const MAX_COMMAS_IN_ROW = 100_000;
const COMMA = ','.charCodeAt(0);

export interface CsvRow {
  /** The header is row 1. Blank lines are skipped but counted. */
  readonly row: number;
  /** Formula marks are not removed yet. */
  readonly cells: Cells;
}

interface ParsedRow {
  readonly record: Cells;
  readonly info: Pick<Info, 'records' | 'empty_lines'>;
}

/**
 * Yields the rows of a CSV file, the header first. Stops parsing when the caller stops reading.
 * @throws {CsvFault}
 */
export async function* readCsv(bytes: Buffer): AsyncGenerator<CsvRow> {
  // Loaded on first use, because a cold start does not need it.
  const { parse } = await import('csv-parse');
  const parser = parse({ ...CSV_OPTIONS, skip_empty_lines: true, info: true });
  const slices = Readable.from(slicesOf(bytes, parser.info));
  slices.on('error', (error) => parser.destroy(error)).pipe(parser);
  const rows: AsyncIterable<ParsedRow> = parser;
  try {
    for await (const { record, info } of rows) yield { row: info.records + info.empty_lines, cells: record };
  } catch (error) {
    throw error instanceof CsvFault ? error : new CsvFault(syntaxFault(error), { cause: error });
  }
}

async function* slicesOf(bytes: Buffer, progress: Readonly<Info>): AsyncGenerator<Buffer> {
  let commas = 0;
  let rows = 0;
  for (let start = 0; start < bytes.length; start += PARSED_AT_ONCE) {
    await yieldToEventLoop();
    const slice = bytes.subarray(start, start + PARSED_AT_ONCE);
    if (progress.records > rows) commas = 0;
    rows = progress.records;
    commas += slice.reduce((count, byte) => (byte === COMMA ? count + 1 : count), 0);
    if (commas > MAX_COMMAS_IN_ROW) throw new CsvFault(`Too many commas in row ${rows + progress.empty_lines + 1}`);
    yield slice;
  }
}

/** Thrown for a file that is not CSV. The message says why. */
export class CsvFault extends Error {
  override readonly name = 'CsvFault';
}

function cellOf(type: RecordType, name: string, value: unknown): string {
  if (value === undefined) return '';
  return Object.hasOwn(type.fields, name) ? (type.fields[name]?.toText(value) ?? '') : String(value);
}
