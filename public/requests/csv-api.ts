import type { RecordType } from '../../src/schema/record-type.ts';
import { isObject } from '../model/json.ts';
import { answerOf, pathOf } from './read-api.ts';
import type { Send } from './send.ts';

export interface FailedRow {
  /** As in what was sent: the header is row 1. */
  readonly row: number;
  readonly reason: string;
}

export interface ImportResult {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly failed: readonly FailedRow[];
}

const EXPORT_PAGE = 100;
/** So that a short interruption does not spoil what has been fetched. */
const PATIENCE_MS = 60_000;

/** Everything a query finds, page by page, as one CSV; `onPage` learns how many rows there are by now. */
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
    const { text, headers } = await send({ path, headers: { Accept: 'text/csv' }, retryForMs: PATIENCE_MS, signal });
    const body = withoutHeader(text);
    parts.push(parts.length === 0 ? text : body);
    rows += countRows(body);
    onPage(rows);
    path = /<([^>]*)>;\s*rel="next"/.exec(headers.get('Link') ?? '')?.[1];
  }
  return parts;
}

/** What would become, or what became, of the rows of a CSV. */
export async function importCsv(send: Send, type: RecordType, csv: string, isDryRun: boolean): Promise<ImportResult> {
  const headers = { 'Content-Type': 'text/csv' };
  const path = `${pathOf(type)}/import${isDryRun ? '?dryRun=true' : ''}`;
  // A rehearsal may be sent as often as one likes.
  const retryForMs = isDryRun ? PATIENCE_MS : 0;
  const answer = await answerOf(send({ method: 'POST', path, headers, body: csv, retryForMs }));
  if (!isObject(answer)) throw new TypeError('The service did not say what became of the rows.');
  const { created, updated, unchanged, rows } = answer;
  return {
    created: Number(created),
    updated: Number(updated),
    unchanged: Number(unchanged),
    failed: Array.isArray(rows) ? rows.flatMap(failedRowOf) : [],
  };
}

function failedRowOf(row: unknown): FailedRow[] {
  if (!isObject(row)) return [];
  const problem = isObject(row['problem']) ? row['problem'] : {};
  const errors = Array.isArray(problem['errors']) ? problem['errors'].filter(isObject) : [];
  const faults = errors.map(({ pointer, detail }) => `${String(pointer ?? '').split('/')[1] ?? ''} ${String(detail)}`.trim());
  return [
    { row: Number(row['row']), reason: faults.length > 0 ? faults.join('; ') : String(problem['detail'] ?? problem['title'] ?? 'refused') },
  ];
}

/** The header row holds names of fields, and so no quotes and line breaks. */
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
