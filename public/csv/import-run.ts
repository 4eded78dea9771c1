import type { RecordType } from '../../src/schema/record-type.ts';
import { reasonOf } from '../api/problem.ts';
import type { Send } from '../api/send.ts';
import { importCsv } from './csv-api.ts';
import type { Chunk } from './csv-file.ts';

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
  /** Why it stopped before its end; the rows of the request that was under way may have been written. */
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
  for (const chunk of chunks) {
    if (signal.aborted) return { ...report, stopped: 'you cancelled it' };
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
      return { ...report, stopped: reasonOf(error) };
    }
  }
  return report;
}
