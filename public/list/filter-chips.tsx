import { PEOPLE } from '../../src/schema/definition.ts';
import { focusSoon } from '../browser/focus-soon.ts';
import type { TitleOf } from '../controls/control.ts';
import { describeFilter } from '../controls/describe-filter.ts';
import { useNames } from '../controls/use-names.ts';
import { useTitleOf } from '../controls/use-referred.ts';
import { filtersOf } from '../model/filters.ts';
import { hrefOf, type Route, withParameters } from '../model/route.ts';
import './filter-chips.css';

/** The filters that are set, each with a link that removes it. */
export function FilterChips({ route: { type, view, open } }: { readonly route: Route }) {
  const titleOfRecord = useTitleOf();
  const nameOf = useNames();
  const titleOf: TitleOf = (target, id) => (target === PEOPLE ? nameOf(id) : titleOfRecord(target, id));
  return filtersOf(view).map(([parameter, value]) => {
    const { words, values, fits } = describeFilter(type, parameter, value, titleOf);
    return (
      <span key={`${parameter}=${value}`} class="chip">
        <span>
          {words}
          {values.map((text, index) => [index === 0 ? ' ' : ' or ', <bdi key={text}>{text}</bdi>])}
          {!fits && <span class="misfit"> (invalid)</span>}
        </span>
        <a
          href={hrefOf({ type, open, view: withParameters(view, { [parameter]: undefined }) })}
          aria-label={`Remove filter: ${[words, values.join(' or ')].join(' ').trim()}`}
          onClick={() => focusSoon('filters')}
        >
          ×
        </a>
      </span>
    );
  });
}
