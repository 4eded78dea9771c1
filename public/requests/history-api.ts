import { type ChangeSet as AnyChangeSet, createChangeSets, type UndoneRecord, type UndoOptions } from '../../client/src/change-sets.ts';
import { type Change as AnyChange, type FeedChange as AnyFeedChange, createChanges } from '../../client/src/changes.ts';
import type { Feed } from '../../client/src/feed.ts';
import type { Page } from '../../client/src/paged.ts';
import type { Send } from '../../client/src/send.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { withChangeSet } from './change-set.ts';
import { collectionOf, type PageShapes } from './collection.ts';
import { recordOf } from './read-record.ts';
import { worded } from './word-problem.ts';

export type { UndoneRecord };
export type Change = AnyChange<PageShapes[string]>;
export type FeedChange = AnyFeedChange<PageShapes, string>;
export type ChangeSet = AnyChangeSet<PageShapes>;

export interface ChangeSetUndo {
  readonly records: readonly UndoneRecord[];
  /** The change set of the undo itself. */
  readonly changeSet: string | undefined;
}

const PAGE_SIZE = 20;
const MAX_PAGE_SIZE = 100;
/** A change set can be undone once all of its changes have arrived in the history. */
const UNDO_RETRY_MS = 40_000;

export async function readHistory(send: Send, type: RecordType, id: string, cursor: string | null): Promise<Page<Change>> {
  return await collectionOf(send, type).history(id, { limit: PAGE_SIZE }).page(cursor);
}

/** Writes the values of an earlier version as a new one. */
export async function restoreVersion(
  send: Send,
  type: RecordType,
  { seen, version }: { readonly seen: StoredRecord; readonly version: number },
): Promise<{ readonly record: StoredRecord; readonly changeSet: string | undefined }> {
  const { result, changeSet } = await withChangeSet(
    // No retry: after a lost answer, it would be refused as a change by somebody else.
    async (options) => await worded(type, collectionOf(send, type).revert(seen, version, { retryForMs: 0, ...options })),
  );
  return { record: recordOf(result), changeSet };
}

export async function readChangeSets(send: Send, cursor: string | null = null): Promise<Page<ChangeSet>> {
  // A job can have a hundred change sets, so later pages are larger.
  const limit = cursor === null ? PAGE_SIZE : MAX_PAGE_SIZE;
  return await createChangeSets<PageShapes>(send).list({ limit }).page(cursor);
}

/**
 * The changes from now on.
 * @param onHeaders gets the headers of each page
 */
export function followChanges(send: Send, onHeaders: (headers: Headers) => void): Feed<FeedChange> {
  // Does not retry: the next poll does.
  return createChanges(send)({ since: 'now' }, { retryForMs: 0, onHeaders });
}

/** Undoes a change set. */
export async function undoChangeSet(send: Send, id: string, options: Pick<UndoOptions, 'dryRun' | 'continues'>): Promise<ChangeSetUndo> {
  const { result, changeSet } = await withChangeSet(
    async (own) => await createChangeSets(send).undo(id, { retryForMs: UNDO_RETRY_MS, ...options, ...own }),
  );
  return { records: result.records, changeSet };
}
