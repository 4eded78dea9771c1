import { effect, type ReadonlySignal, signal } from '@preact/signals';
import { type Route, withParameters } from '../model/route.ts';
import { mainChoice } from '../model/type-display.ts';
import { arrangementOf, queryOf } from '../model/view.ts';
import { type Count, countRecords } from '../requests/count-records.ts';
import type { PageServices } from './page-services.ts';

/** The number of records for each value of the counted field. Ignores the filter by this field; all other filters apply. */
export interface Counts {
  /** `undefined` until it is loaded. */
  readonly current: ReadonlySignal<Count | undefined>;
  /** Loads the count again after 250 ms. Further calls restart this delay, so that several changes cause a single request. */
  refresh(): void;
}

/** Returns the field whose values are counted: that of the board's columns, else the main choice. */
export function countedField({ type, view }: Pick<Route, 'type' | 'view'>): string | undefined {
  const arrangement = arrangementOf(view);
  return arrangement?.kind === 'board' ? arrangement.by : mainChoice(type)?.name;
}

const SOON_MS = 250;

export function createCounts({ send, route }: Pick<PageServices, 'send' | 'route'>): Counts {
  const current = signal<Count | undefined>(undefined);
  const round = signal(0);
  let countedKey = '';
  let countedGroup = '';
  let timer: ReturnType<typeof setTimeout> | undefined;

  effect(() => {
    const shown = route.value;
    if (shown === undefined) return;
    const counted = countedField(shown);
    const query = withParameters(queryOf(shown.view), { sort: undefined, ...(counted === undefined ? {} : { [counted]: undefined }) });
    const key = `${shown.type.name}?${query}#${counted}-${round.value}`;
    if (key === countedKey) return;
    const group = `${shown.type.name}#${counted}`;
    if (countedGroup !== group) current.value = undefined;
    countedGroup = group;
    countedKey = key;
    countRecords(send, { type: shown.type, query, groupBy: counted }).then(
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
