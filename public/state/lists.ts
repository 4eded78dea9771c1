import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { ViewKind } from '../../src/schema/field.ts';
import { type Route, withParameters } from '../model/route.ts';
import { arrangementOf, queryOf, type View } from '../model/view.ts';
import type { ReadApi } from '../requests/read-api.ts';
import { createRecordList, type RecordList, type RecordListOptions } from './record-list.ts';

/** Creates the list of a board or a calendar by a field. */
export type CreateArrangedList = (options: RecordListOptions & { readonly view: View; readonly by: string }) => RecordList;

/** The list of the address, and the last few lists before it, so that going back shows them unchanged. */
export interface Lists {
  readonly current: ReadonlySignal<RecordList | undefined>;
  /** For each kind of view. Set once they are loaded; until then, `current` is `undefined` for these kinds. */
  readonly arrangedLists: Signal<Readonly<Partial<Record<ViewKind, CreateArrangedList>>>>;
  /** Drops the other lists, because a change has made them stale. */
  forgetOthers(): void;
}

const MOST_KEPT = 8;

export function createLists({ api, route }: { readonly api: ReadApi; readonly route: ReadonlySignal<Route | undefined> }): Lists {
  const kept = new Map<string, RecordList>();
  const arrangedLists = signal<Lists['arrangedLists']['value']>({});
  const key = computed(() => {
    if (route.value === undefined) return undefined;
    const { type, view } = route.value;
    // The days of a month have the same list.
    const changes = { columns: undefined, 'calendar-on': view.get('calendar-on')?.slice(0, 7) };
    return `${type.name}?${withParameters(view, changes)}`;
  });

  const current = computed(() => {
    const name = key.value;
    const shown = route.peek();
    if (name === undefined || shown === undefined) return undefined;
    const list = kept.get(name) ?? createList(shown);
    if (list === undefined) return undefined;
    kept.delete(name);
    kept.set(name, list);
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    return list;
  });

  function createList({ type, view }: Route): RecordList | undefined {
    const arrangement = arrangementOf(view);
    const options = { api, type, query: queryOf(view) };
    return arrangement === undefined
      ? createRecordList(options)
      : arrangedLists.value[arrangement.kind]?.({ ...options, view, by: arrangement.by });
  }

  // Requested here and not by the component that renders it, so that the request starts as early as possible.
  effect(() => {
    const list = current.value;
    if (list?.state.peek().is === 'waiting' && list.pages.peek().length === 0) void list.more();
  });

  return {
    current,
    arrangedLists,
    forgetOthers() {
      for (const [name, list] of kept) if (list !== current.peek()) kept.delete(name);
    },
  };
}
