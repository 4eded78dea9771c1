import type { ChangeRouteName } from '../http/route.ts';
import { json } from './bodies.ts';
import type { Schemas } from './document.ts';
import { changeFeed, changeSetPage, undoResult } from './history-schemas.ts';
import type { OperationText } from './operations.ts';
import { EXAMPLE_ID } from './subject.ts';

export const CHANGE_TAG = { name: 'Changes', description: 'The changes of a workspace, and undo.' };

/** The operations on the changes of a workspace. */
export const CHANGE_OPERATIONS: Readonly<Record<ChangeRouteName, OperationText>> = {
  listChanges: {
    summary: 'List the changes of the workspace',
    description:
      'Returns all changes of all records, oldest first, also permanent deletes. Changes of one record are in order. ' +
      'Every change comes at least once; ignore a version that you already have. ' +
      'Ask again later with `nextCursor`, and at once while `more` is `true`. `since=now` skips all earlier changes.',
    answers: {
      200: {
        description: 'Changes.',
        content: json('ChangeFeed', 'No changes', { items: [], nextCursor: 'MjAyNi0wMy0wMlQwOTozMDowMC4wMDBafHw', more: false }),
      },
    },
  },
  listChangeSets: {
    summary: 'List the change sets of the workspace',
    description:
      'Returns what each request changed, the latest first, with the first changes of each. ' +
      'A large change set can continue on the next page, under the same id. ' +
      'Change sets that `continue` another one belong to the same job; to undo the job, undo each of them, the latest first.',
    answers: {
      200: { description: 'A page of change sets.', content: json('ChangeSets', 'No change sets', { items: [], nextCursor: null }) },
    },
  },
  undoChangeSet: {
    summary: 'Undo a change set',
    description:
      'Puts each record of the change set back as it was before. Records that changed since stay as they are. ' +
      'Records that the change set created go to the trash. `dryRun=true` only says what would happen.',
    headers: ['ContinuedChangeSet'],
    answers: {
      200: {
        description: 'What was undone.',
        content: json('UndoResult', 'One record', {
          undone: 1,
          changedSince: 0,
          gone: 0,
          taken: 0,
          notKept: 0,
          records: [{ type: 'tasks', id: EXAMPLE_ID, outcome: 'undone' }],
        }),
      },
    },
    problems: ['history-pending'],
  },
};

export const changeSchemas = { ChangeFeed: changeFeed, ChangeSets: changeSetPage, UndoResult: undoResult } satisfies Schemas;
