import type { RecordType } from '../../src/schema/record-type.ts';
import type { Chunk } from '../model/csv-file.ts';
import { importCsv } from '../requests/csv-api.ts';
import { ApiProblem, reasonOf } from '../requests/problem.ts';
import type { Send } from '../requests/send.ts';

export interface FailedPlace {
  /** The row's place in the table, from 0. */
  readonly place: number;
  readonly reason: string;
}

export interface ImportReport {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly failed: readonly FailedPlace[];
  /** Rows that are through, whatever became of them. */
  readonly rows: number;
  /** Why it stopped before its end; the rows that did not get through are among the failed ones then. */
  readonly stopped: string | undefined;
}

export const NOTHING: ImportReport = { created: 0, updated: 0, unchanged: 0, failed: [], rows: 0, stopped: undefined };

export interface ImportRun {
  readonly send: Send;
  readonly type: RecordType;
  readonly chunks: readonly Chunk[];
  readonly isDryRun: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (report: ImportReport) => void;
}

/** Sends a file part by part, and adds up what became of its rows. */
export async function runImport({ send, type, chunks, isDryRun, signal, onProgress }: ImportRun): Promise<ImportReport> {
  let report = NOTHING;
  for (const [place, chunk] of chunks.entries()) {
    if (signal.aborted) return stopped(report, 'You stopped it.', failedRows(chunks.slice(place), 'Not sent'));
    try {
      const result = await importCsv(send, type, chunk.csv, isDryRun);
      report = {
        created: report.created + result.created,
        updated: report.updated + result.updated,
        unchanged: report.unchanged + result.unchanged,
        // Row 1 of a chunk is its header.
        failed: [...report.failed, ...result.failed.map(({ row, reason }) => ({ place: chunk.start + row - 2, reason }))],
        rows: report.rows + chunk.length,
        stopped: undefined,
      };
      onProgress(report);
    } catch (error) {
      const reason = reasonOf(error);
      // A refusal wrote nothing; an answer that never came says nothing.
      const fate = error instanceof ApiProblem ? reason : 'Perhaps written: look before you load it again';
      return stopped(report, reason, [...failedRows([chunk], fate), ...failedRows(chunks.slice(place + 1), 'Not sent')]);
    }
  }
  return report;
}

function stopped(report: ImportReport, reason: string, rest: readonly FailedPlace[]): ImportReport {
  return { ...report, failed: [...report.failed, ...rest], stopped: reason };
}

function failedRows(chunks: readonly Chunk[], reason: string): FailedPlace[] {
  return chunks.flatMap(({ start, length }) => Array.from({ length }, (_, row) => ({ place: start + row, reason })));
}
