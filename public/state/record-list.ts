import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { RecordType } from '../../src/schema/record-type.ts';
import { afterPaint } from '../browser/after-paint.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import type { ReadApi } from '../requests/read-api.ts';

/** Records that are rendered together. A change replaces only the affected pages, so that the others are not rendered again. */
export interface ListPage {
  readonly key: number;
  readonly records: readonly StoredRecord[];
}

export type LoadState = { readonly is: 'loading' | 'waiting' | 'complete' } | { readonly is: 'failed'; readonly error: unknown };

/** The loaded records of a query. */
export interface RecordList {
  readonly type: RecordType;
  readonly query: URLSearchParams;
  readonly pages: ReadonlySignal<readonly ListPage[]>;
  readonly records: ReadonlySignal<readonly StoredRecord[]>;
  /** `waiting` means that there are more records to load. */
  readonly state: ReadonlySignal<LoadState>;
  readonly isEmpty: ReadonlySignal<boolean>;
  /** Whether the first records are not loaded yet. */
  readonly isLoadingFirst: ReadonlySignal<boolean>;
  more(): Promise<void>;
  /** Loads the list again. Shows the old records until the new records arrive. */
  reload(): Promise<void>;
  find(id: string): StoredRecord | undefined;
  /** Changes the shown records. Keeps the cursor of the next page. */
  alter(change: (pages: readonly ListPage[]) => readonly ListPage[]): void;
  newPage(records: readonly StoredRecord[]): ListPage;
}

export interface RecordListOptions {
  readonly api: ReadApi;
  readonly type: RecordType;
  readonly query: URLSearchParams;
}

/** The first page is rendered in groups of this size, about a screen, so that its first records appear sooner. */
const GROUP_SIZE = 10;

export function createRecordList({ api, type, query }: RecordListOptions): RecordList {
  const pages = signal<readonly ListPage[]>([]);
  const state = signal<LoadState>({ is: 'waiting' });
  const records = computed(() => pages.value.flatMap((page) => page.records));
  let cursor: string | undefined;
  let run = new AbortController();
  let isStale = false;
  let nextKey = 0;

  async function more(): Promise<void> {
    if (state.peek().is === 'loading' || state.peek().is === 'complete') return;
    const { signal: stop } = run;
    state.value = { is: 'loading' };
    try {
      const { items, nextCursor } = await api.page(type, query, cursor, { signal: stop });
      stop.throwIfAborted();
      cursor = nextCursor ?? undefined;
      const known = new Set(isStale ? [] : records.peek().map(({ id }) => id));
      const fresh = items.filter(({ id }) => !known.has(id));
      // Only for the first page. Later pages are below the screen, and a reload must never show fewer records than before.
      const [first, ...rest] = pages.peek().length === 0 ? groupsOf(fresh) : [fresh];
      pages.value = [...(isStale ? [] : pages.value), ...(first === undefined ? [] : [newPage(first)])];
      isStale = false;
      for (const group of rest) {
        await afterPaint();
        stop.throwIfAborted();
        pages.value = [...pages.value, newPage(group)];
      }
      state.value = { is: nextCursor === null ? 'complete' : 'waiting' };
    } catch (error) {
      if (!stop.aborted) state.value = { is: 'failed', error };
    }
  }

  function newPage(pageRecords: readonly StoredRecord[]): ListPage {
    return { key: nextKey++, records: pageRecords };
  }

  return {
    type,
    query,
    pages,
    records,
    state,
    isEmpty: computed(() => state.value.is === 'complete' && pages.value.every((page) => page.records.length === 0)),
    isLoadingFirst: computed(() => pages.value.length === 0 && (state.value.is === 'waiting' || state.value.is === 'loading')),
    more,

    async reload() {
      run.abort();
      run = new AbortController();
      cursor = undefined;
      isStale = true;
      state.value = { is: 'waiting' };
      await more();
    },

    find: (id) => records.peek().find((record) => record.id === id),

    newPage,

    alter(change) {
      pages.value = change(pages.value);
    },
  };
}

function groupsOf(all: readonly StoredRecord[]): (readonly StoredRecord[])[] {
  const count = Math.ceil(all.length / GROUP_SIZE);
  return Array.from({ length: count }, (_, index) => all.slice(index * GROUP_SIZE, (index + 1) * GROUP_SIZE));
}
