/** Items per request, if a caller does not choose a limit. */
export const PAGE_SIZE = 100;

export interface Page<Item> {
  readonly items: readonly Item[];
  /** For the next page; `null` on the last one. A page can have no items and still have a next one. */
  readonly nextCursor: string | null;
}

/** A list that is read page by page. Each iteration reads it from the start. */
export interface Paged<Item> extends AsyncIterable<Item> {
  /** Reads one page: the first one, or the one after a cursor. */
  page(cursor?: string | null): Promise<Page<Item>>;
  /** The same items, page by page. */
  pages(): AsyncIterable<readonly Item[]>;
}

export function createPaged<Item>(read: (cursor: string | undefined) => Promise<Page<Item>>): Paged<Item> {
  const page = async (cursor?: string | null) => await read(cursor ?? undefined);
  async function* pages() {
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const { items, nextCursor }: Page<Item> = await page(cursor);
      yield items;
      cursor = nextCursor;
    }
  }
  return {
    page,
    pages,
    async *[Symbol.asyncIterator]() {
      for await (const items of pages()) yield* items;
    },
  };
}
