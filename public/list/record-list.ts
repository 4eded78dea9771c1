import { batch, computed, type ReadonlySignal, signal } from '@preact/signals';
import type { RecordType } from '../../src/schema/record-type.ts';
import type { ReadApi } from '../api/read-api.ts';
import type { StoredRecord } from '../records/stored-record.ts';

/** Records that were loaded together; a change makes a new object of the page it is in and of no other. */
export interface ListPage {
  readonly key: number;
  readonly records: readonly StoredRecord[];
}

export type LoadState = { readonly is: 'loading' | 'waiting' | 'complete' } | { readonly is: 'failed'; readonly error: unknown };

/** The records of one look at a type, as far as they have been asked for. */
export interface RecordList {
  readonly type: RecordType;
  readonly pages: ReadonlySignal<readonly ListPage[]>;
  readonly records: ReadonlySignal<readonly StoredRecord[]>;
  /** `waiting`: there is more to ask for. */
  readonly state: ReadonlySignal<LoadState>;
  readonly isEmpty: ReadonlySignal<boolean>;
  more(): Promise<void>;
  /** Begins again; what is shown stays until the new records are there. */
  reload(): Promise<void>;
  find(id: string): StoredRecord | undefined;
  /** Puts a record first, whatever the order: what was just added should be seen. */
  prepend(record: StoredRecord): void;
  /** Puts records in the place of those of the same ids. */
  replace(records: readonly StoredRecord[]): void;
  remove(ids: ReadonlySet<string>): void;
  /** Puts removed records back where they were among the records of an earlier moment. */
  reinsert(removed: readonly StoredRecord[], before: readonly StoredRecord[]): void;
}

export interface RecordListOptions {
  readonly api: ReadApi;
  readonly type: RecordType;
  readonly query: URLSearchParams;
}

export function createRecordList({ api, type, query }: RecordListOptions): RecordList {
  const pages = signal<readonly ListPage[]>([]);
  const state = signal<LoadState>({ is: 'waiting' });
  const records = computed(() => pages.value.flatMap((page) => page.records));
  let cursor: string | undefined;
  let run = new AbortController();
  let isStale = false;
  let nextKey = 0;

  async function more(): Promise<void> {
    if (state.value.is === 'loading' || state.value.is === 'complete') return;
    const { signal: stop } = run;
    state.value = { is: 'loading' };
    try {
      const { items, nextCursor } = await api.page(type, query, cursor, stop);
      stop.throwIfAborted();
      cursor = nextCursor ?? undefined;
      batch(() => {
        const kept = isStale ? [] : pages.value;
        const known = new Set(kept.flatMap((page) => page.records.map(({ id }) => id)));
        const fresh = items.filter(({ id }) => !known.has(id));
        pages.value = fresh.length === 0 ? kept : [...kept, { key: nextKey++, records: fresh }];
        isStale = false;
        state.value = { is: nextCursor === null ? 'complete' : 'waiting' };
      });
    } catch (error) {
      if (!stop.aborted) state.value = { is: 'failed', error };
    }
  }

  function change(turn: (records: readonly StoredRecord[]) => readonly StoredRecord[]): void {
    pages.value = pages.value.map((page) => {
      const changed = turn(page.records);
      return changed === page.records ? page : { ...page, records: changed };
    });
  }

  return {
    type,
    pages,
    records,
    state,
    isEmpty: computed(() => state.value.is === 'complete' && pages.value.every((page) => page.records.length === 0)),
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

    prepend(record) {
      pages.value = [{ key: nextKey++, records: [record] }, ...pages.value];
    },

    replace(changed) {
      const fresh = new Map(changed.map((record) => [record.id, record]));
      change((all) => (all.some(({ id }) => fresh.has(id)) ? all.map((one) => fresh.get(one.id) ?? one) : all));
    },

    remove(ids) {
      change((all) => (all.some(({ id }) => ids.has(id)) ? all.filter(({ id }) => !ids.has(id)) : all));
    },

    reinsert(gone, before) {
      const order = new Map(before.map(({ id }, index) => [id, index]));
      const placeOf = ({ id }: StoredRecord) => order.get(id) ?? -1;
      for (const record of gone) {
        if (records.peek().some(({ id }) => id === record.id)) continue;
        // Behind the nearest of those that stood before it and are still there.
        const follows = records.peek().findLast((one) => placeOf(one) < placeOf(record))?.id;
        if (follows === undefined) pages.value = [{ key: nextKey++, records: [record] }, ...pages.value];
        else
          change((all) =>
            all.some(({ id }) => id === follows) ? all.flatMap((one) => (one.id === follows ? [one, record] : [one])) : all,
          );
      }
    },
  };
}
