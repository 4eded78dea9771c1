import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { StoredRecord } from '../model/stored-record.ts';
import type { Lists } from './lists.ts';

/** The records of the list that are marked to be changed together. */
export interface Selection {
  readonly ids: ReadonlySignal<ReadonlySet<string>>;
  readonly records: ReadonlySignal<readonly StoredRecord[]>;
  has(id: string): boolean;
  /** Marks or unmarks a record; `through` takes all between it and the one before it along. */
  toggle(id: string, options?: { readonly through?: boolean }): void;
  set(ids: Iterable<string>): void;
  clear(): void;
}

const NONE: ReadonlySet<string> = new Set();

export function createSelection({ current }: Lists): Selection {
  const ids = signal(NONE);
  let last: string | undefined;
  const clear = () => {
    ids.value = NONE;
    last = undefined;
  };
  // What is not on the screen must not be changed along.
  effect(() => {
    if (current.value !== undefined) clear();
  });

  function between(id: string): string[] {
    const all =
      current
        .peek()
        ?.records.peek()
        .map((record) => record.id) ?? [];
    const [from = 0, to = 0] = [all.indexOf(last ?? id), all.indexOf(id)].sort((a, b) => a - b);
    return from === -1 ? [id] : all.slice(from, to + 1);
  }

  return {
    ids,
    records: computed(() => (ids.value.size === 0 ? [] : (current.value?.records.value.filter(({ id }) => ids.value.has(id)) ?? []))),
    has: (id) => ids.value.has(id),

    toggle(id, { through = false } = {}) {
      const changed = new Set(ids.value);
      const isMarked = !changed.has(id);
      for (const one of through ? between(id) : [id]) {
        if (isMarked) changed.add(one);
        else changed.delete(one);
      }
      last = id;
      ids.value = changed;
    },

    set(wanted) {
      ids.value = new Set(wanted);
    },
    clear,
  };
}
