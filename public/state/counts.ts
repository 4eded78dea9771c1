import { effect, type ReadonlySignal, signal } from '@preact/signals';
import { withParameters } from '../model/route.ts';
import { mainChoice } from '../model/type-display.ts';
import { queryOf } from '../model/view.ts';
import { type Count, countRecords } from '../requests/count-records.ts';
import type { PageServices } from './page-services.ts';

/** How many records there are, by the type's main choice, under every other filter that is set. */
export interface Counts {
  /** `undefined` until it is known. */
  readonly current: ReadonlySignal<Count | undefined>;
  /** Counts again, soon. */
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
        // The list says what is wrong; a number that may not hold is worse than none.
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
