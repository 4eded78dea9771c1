import { effect, type ReadonlySignal, signal } from '@preact/signals';
import { withParameters } from '../model/route.ts';
import { mainChoice } from '../model/type-display.ts';
import { queryOf } from '../model/view.ts';
import { type Count, countRecords } from '../requests/count-records.ts';
import type { PageServices } from './page-services.ts';

/** The number of records for each value of the main field. Ignores the filter by this field; all other filters apply. */
export interface Counts {
  /** `undefined` until it is loaded. */
  readonly current: ReadonlySignal<Count | undefined>;
  /** Loads the count again after 250 ms. Further calls restart this delay, so that several changes cause a single request. */
  refresh(): void;
}

const SOON_MS = 250;

export function createCounts({ send, route }: Pick<PageServices, 'send' | 'route'>): Counts {
  const current = signal<Count | undefined>(undefined);
  const round = signal(0);
  let countedKey = '';
  let timer: ReturnType<typeof setTimeout> | undefined;

  effect(() => {
    const shown = route.value;
    if (shown === undefined) return;
    const main = mainChoice(shown.type)?.name;
    const query = withParameters(queryOf(shown.view), { sort: undefined, ...(main === undefined ? {} : { [main]: undefined }) });
    const key = `${shown.type.name}?${query}#${round.value}`;
    if (key === countedKey) return;
    if (!countedKey.startsWith(`${shown.type.name}?`)) current.value = undefined;
    countedKey = key;
    countRecords(send, { type: shown.type, query, groupBy: main }).then(
      (count) => {
        if (key === countedKey) current.value = count;
      },
      () => {
        // The list reports the error. Show no number, because the old number may be wrong.
        if (key === countedKey) current.value = undefined;
      },
    );
  });

  return {
    current,
    refresh() {
      clearTimeout(timer);
      timer = setTimeout(() => {
        round.value++;
      }, SOON_MS);
    },
  };
}
