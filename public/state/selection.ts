import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { StoredRecord } from '../model/stored-record.ts';
import type { Lists } from './lists.ts';

/** The selected records of the list. */
export interface Selection {
  readonly ids: ReadonlySignal<ReadonlySet<string>>;
  readonly records: ReadonlySignal<readonly StoredRecord[]>;
  has(id: string): boolean;
  /** Selects or deselects a record. With `through`, does the same for all records between it and the last toggled record. */
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
  // Clear the selection when the list changes, so that bulk actions never change records of another list.
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
      const isSelecting = !changed.has(id);
      for (const changedId of through ? between(id) : [id]) {
        if (isSelecting) changed.add(changedId);
        else changed.delete(changedId);
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
