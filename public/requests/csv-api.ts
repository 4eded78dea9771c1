import type { RecordType } from '../../src/schema/record-type.ts';
import { isObject, jsonOf } from '../model/json.ts';
import { ApiProblem } from './problem.ts';
import { pathOf } from './read-api.ts';
import type { Send } from './send.ts';

/** A row that the service refused. */
export interface RefusedRow {
  /** The row of the CSV that was sent; the header is row 1. */
  readonly row: number;
  readonly problem: ApiProblem;
}

export interface ImportResult {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly failed: number;
  /** The failed rows that the service lists; it counts faults beyond a limit without listing them. */
  readonly refused: readonly RefusedRow[];
  /** Absent if nothing was written. */
  readonly changeSet?: string;
}

export interface CsvUpload {
  readonly type: RecordType;
  readonly csv: string;
  readonly isDryRun: boolean;
  /** The field by which rows without an id find their records. */
  readonly match?: string | undefined;
  /** The same key and CSV create no record twice, however often they are sent. */
  readonly key: string;
  /** The change set of the first part of the file. */
  readonly continues?: string | undefined;
}

const EXPORT_PAGE = 100;
/** How long to retry, so that a short interruption does not lose what has been fetched or sent. */
const RETRY_FOR_MS = 60_000;

/** All records that a query finds, page by page, as one CSV. `onPage` gets the number of rows so far. */
export async function exportCsv(
  send: Send,
  { type, query, signal, onPage }: { type: RecordType; query: URLSearchParams; signal: AbortSignal; onPage: (rows: number) => void },
): Promise<readonly string[]> {
  const parts: string[] = [];
  const first = new URLSearchParams(query);
  first.set('limit', String(EXPORT_PAGE));
  let path: string | undefined = `${pathOf(type)}?${first}`;
  let rows = 0;
  while (path !== undefined) {
    const { text, headers } = await send({ path, headers: { Accept: 'text/csv' }, retryForMs: RETRY_FOR_MS, signal });
    const body = withoutHeader(text);
    parts.push(parts.length === 0 ? text : body);
    rows += countRows(body);
    onPage(rows);
    path = /<([^>]*)>;\s*rel="next"/.exec(headers.get('Link') ?? '')?.[1];
  }
  return parts;
}

/** Imports a CSV, or in a dry run only reports what an import would do. */
export async function importCsv(send: Send, { type, csv, isDryRun, match, key, continues }: CsvUpload): Promise<ImportResult> {
  const headers = {
    'Content-Type': 'text/csv',
    ...(isDryRun ? {} : { 'Idempotency-Key': key }),
    ...(continues === undefined ? {} : { 'Change-Set': continues }),
  };
  const query = new URLSearchParams({ ...(isDryRun ? { dryRun: 'true' } : {}), ...(match === undefined ? {} : { match }) });
  const path = `${pathOf(type)}/import${query.size === 0 ? '' : `?${query}`}`;
  const { headers: answered, text } = await send({ method: 'POST', path, headers, body: csv, retryForMs: RETRY_FOR_MS });
  const answer = jsonOf(text);
  const changeSet = answered.get('Change-Set');
  if (!isObject(answer)) throw new TypeError('Unexpected response from the server: it does not say which rows were imported.');
  const { created, updated, unchanged, failed, rows } = answer;
  return {
    created: Number(created),
    updated: Number(updated),
    unchanged: Number(unchanged),
    failed: Number(failed),
    refused: Array.isArray(rows) ? rows.flatMap(refusedRowOf) : [],
    ...(changeSet === null || Number(created) + Number(updated) === 0 ? {} : { changeSet }),
  };
}

function refusedRowOf(row: unknown): RefusedRow[] {
  return isObject(row) ? [{ row: Number(row['row']), problem: new ApiProblem(Number(row['status']), row['problem']) }] : [];
}

/** The header row holds names of fields, which have no quotes and line breaks. */
function withoutHeader(csv: string): string {
  const end = csv.indexOf('\n');
  return end === -1 ? '' : csv.slice(end + 1);
}

/** Line breaks outside quotes. */
function countRows(csv: string): number {
  let rows = 0;
  let isQuoted = false;
  for (const character of csv) {
    if (character === '"') isQuoted = !isQuoted;
    if (character === '\n' && !isQuoted) rows++;
  }
  return rows;
}
