import type { RecordType } from '../../src/schema/record-type.ts';
import { isObject, jsonOf } from '../model/json.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { answerOf, unexpected } from './read-api.ts';
import { recordOf, recordPathOf } from './read-record.ts';
import type { Send } from './send.ts';

/** One change of a record. */
export interface Change {
  readonly version: number;
  readonly at: string;
  /** The id of the person who made it. */
  readonly by: string;
  readonly action: string;
  /** The values before and after, by field. */
  readonly changes: Readonly<Record<string, { readonly from?: unknown; readonly to?: unknown }>>;
  readonly changeSet: string | undefined;
}

/** A change of any record of the workspace. */
export interface FeedChange extends Change {
  readonly type: string;
  readonly id: string;
  readonly title: string | undefined;
}

/** What one request changed. */
export interface ChangeSet {
  /** `undefined` for a change that cannot be undone as a whole. */
  readonly id: string | undefined;
  /** The first change set of the same job. */
  readonly continues: string | undefined;
  readonly at: string;
  readonly by: string;
  /** The number of all its changes. */
  readonly size: number;
  readonly types: readonly string[];
  readonly actions: readonly string[];
  /** Its first changes. */
  readonly records: readonly FeedChange[];
}

export interface PageOf<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | undefined;
}

export interface Feed {
  readonly items: readonly FeedChange[];
  readonly nextCursor: string;
  readonly hasMore: boolean;
  /** When the service answered, in milliseconds since 1970. */
  readonly at: number;
}

export interface UndoneRecord {
  readonly type: string;
  readonly id: string;
  readonly outcome: string;
}

export interface ChangeSetUndo {
  readonly records: readonly UndoneRecord[];
  /** The change set of the undo itself. */
  readonly changeSet: string | undefined;
}

export interface UndoOptions {
  /** Only says what an undo would do. */
  readonly isDryRun: boolean;
  /** The undo that this one continues. */
  readonly continues?: string | undefined;
}

/** The cursor that skips all earlier changes. */
export const FEED_NOW = 'now';

const PAGE_SIZE = 20;
const MAX_PAGE_SIZE = 100;
const FEED_LIMIT = 100;
/** A change set can be undone once all of its changes have arrived in the history. */
const UNDO_RETRY_MS = 40_000;

export async function readHistory(send: Send, type: RecordType, id: string, cursor?: string): Promise<PageOf<Change>> {
  return await readPage(send, `${recordPathOf(type, id)}/history`, cursor, changeOf);
}

export async function restoreVersion(
  send: Send,
  type: RecordType,
  { id, version, etag }: { readonly id: string; readonly version: number; readonly etag: string },
): Promise<{ readonly record: StoredRecord; readonly changeSet: string | undefined }> {
  const path = `${recordPathOf(type, id)}/history/${version}/restore`;
  let changeSet: string | undefined;
  const record = recordOf(
    await answerOf(
      send({ method: 'POST', path, headers: { 'If-Match': etag } }).then((answer) => {
        changeSet = answer.headers.get('Change-Set') ?? undefined;
        return answer;
      }),
    ),
  );
  return { record, changeSet };
}

export async function readChangeSets(send: Send, cursor?: string): Promise<PageOf<ChangeSet>> {
  // A job can have a hundred change sets, so later pages are larger.
  return await readPage(send, '/api/v1/change-sets', cursor, changeSetOf, cursor === undefined ? PAGE_SIZE : MAX_PAGE_SIZE);
}

/** Does not retry: the next poll does. */
export async function readFeed(send: Send, since: string): Promise<Feed> {
  const query = new URLSearchParams({ since, limit: String(FEED_LIMIT) });
  const { headers, text } = await send({ path: `/api/v1/changes?${query}`, retryForMs: 0 });
  const answer = jsonOf(text);
  if (!isObject(answer) || !Array.isArray(answer['items'])) throw unexpected('list of changes');
  return {
    items: answer['items'].flatMap(feedChangeOf),
    nextCursor: String(answer['nextCursor']),
    hasMore: answer['more'] === true,
    at: Date.parse(headers.get('Date') ?? ''),
  };
}

/** Undoes a change set. */
export async function undoChangeSet(send: Send, id: string, { isDryRun, continues }: UndoOptions): Promise<ChangeSetUndo> {
  const path = `/api/v1/change-sets/${encodeURIComponent(id)}/undo${isDryRun ? '?dryRun=true' : ''}`;
  const headers: Record<string, string> = continues === undefined ? {} : { 'Change-Set': continues };
  const answered = await send({ method: 'POST', path, headers, retryForMs: UNDO_RETRY_MS });
  const answer = jsonOf(answered.text);
  if (!isObject(answer) || !Array.isArray(answer['records'])) throw unexpected('result of an undo');
  const records = answer['records'].flatMap((record: unknown) =>
    isObject(record) ? [{ type: String(record['type']), id: String(record['id']), outcome: String(record['outcome']) }] : [],
  );
  return { records, changeSet: answered.headers.get('Change-Set') ?? undefined };
}

async function readPage<Item>(
  send: Send,
  path: string,
  cursor: string | undefined,
  itemOf: (item: unknown) => Item[],
  limit = PAGE_SIZE,
): Promise<PageOf<Item>> {
  const query = new URLSearchParams({ limit: String(limit), ...(cursor === undefined ? {} : { cursor }) });
  const answer = await answerOf(send({ path: `${path}?${query}` }));
  if (!isObject(answer) || !Array.isArray(answer['items'])) throw unexpected('page of changes');
  const { items, nextCursor } = answer;
  return { items: items.flatMap(itemOf), nextCursor: typeof nextCursor === 'string' ? nextCursor : undefined };
}

function changeOf(item: unknown): Change[] {
  if (!isObject(item)) return [];
  const { version, at, by, action, changes, changeSet } = item;
  return [
    {
      version: Number(version),
      at: String(at),
      by: String(by),
      action: String(action),
      changes: isObject(changes) ? Object.fromEntries(Object.entries(changes).map(([name, change]) => [name, fromToOf(change)])) : {},
      changeSet: textOf(changeSet),
    },
  ];
}

function fromToOf(change: unknown): { from?: unknown; to?: unknown } {
  return isObject(change) ? { from: change['from'], to: change['to'] } : {};
}

function feedChangeOf(item: unknown): FeedChange[] {
  if (!isObject(item)) return [];
  return changeOf(item).map((change) => ({
    ...change,
    type: String(item['type']),
    id: String(item['id']),
    title: textOf(item['title']),
  }));
}

function changeSetOf(item: unknown): ChangeSet[] {
  if (!isObject(item)) return [];
  const { id, continues, at, by, changes, types, actions, records } = item;
  return [
    {
      id: textOf(id),
      continues: textOf(continues),
      at: String(at),
      by: String(by),
      size: Number(changes),
      types: textsOf(types),
      actions: textsOf(actions),
      records: Array.isArray(records) ? records.flatMap(feedChangeOf) : [],
    },
  ];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
