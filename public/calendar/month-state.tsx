import { formatMonth } from '../model/calendar-words.ts';
import { formatFullDate } from '../model/formats.ts';
import { labelOf, pluralize } from '../model/labels.ts';
import { monthOf } from '../model/month.ts';
import { hrefOf, type Route } from '../model/route.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { ProblemError, reasonOf } from '../requests/problem.ts';
import type { RecordList } from '../state/record-list.ts';
import { ChangingText } from '../ui/changing-text.tsx';
import { useWholeMonth } from './use-whole-month.ts';

export interface MonthStateProps {
  readonly route: Route;
  readonly list: RecordList;
  readonly by: string;
  readonly month: string;
  readonly days: ReadonlyMap<string, readonly StoredRecord[]>;
}

/** Loads the month, and says how many records it has, what is still missing and why. */
export function MonthState({ route: { type }, list, by, month, days }: MonthStateProps) {
  const { isCut, goOn } = useWholeMonth(list);
  const state = list.state.value;
  const count = [...days].reduce((sum, [day, records]) => (monthOf(day) === month ? sum + records.length : sum), 0);
  const isIndexed = type.sortable.includes(by);
  const last = [...days.keys()].sort().at(-1);
  return (
    <div class="month-state" aria-busy={state.is === 'loading'}>
      <p role="status">
        <ChangingText>
          {state.is === 'complete'
            ? `${pluralize(count, type)} in ${formatMonth(`${month}-01`)}`
            : state.is === 'failed' || isCut
              ? ''
              : 'Loading…'}
        </ChangingText>
      </p>
      {!isIndexed && state.is !== 'complete' && (
        <p class="note">
          This takes longer with many records: “{labelOf(type, by)}” has no index, so all {type.title.toLowerCase()} are read.
        </p>
      )}
      {isCut && (
        <p class="notice" role="status">
          {isIndexed && last !== undefined
            ? `Only the first ${pluralize(list.records.value.length, type)} are shown, up to ${formatFullDate(last)}.`
            : `Only a part of the ${type.title.toLowerCase()} was read, so some may be missing here.`}{' '}
          <button type="button" class="link" onClick={goOn}>
            Load more
          </button>
        </p>
      )}
      {state.is === 'failed' && (
        <p class="notice is-alarm" role="alert">
          {reasonOf(state.error)}{' '}
          {state.error instanceof ProblemError && state.error.status === 400 ? (
            <a href={hrefOf({ type })}>Show all {type.title.toLowerCase()}</a>
          ) : (
            <button type="button" class="link" onClick={() => void list.more()}>
              Try again
            </button>
          )}
        </p>
      )}
    </div>
  );
}
