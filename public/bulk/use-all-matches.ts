import { useEffect, useState } from 'preact/hooks';
import { type AllMatchesWords, allMatchesWords } from '../model/all-matches-words.ts';
import type { Route } from '../model/route.ts';
import { totalOf } from '../model/total.ts';
import { useApp } from '../state/app-context.ts';
import { countedField } from '../state/counts.ts';

export interface AllMatches extends AllMatchesWords {
  /** Whether all records that match are selected, also those that are not loaded. */
  readonly areSelected: boolean;
  /** Whether there are more to select. */
  readonly canSelect: boolean;
  select(): void;
}

/** Selects all records that match the view. Deselecting one of them leaves only loaded records selected. */
export function useAllMatches(route: Route): AllMatches {
  const { selection, lists, late } = useApp();
  const [isWanted, setWanted] = useState(false);
  const list = lists.current.value;
  const loaded = list?.records.value ?? [];
  const selectedCount = selection.records.value.length;
  const isComplete = list?.state.value.is === 'complete';
  const areLoadedSelected = selectedCount === loaded.length;
  const areSelected = isWanted && !isComplete && areLoadedSelected;
  const count = late.value?.counts.current.value;
  const selectLoaded = () => selection.set(loaded.map(({ id }) => id));

  // Records that are loaded later match too.
  useEffect(() => {
    if (isWanted) selectLoaded();
  }, [loaded]);
  useEffect(() => {
    if (!areLoadedSelected) setWanted(false);
  }, [selectedCount]);

  return {
    ...allMatchesWords(
      route.type,
      count && { total: Math.max(totalOf(route.view, countedField(route), count), loaded.length), isExact: count.complete },
    ),
    areSelected,
    canSelect: !areSelected && !(isComplete && areLoadedSelected),
    select() {
      selectLoaded();
      setWanted(true);
    },
  };
}
