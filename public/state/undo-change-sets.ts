import type { Send } from '../../client/src/send.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { pluralize } from '../model/labels.ts';
import type { Message } from '../model/message.ts';
import { type ChangeSetUndo, type UndoneRecord, undoChangeSet } from '../requests/history-api.ts';
import { ProblemError } from '../requests/problem.ts';
import type { Step } from './undo.ts';

/** What an undo did, or would do. */
export interface UndoReport {
  readonly undone: readonly UndoneRecord[];
  /** Records that were left alone, by the reason. */
  readonly changedSince: readonly UndoneRecord[];
  readonly gone: readonly UndoneRecord[];
  readonly taken: readonly UndoneRecord[];
  readonly notKept: readonly UndoneRecord[];
  /** The change sets of the undo, the latest first. Undoing them makes the changes again. */
  readonly changeSets: readonly string[];
}

/** Undoes change sets, the latest first, as one job. Records that somebody changed since stay as they are. */
export async function undoChangeSets(
  send: Send,
  ids: readonly string[],
  { isDryRun }: { readonly isDryRun: boolean },
): Promise<UndoReport> {
  const records: UndoneRecord[] = [];
  const changeSets: string[] = [];
  for (const id of ids) {
    const answer = await undoKnown(send, id, { dryRun: isDryRun, continues: changeSets.at(-1) });
    records.push(...answer.records);
    const isUndone = answer.records.some(({ outcome }) => outcome === 'undone');
    if (isUndone && answer.changeSet !== undefined) changeSets.unshift(answer.changeSet);
  }
  const withOutcome = (wanted: string) => records.filter(({ outcome }) => outcome === wanted);
  return {
    undone: withOutcome('undone'),
    changedSince: withOutcome('changed-since'),
    gone: withOutcome('gone'),
    taken: withOutcome('taken'),
    notKept: withOutcome('not-kept'),
    changeSets,
  };
}

export interface ChangeSetsStepOptions {
  readonly send: Send;
  /** The change sets, the latest first. */
  readonly ids: readonly string[];
  /** Shows the records as they are after a step. */
  readonly refresh: () => Promise<void>;
  readonly say: (report: UndoReport, how: 'undone' | 'redone') => Message;
}

/** The step that undoes change sets. Its reverse undoes the undo. */
export function changeSetsStep(options: ChangeSetsStepOptions, how: 'undone' | 'redone' = 'undone'): Step {
  return async () => {
    const report = await undoChangeSets(options.send, options.ids, { isDryRun: false });
    await options.refresh();
    if (report.undone.length === 0) throw new Error('It has changed since.');
    const reverse = changeSetsStep({ ...options, ids: report.changeSets }, how === 'undone' ? 'redone' : 'undone');
    return { what: options.say(report, how), reverse };
  };
}

/** Returns the `say` of changes of many records: “Import of 2 tasks undone. 1 task changed since and stayed.” */
export function undoWords(changes: string, type: RecordType): ChangeSetsStepOptions['say'] {
  return ({ undone, changedSince }, how) => {
    const rest = changedSince.length === 0 ? '' : ` ${pluralize(changedSince.length, type)} changed since and stayed.`;
    return [`${changes} `, { value: pluralize(undone.length, type) }, ` ${how}.${rest}`];
  };
}

async function undoKnown(send: Send, id: string, options: Parameters<typeof undoChangeSet>[2]): Promise<ChangeSetUndo> {
  try {
    return await undoChangeSet(send, id, options);
  } catch (error) {
    // Nothing is left of it: every record was permanently deleted, or its history has expired.
    if (error instanceof ProblemError && error.status === 404) return { records: [], changeSet: undefined };
    throw error;
  }
}
