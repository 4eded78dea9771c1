import { useEffect, useState } from 'preact/hooks';
import { fieldOf } from '../../src/schema/service-fields.ts';
import { filtersOf } from '../model/filters.ts';
import { formatNumber } from '../model/number-text.ts';
import { hrefOf, type Route, withParameters } from '../model/route.ts';
import { arranged, queryOf } from '../model/view.ts';
import { type Count, countRecords } from '../requests/count-records.ts';
import { useApp } from '../state/app-context.ts';

/** Links to the list of the records that a calendar cannot show, because they have no date. */
export function Undated({ route: { type, view }, by }: { readonly route: Route; readonly by: string }) {
  const { send, late } = useApp();
  const [count, setCount] = useState<Count | undefined>(undefined);
  const canFind = fieldOf(type, by)?.operators.includes('exists') === true;
  // A filter by the date leaves out records without one.
  const isFiltered = filtersOf(view).some(([parameter]) => parameter.replace(/\[.*/, '') === by);
  const list = withParameters(arranged(view, undefined), { sort: undefined, [`${by}[exists]`]: 'false' });
  const query = `${queryOf(list)}`;
  const counts = late.value?.counts.current.value;

  useEffect(() => {
    if (!canFind || isFiltered) return;
    let isShown = true;
    countRecords(send, { type, query: new URLSearchParams(query) }).then(
      (answer) => isShown && setCount(answer),
      // The list reports the error.
      () => isShown && setCount(undefined),
    );
    return () => {
      isShown = false;
    };
  }, [type, query, canFind, isFiltered, counts]);

  if (!canFind || isFiltered || count === undefined || count.count === 0) return null;
  return (
    <a class="link" href={hrefOf({ type, view: list })}>
      No date ({count.complete ? '' : 'at least '}
      {formatNumber(count.count)})
    </a>
  );
}
