import { pluralize } from '../model/labels.ts';
import { formatNumber } from '../model/number-text.ts';
import type { Route } from '../model/route.ts';
import { totalOf } from '../model/total.ts';
import { useApp } from '../state/app-context.ts';
import { countedField } from '../state/counts.ts';

/** Shows the number of records in the list. */
export function ListTotal({ route }: { readonly route: Route }) {
  const { late, lists } = useApp();
  const count = late.value?.counts.current.value;
  const total = count && `${count.complete ? '' : 'at least '}${pluralize(totalOf(route.view, countedField(route), count), route.type)}`;
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
