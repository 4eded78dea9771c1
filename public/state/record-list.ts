import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { RecordType } from '../../src/schema/record-type.ts';
import { afterPaint } from '../browser/after-paint.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import type { ReadApi } from '../requests/read-api.ts';

/** Records that are rendered together. A change replaces only the object of its own page. */
export interface ListPage {
  readonly key: number;
  readonly records: readonly StoredRecord[];
}

export type LoadState = { readonly is: 'loading' | 'waiting' | 'complete' } | { readonly is: 'failed'; readonly error: unknown };

/** The records of one query, as far as they are loaded. */
export interface RecordList {
  readonly type: RecordType;
  readonly pages: ReadonlySignal<readonly ListPage[]>;
  readonly records: ReadonlySignal<readonly StoredRecord[]>;
  /** `waiting`: there are more to load. */
  readonly state: ReadonlySignal<LoadState>;
  readonly isEmpty: ReadonlySignal<boolean>;
  /** Whether its first records are still on their way. */
  readonly isLoadingFirst: ReadonlySignal<boolean>;
  more(): Promise<void>;
  /** Loads the list again. The old records stay until the new ones arrive. */
  reload(): Promise<void>;
  find(id: string): StoredRecord | undefined;
  /** Replaces the records that are shown. The cursor for the next page stays. */
  alter(change: (pages: readonly ListPage[]) => readonly ListPage[]): void;
  newPage(records: readonly StoredRecord[]): ListPage;
}

export interface RecordListOptions {
  readonly api: ReadApi;
  readonly type: RecordType;
  readonly query: URLSearchParams;
}

/** The first records are rendered in groups of this size, about a screen, so that they appear sooner. */
const MOST_AT_ONCE = 10;

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
      // Only for the first page: later ones are below the screen, and a reload must not show fewer records for a moment.
      const [first, ...rest] = pages.peek().length === 0 ? drawnTogether(fresh) : [fresh];
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

  function newPage(own: readonly StoredRecord[]): ListPage {
    return { key: nextKey++, records: own };
  }

  return {
    type,
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

function drawnTogether(all: readonly StoredRecord[]): (readonly StoredRecord[])[] {
  const count = Math.ceil(all.length / MOST_AT_ONCE);
  return Array.from({ length: count }, (_, index) => all.slice(index * MOST_AT_ONCE, (index + 1) * MOST_AT_ONCE));
}
