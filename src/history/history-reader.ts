import type { DynamoTable, QueryInput, QueryOutput } from '../store/dynamo-client.ts';
import { createExpression } from '../store/expression.ts';
import { compareKeys, type Item } from '../store/keys.ts';
import { PARTITION_KEY, SORT_KEY, type TableIndex } from '../store/table.ts';
import type { Entry } from './entry.ts';
import {
  CHANGE_SET_INDEX,
  changeSetPartition,
  entryOfItem,
  FEED_INDEX,
  feedPartition,
  historyKey,
  historyPartition,
  type RecordName,
  VERSION_DIGITS,
  versionKey,
} from './history-item.ts';

/** The entries of a record, newest first. */
export interface HistoryPage {
  readonly entries: readonly Entry[];
  /** The version below which the next page begins; absent on the last page. */
  readonly next?: number | undefined;
}

/** Where a reader of the feed stands. */
export interface FeedPosition {
  /** Everything that arrived before this instant was delivered. RFC 3339, in UTC. */
  readonly settled: string;
  /** The sort key of the last entry of the previous page, while there are more pages. */
  readonly after?: string | undefined;
  /** What `settled` becomes at the last page. */
  readonly settles?: string | undefined;
}

export interface FeedPage {
  readonly entries: readonly Entry[];
  readonly next: FeedPosition;
  /** Whether there are more entries now. */
  readonly more: boolean;
}

/** Entries in the order of their arrival, the latest first. */
export interface LatestPage {
  readonly entries: readonly Entry[];
  /** The position of each entry in the feed. */
  readonly positions: readonly string[];
  /** The position of the last entry; absent on the last page. */
  readonly next?: string | undefined;
}

export interface HistoryReader {
  list(record: RecordName, page: { readonly limit: number; readonly below?: number | undefined }): Promise<HistoryPage>;
  find(record: RecordName, version: number): Promise<Entry | undefined>;
  /** All changes of a workspace in the order of their arrival. */
  feed(workspace: string, page: { readonly limit: number; readonly from: FeedPosition }): Promise<FeedPage>;
  /** The position of the feed from which only later changes come. */
  endOfFeed(): FeedPosition;
  /** The changes of a workspace, the latest first. Takes one query, so a page can have fewer than `limit`. */
  latest(workspace: string, page: { readonly limit: number; readonly before?: string | undefined }): Promise<LatestPage>;
  /** What a request wrote, each record in the order of its versions. */
  changeSet(workspace: string, changeSet: string): Promise<Entry[]>;
}

export interface HistoryReaderOptions {
  readonly table: Pick<DynamoTable, 'get' | 'query'>;
  /**
   * Milliseconds after which no entry can arrive before one that was read. Several writers, and an index that lags behind the table,
   * make entries visible out of order; so the feed delivers this span again.
   */
  readonly settleMs: number;
  readonly now?: () => Date;
}

const ABOVE_ALL_VERSIONS = 10 ** VERSION_DIGITS;
/** The start of the feed. */
export const FEED_START: FeedPosition = { settled: '' };
/** Below every sort key of the feed, which begin with a year. DynamoDB refuses an empty key. */
const FEED_BEGIN = '0';
/** Above every sort key of the feed. */
const FEED_END = '\uffff';

export function createHistoryReader({ table, settleMs, now = () => new Date() }: HistoryReaderOptions): HistoryReader {
  const entriesOf = (items: readonly Item[]) => items.flatMap((item) => entryOfItem(item, now()) ?? []);

  async function feed(workspace: string, { limit, from }: { limit: number; from: FeedPosition }): Promise<FeedPage> {
    const settles = from.settles ?? new Date(now().getTime() - settleMs).toISOString();
    const range = { low: (from.after ?? from.settled) || FEED_BEGIN, high: FEED_END };
    // The range includes its ends; one more shows whether there are more.
    const { items, last } = await table.query(queryOf(FEED_INDEX, feedPartition(workspace), range, { limit: limit + 2 }));
    const fresh = items.filter((item) => item[FEED_INDEX.sortKey] !== from.after);
    const page = fresh.slice(0, limit);
    if (fresh.length > limit || last !== undefined) {
      const after = String(page.at(-1)?.[FEED_INDEX.sortKey]);
      return { entries: entriesOf(page), next: { settled: from.settled, after, settles }, more: true };
    }
    return { entries: entriesOf(page), next: { settled: compareKeys(settles, from.settled) > 0 ? settles : from.settled }, more: false };
  }

  return {
    async list(record, { limit, below }) {
      const range = { low: versionKey(1), high: versionKey((below ?? ABOVE_ALL_VERSIONS) - 1) };
      const reading = { limit: limit + 1, descending: true };
      const { items, last } = await table.query(queryOf(undefined, historyPartition(record), range, reading));
      const page = items.slice(0, limit);
      const isLast = items.length <= limit && (last === undefined || page.length === 0);
      return { entries: entriesOf(page), ...(!isLast ? { next: Number(page.at(-1)?.[SORT_KEY]) } : {}) };
    },

    async find(record, version) {
      const item = await table.get(historyKey(record, version));
      return item && entryOfItem(item, now());
    },

    feed,

    endOfFeed: () => ({ settled: new Date(now().getTime() - settleMs).toISOString() }),

    async latest(workspace, { limit, before }) {
      const range = { low: FEED_BEGIN, high: before ?? FEED_END };
      // The range includes its ends.
      const reading = { limit: limit + 1, descending: true };
      const { items, last } = await table.query(queryOf(FEED_INDEX, feedPartition(workspace), range, reading));
      const page = items.filter((item) => item[FEED_INDEX.sortKey] !== before).slice(0, limit);
      const read = page.flatMap((item) => {
        const entry = entryOfItem(item, now());
        return entry === undefined ? [] : [{ entry, position: String(item[FEED_INDEX.sortKey]) }];
      });
      const end = page.at(-1)?.[FEED_INDEX.sortKey];
      return {
        entries: read.map(({ entry }) => entry),
        positions: read.map(({ position }) => position),
        ...(last === undefined || end === undefined ? {} : { next: String(end) }),
      };
    },

    async changeSet(workspace, changeSet) {
      const entries: Entry[] = [];
      let after: Item | undefined;
      do {
        const page: QueryOutput = await table.query(
          queryOf(CHANGE_SET_INDEX, changeSetPartition(workspace, changeSet), undefined, { after }),
        );
        entries.push(...entriesOf(page.items));
        after = page.last;
      } while (after !== undefined);
      return entries;
    },
  };
}

interface Reading {
  readonly limit?: number;
  readonly descending?: boolean;
  readonly after?: Item | undefined;
}

function queryOf(
  index: TableIndex | undefined,
  partition: string,
  range: { readonly low: string; readonly high: string } | undefined,
  { limit, descending = false, after }: Reading,
): QueryInput {
  const { name, value, condition } = createExpression();
  const clauses = [`${name(index?.partitionKey ?? PARTITION_KEY)} = ${value(partition)}`];
  if (range !== undefined) clauses.push(`${name(index?.sortKey ?? SORT_KEY)} BETWEEN ${value(range.low)} AND ${value(range.high)}`);
  return { ...condition(clauses), index: index?.name, descending, consistent: index === undefined, limit, after };
}
