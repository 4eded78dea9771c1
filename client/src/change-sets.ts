import type { Change, FeedChange } from './changes.ts';
import { sendForJson } from './json.ts';
import { createPaged, PAGE_SIZE, type Paged } from './paged.ts';
import { parametersOf } from './query.ts';
import type { RecordTypeShapes } from './record-types.ts';
import type { RequestOptions, Send } from './send.ts';
import { writeOf } from './write.ts';

/** What one request changed. A large one can continue on the next page, under the same id. */
export interface ChangeSet<Shapes extends RecordTypeShapes> {
  /** `null` for changes from before there were change sets. */
  readonly id: string | null;
  /** The first change set of the same job. */
  readonly continues: string | null;
  readonly at: string;
  /** The id of the person or machine that made it. */
  readonly by: string;
  /** The number of its changes. */
  readonly changes: number;
  readonly types: readonly (keyof Shapes & string)[];
  readonly actions: readonly Change<Shapes[keyof Shapes]>['action'][];
  /** Its first changes, with the titles of the records after them. */
  readonly records: readonly (FeedChange<Shapes, keyof Shapes> & { readonly title?: string })[];
}

export interface UndoneRecord {
  readonly type: string;
  readonly id: string;
  /** Only `undone` records were changed. `taken`: another record has a unique value now. `not-kept`: too large for the history. */
  readonly outcome: 'undone' | 'changed-since' | 'gone' | 'taken' | 'not-kept';
}

export interface UndoResult {
  readonly undone: number;
  readonly changedSince: number;
  readonly gone: number;
  readonly taken: number;
  readonly notKept: number;
  readonly records: readonly UndoneRecord[];
}

export interface UndoOptions extends RequestOptions {
  /** Only says what an undo would do. */
  readonly dryRun?: boolean | undefined;
  /** The `Change-Set` of the first undo of a job that needs several. */
  readonly continues?: string | undefined;
}

export interface ChangeSetsOptions extends RequestOptions {
  /** The most change sets of a page, 1 to 100. Default: 100. */
  readonly limit?: number | undefined;
}

export interface ChangeSets<Shapes extends RecordTypeShapes> {
  /** The latest first. */
  list(options?: ChangeSetsOptions): Paged<ChangeSet<Shapes>>;
  /** Puts each record back as it was before. Records that changed since stay as they are. Waits until all of the set is in the history. */
  undo(id: string, options?: UndoOptions): Promise<UndoResult>;
}

export function createChangeSets<Shapes extends RecordTypeShapes>(send: Send): ChangeSets<Shapes> {
  return {
    list: ({ limit = PAGE_SIZE, ...options } = {}) =>
      createPaged(async (cursor) => await sendForJson(send, { path: 'change-sets', query: parametersOf({ limit, cursor }), ...options })),

    undo: async (id, { dryRun, ...options } = {}) =>
      await sendForJson(
        send,
        writeOf({
          method: 'POST',
          path: `change-sets/${encodeURIComponent(id)}/undo`,
          query: parametersOf({ dryRun }),
          // A second undo finds that the records changed since.
          isRepeatable: true,
          ...options,
        }),
      ),
  };
}
