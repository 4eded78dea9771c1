export interface FeedPage<Change> {
  readonly items: readonly Change[];
  /** The `since` of the next request. It is always there. */
  readonly nextCursor: string;
  /** Whether there are more changes now. */
  readonly more: boolean;
}

/**
 * The changes since a cursor, the oldest first. An iteration ends with the last change that there is now; the next one goes on from there.
 * Each change comes at least once: after an interruption, some come again.
 */
export interface Feed<Change> extends AsyncIterable<Change> {
  /** The `since` to go on with later. It only counts changes that the loop has finished, so it can be stored at any time. */
  readonly cursor: string | undefined;
  /** Reads one page after the cursor and does not move it. */
  page(): Promise<FeedPage<Change>>;
  /** The same changes, page by page; a page can be empty. The cursor moves when the loop asks for the next page. */
  pages(): AsyncIterable<readonly Change[]>;
}

export function createFeed<Change>(
  since: string | undefined,
  read: (since: string | undefined) => Promise<FeedPage<Change>>,
): Feed<Change> {
  let cursor = since;
  const page = async () => await read(cursor);
  async function* pages() {
    for (let hasMore = true; hasMore; ) {
      const { items, nextCursor, more } = await page();
      yield items;
      cursor = nextCursor;
      hasMore = more;
    }
  }
  return {
    get cursor() {
      return cursor;
    },
    page,
    pages,
    async *[Symbol.asyncIterator]() {
      for await (const items of pages()) yield* items;
    },
  };
}
