import { pluralize } from '../model/labels.ts';
import { formatNumber } from '../model/number-text.ts';
import type { Route } from '../model/route.ts';
import type { Count } from '../requests/count-records.ts';
import { useApp } from '../state/app-context.ts';
import { countedField } from '../state/counts.ts';

/** Shows the number of records in the list. */
export function ListTotal({ route }: { readonly route: Route }) {
  const { late, lists } = useApp();
  const count = late.value?.counts.current.value;
  const total = count === undefined ? undefined : totalOf(route, count);
  const list = lists.current.value;
  const loaded = list?.records.value.length ?? 0;
  return (
    <>
      <span key={total}>{total}</span>
      {list?.state.value.is !== 'complete' && (
        <span key={loaded} class="print-only">
          {' '}
          (the first {formatNumber(loaded)} are printed)
        </span>
      )}
    </>
  );
}

/** Adds up the chosen groups, because the count request leaves out the filter by the counted field. */
function totalOf(route: Route, { count, complete, groups }: Count): string {
  const wanted = route.view.get(countedField(route) ?? '')?.split(',');
  const shown = wanted === undefined ? count : wanted.reduce((sum, choice) => sum + (groups.get(choice) ?? 0), 0);
  return `${complete ? '' : 'at least '}${pluralize(shown, route.type)}`;
}
