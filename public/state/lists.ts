import { computed, effect, type ReadonlySignal } from '@preact/signals';
import type { Route } from '../model/route.ts';
import { queryOf } from '../model/view.ts';
import type { ReadApi } from '../requests/read-api.ts';
import { createRecordList, type RecordList } from './record-list.ts';

/** The list of the address, and the last few lists before it, so that going back shows them unchanged. */
export interface Lists {
  readonly current: ReadonlySignal<RecordList | undefined>;
  /** Drops the other lists, because a change has made them stale. */
  forgetOthers(): void;
}

const MOST_KEPT = 8;

export function createLists({ api, route }: { readonly api: ReadApi; readonly route: ReadonlySignal<Route | undefined> }): Lists {
  const kept = new Map<string, RecordList>();
  const key = computed(() => route.value && `${route.value.type.name}?${queryOf(route.value.view)}`);

  const current = computed(() => {
    const name = key.value;
    const shown = route.peek();
    if (name === undefined || shown === undefined) return undefined;
    const list = kept.get(name) ?? createRecordList({ api, type: shown.type, query: queryOf(shown.view) });
    kept.delete(name);
    kept.set(name, list);
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    return list;
  });

  // Requested here and not by the component that renders it, so that the request starts as early as possible.
  effect(() => {
    const list = current.value;
    if (list?.state.peek().is === 'waiting' && list.pages.peek().length === 0) void list.more();
  });

  return {
    current,
    forgetOthers() {
      for (const [name, list] of kept) if (list !== current.peek()) kept.delete(name);
    },
  };
}
