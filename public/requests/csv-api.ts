import { sendForJson } from '../../client/src/json.ts';
import { type ProblemDocument, type ProblemError, problemOf } from '../../client/src/problem-error.ts';
import type { Send } from '../../client/src/send.ts';
import { writeOf } from '../../client/src/write.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { withChangeSet } from './change-set.ts';

/** A row that the service refused. */
export interface RefusedRow {
  /** The row of the CSV that was sent; the header is row 1. */
  readonly row: number;
  readonly problem: ProblemError;
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

interface ImportAnswer extends Pick<ImportResult, 'created' | 'updated' | 'unchanged' | 'failed'> {
  readonly rows?: readonly { readonly row: number; readonly status: number; readonly problem: ProblemDocument }[];
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
  const parameters = new URLSearchParams(query);
  parameters.set('limit', String(EXPORT_PAGE));
  let rows = 0;
  for (;;) {
    const { text, headers } = await send({
      path: type.name,
      query: parameters,
      headers: { Accept: 'text/csv' },
      retryForMs: RETRY_FOR_MS,
      signal,
    });
    const body = withoutHeader(text);
    parts.push(parts.length === 0 ? text : body);
    rows += countRows(body);
    onPage(rows);
    const cursor = cursorIn(headers.get('Link') ?? '');
    if (cursor === null) return parts;
    parameters.set('cursor', cursor);
  }
}

/** Imports a CSV, or in a dry run only reports what an import would do. */
export async function importCsv(send: Send, { type, csv, isDryRun, match, key, continues }: CsvUpload): Promise<ImportResult> {
  const { result, changeSet } = await withChangeSet<ImportAnswer>(
    async (own) =>
      await sendForJson(
        send,
        writeOf({
          method: 'POST',
          path: `${type.name}/import`,
          query: new URLSearchParams({ ...(isDryRun ? { dryRun: 'true' } : {}), ...(match === undefined ? {} : { match }) }),
          body: csv,
          idempotencyKey: isDryRun ? undefined : key,
          continues,
          isRepeatable: true,
          retryForMs: RETRY_FOR_MS,
          ...own,
        }),
      ),
  );
  const { created, updated, unchanged, failed, rows = [] } = result;
  const refused = rows.map(({ row, status, problem }) => ({ row, problem: problemOf(status, problem) }));
  const hasWritten = created + updated > 0;
  return { created, updated, unchanged, failed, refused, ...(hasWritten && changeSet !== undefined ? { changeSet } : {}) };
}

/** The cursor of the next page; `null` on the last one. */
function cursorIn(link: string): string | null {
  const [, query] = /\?([^>]*)>;\s*rel="next"/.exec(link) ?? [];
  return new URLSearchParams(query).get('cursor');
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
