import { type UndoneRecord, undoChangeSet } from '../requests/history-api.ts';
import { ApiProblem } from '../requests/problem.ts';
import type { Send } from '../requests/send.ts';

/** What an undo did, or would do. */
export interface UndoReport {
  readonly undone: readonly UndoneRecord[];
  /** Records that were left alone, by the reason. */
  readonly changedSince: readonly UndoneRecord[];
  readonly gone: readonly UndoneRecord[];
  readonly taken: readonly UndoneRecord[];
  readonly notKept: readonly UndoneRecord[];
}

/** Undoes change sets, the latest first. Records that somebody changed since stay as they are. */
export async function undoChangeSets(send: Send, ids: readonly string[], options: { readonly isDryRun: boolean }): Promise<UndoReport> {
  const records: UndoneRecord[] = [];
  for (const id of ids) records.push(...(await undoKnown(send, id, options)));
  const withOutcome = (wanted: string) => records.filter(({ outcome }) => outcome === wanted);
  return {
    undone: withOutcome('undone'),
    changedSince: withOutcome('changed-since'),
    gone: withOutcome('gone'),
    taken: withOutcome('taken'),
    notKept: withOutcome('not-kept'),
  };
}

async function undoKnown(send: Send, id: string, options: { readonly isDryRun: boolean }): Promise<readonly UndoneRecord[]> {
  try {
    return await undoChangeSet(send, id, options);
  } catch (error) {
    // Nothing is left of it: every record was permanently deleted, or its history has expired.
    if (error instanceof ApiProblem && error.status === 404) return [];
    throw error;
  }
}
