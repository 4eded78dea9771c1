import type { Send } from '../../client/src/send.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import type { Chunk } from '../model/csv/chunks.ts';
import type { FailedRow } from '../model/csv/failed-rows.ts';
import { faultMessage } from '../model/fault-message.ts';
import { importCsv, type RefusedRow } from '../requests/csv-api.ts';
import { fieldFaults } from '../requests/field-faults.ts';
import { isRefusal, reasonOf } from '../requests/problem.ts';

/*
 * Sends a file chunk by chunk, in order, and adds up the results.
 * - Each chunk has one idempotency key for the whole run, so a chunk that is sent again creates nothing twice.
 * - A run that stopped can be continued from the first chunk without an answer, under the same keys.
 * - Every row ends up in exactly one of: created, updated, unchanged, failed, or not sent.
 */

export interface ImportReport {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly failed: number;
  /** The failed rows that the service listed. */
  readonly failedRows: readonly FailedRow[];
  /** How many rows have been answered. */
  readonly rows: number;
  /** Why the run stopped before its end. */
  readonly stopped: string | undefined;
  /** Whether the chunk at which it stopped may have been imported. */
  readonly isUncertain: boolean;
  /** The change sets of the answered chunks, the latest first. */
  readonly changeSets: readonly string[];
}

export const EMPTY_REPORT: ImportReport = {
  created: 0,
  updated: 0,
  unchanged: 0,
  failed: 0,
  failedRows: [],
  rows: 0,
  stopped: undefined,
  isUncertain: false,
  changeSets: [],
};

export interface ImportRun {
  readonly type: RecordType;
  readonly chunks: readonly Chunk[];
  readonly isDryRun: boolean;
  /** The field by which rows without an id find their records. */
  readonly match?: string | undefined;
  /** Part of the idempotency keys of the run. */
  readonly id: string;
}

export interface RunOptions {
  readonly send: Send;
  /** Where to continue. */
  readonly report: ImportReport;
  readonly signal: AbortSignal;
  readonly onProgress: (report: ImportReport) => void;
}

/** Runs an import to its end, or to where it stops. */
export async function runImport(run: ImportRun, { send, report: before, signal, onProgress }: RunOptions): Promise<ImportReport> {
  let report: ImportReport = { ...before, stopped: undefined, isUncertain: false };
  for (const [index, chunk] of run.chunks.entries()) {
    if (chunk.start < report.rows) continue;
    if (signal.aborted) return { ...report, stopped: 'You stopped it.' };
    try {
      const { type, isDryRun, match, id } = run;
      const result = await importCsv(send, {
        type,
        csv: chunk.csv,
        isDryRun,
        match,
        key: `${id}-${index}`,
        continues: report.changeSets.at(-1),
      });
      report = {
        ...report,
        created: report.created + result.created,
        updated: report.updated + result.updated,
        unchanged: report.unchanged + result.unchanged,
        failed: report.failed + result.failed,
        failedRows: [...report.failedRows, ...result.refused.map((refused) => failedRow(type, chunk, refused))],
        rows: chunk.start + chunk.length,
        changeSets: [...(result.changeSet === undefined ? [] : [result.changeSet]), ...report.changeSets],
      };
      onProgress(report);
    } catch (error) {
      // A refusal wrote nothing; without an answer the chunk may have been imported.
      return { ...report, stopped: reasonOf(error), isUncertain: !(run.isDryRun || isRefusal(error)) };
    }
  }
  return report;
}

/** How many records an import has created or changed. A dry run has only counted them. */
export function writesOf({ created, updated }: ImportReport): number {
  return created + updated;
}

/** The rows of a run that were not imported: refused rows, and the rows after the point where it stopped. */
export function unfinishedRows({ chunks }: ImportRun, { failedRows, rows, stopped, isUncertain }: ImportReport): FailedRow[] {
  if (stopped === undefined) return [...failedRows];
  const rest = chunks.filter(({ start }) => start >= rows);
  const unsent = rest.flatMap(({ start, length }, index) => {
    const reason = index === 0 && isUncertain ? 'May have been imported: check before you import it again' : 'Not imported';
    return Array.from({ length }, (_, row) => ({ index: start + row, reason }));
  });
  return [...failedRows, ...unsent];
}

function failedRow(type: RecordType, chunk: Chunk, { row, problem }: RefusedRow): FailedRow {
  const messages = fieldFaults(problem).map((fault) => faultMessage(type, fault));
  // Row 1 of a chunk is its header.
  return { index: chunk.start + row - 2, reason: messages.length > 0 ? `${messages.join('; ')}.` : problem.message };
}
