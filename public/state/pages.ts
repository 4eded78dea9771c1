import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Page } from '../../client/src/paged.ts';
import { reasonOf } from '../requests/problem.ts';

/** A list that is loaded page by page. */
export interface Pages<Item> {
  /** `undefined` until the first page is loaded. */
  readonly items: ReadonlySignal<readonly Item[] | undefined>;
  readonly hasMore: ReadonlySignal<boolean>;
  readonly isLoading: ReadonlySignal<boolean>;
  readonly failure: ReadonlySignal<string | undefined>;
  more(): Promise<void>;
  /** Loads the first page again. Shows the old items until it arrives. */
  reload(): Promise<void>;
}

export function createPages<Item>(read: (cursor: string | null) => Promise<Page<Item>>): Pages<Item> {
  const items = signal<readonly Item[] | undefined>(undefined);
  const cursor = signal<string | null>(null);
  const isLoading = signal(false);
  const failure = signal<string | undefined>(undefined);
  let run = 0;

  async function load(after: string | null): Promise<void> {
    const own = ++run;
    isLoading.value = true;
    failure.value = undefined;
    try {
      const page = await read(after);
      if (own !== run) return;
      items.value = [...(after === null ? [] : (items.peek() ?? [])), ...page.items];
      cursor.value = page.nextCursor;
    } catch (error) {
      if (own === run) failure.value = reasonOf(error);
    } finally {
      if (own === run) isLoading.value = false;
    }
  }

  return {
    items,
    hasMore: computed(() => cursor.value !== null),
    isLoading,
    failure,
    more: async () => await load(cursor.peek()),
    reload: async () => await load(null),
  };
}
