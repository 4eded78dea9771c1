import type { Send } from '../../client/src/send.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { type FieldEdits, patchFor } from '../model/field-edits.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { titleOf } from '../model/type-display.ts';
import { batchFrom, sendPart } from '../requests/bulk-api.ts';
import { isRefusal, ProblemError, reasonOf } from '../requests/problem.ts';
import type { Operation, Outcome } from '../requests/write-api.ts';

/*
 * Changes many records, batch by batch. What it guarantees:
 * - The records are read before the first one changes, so a change that takes records out of the list does not disturb the run.
 * - Every change names the version that was read (`If-Match`). A record that changed since is left alone and reported.
 * - Each batch has one idempotency key for the whole run, so a batch that is sent again changes nothing twice.
 * - A run that stopped can be continued from the first batch without an answer, under the same keys.
 * - The batches continue one change set, so that the history shows and undoes them as one.
 */

/** What a run does to each record. */
export type BulkChange = { readonly how: 'edit'; readonly edits: FieldEdits } | { readonly how: 'trash' | 'restore' };

/** A record that was not changed. */
export interface BulkFault {
  readonly id: string;
  readonly title: string;
  readonly reason: string;
}

export interface BulkReport {
  readonly changed: number;
  /** Records that already were as wanted. */
  readonly unchanged: number;
  readonly faults: readonly BulkFault[];
  /** How many operations have been answered. */
  readonly answered: number;
  /** Why the run stopped before its end. */
  readonly stopped: string | undefined;
  /** Whether the batch at which it stopped may have been applied. */
  readonly isUncertain: boolean;
  /** The change sets of the batches, the latest first. */
  readonly changeSets: readonly string[];
}

export interface BulkRun {
  readonly type: RecordType;
  readonly records: readonly StoredRecord[];
  readonly operations: readonly Operation[];
  /** Part of the idempotency keys of the run. */
  readonly id: string;
}

export interface BulkRunOptions {
  readonly send: Send;
  /** Where to continue. */
  readonly report: BulkReport;
  readonly signal: AbortSignal;
  readonly onProgress: (report: BulkReport) => void;
}

const STOPPED_BY_PERSON = 'You stopped it.';

/** Plans a run. Records that already are as wanted need no operation. */
export function planBulk(type: RecordType, change: BulkChange, { records, id }: Pick<BulkRun, 'records' | 'id'>): BulkRun {
  return { type, records, id, operations: records.flatMap((record) => operationFor(change, record)) };
}

function operationFor(change: BulkChange, record: StoredRecord): Operation[] {
  const target = { id: record.id, version: record.version };
  if (change.how !== 'edit') return [{ method: change.how === 'trash' ? 'delete' : 'restore', ...target }];
  const patch = patchFor(change.edits, record);
  return Object.keys(patch).length === 0 ? [] : [{ method: 'update', record: patch, ...target }];
}

/** The report of a run that has not begun. */
export function emptyReport({ records, operations }: BulkRun): BulkReport {
  return {
    changed: 0,
    unchanged: records.length - operations.length,
    faults: [],
    answered: 0,
    stopped: undefined,
    isUncertain: false,
    changeSets: [],
  };
}

/** The number of records that need no more work. */
export function progressOf({ changed, unchanged, faults }: BulkReport): number {
  return changed + unchanged + faults.length;
}

/** Runs to the end, or to where it stops. */
export async function runBulk(run: BulkRun, { send, report: before, signal, onProgress }: BulkRunOptions): Promise<BulkReport> {
  const seen = new Map(run.records.map((record) => [record.id, record]));
  let report: BulkReport = { ...before, stopped: undefined, isUncertain: false };
  while (report.answered < run.operations.length) {
    if (signal.aborted) return { ...report, stopped: STOPPED_BY_PERSON };
    const operations = batchFrom(run.operations, report.answered);
    try {
      const key = `${run.id}-${report.answered}`;
      const { outcomes, changeSet } = await sendPart(send, { type: run.type, operations, key, continues: report.changeSets.at(-1) });
      const results = operations.map(({ id }, index) => ({ seen: seen.get(id), outcome: outcomes[index] }));
      const changed = results.filter(hasChanged).length;
      const faults = results.flatMap((result) => faultIn(run.type, result));
      report = {
        ...report,
        changed: report.changed + changed,
        unchanged: report.unchanged + results.length - changed - faults.length,
        faults: [...report.faults, ...faults],
        answered: report.answered + results.length,
        changeSets: changed > 0 && changeSet !== undefined ? [changeSet, ...report.changeSets] : report.changeSets,
      };
      onProgress(report);
    } catch (error) {
      // A refusal wrote nothing; without an answer the batch may have been applied.
      return { ...report, stopped: reasonOf(error), isUncertain: !isRefusal(error) };
    }
  }
  return report;
}

interface Result {
  /** The record as it was read. */
  readonly seen: StoredRecord | undefined;
  readonly outcome: Outcome | undefined;
}

function hasChanged({ seen, outcome }: Result): boolean {
  return outcome?.ok === true && (outcome.record === undefined || outcome.record.version !== seen?.version);
}

function faultIn(type: RecordType, { seen, outcome }: Result): BulkFault[] {
  if (outcome?.ok === true || seen === undefined) return [];
  return [{ id: seen.id, title: titleOf(type, seen), reason: faultOf(outcome?.error) }];
}

function faultOf(error: unknown): string {
  const status = error instanceof ProblemError ? error.status : undefined;
  if (status === 412) return 'Someone else changed it first.';
  if (status === 404) return 'It no longer exists here.';
  return error === undefined ? 'No response for this record.' : reasonOf(error);
}
