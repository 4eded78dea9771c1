import { focusSoon } from '../browser/focus-soon.ts';
import { filterInWords } from '../model/filter-parameter.ts';
import { filtersOf } from '../model/filters.ts';
import { hrefOf, type Route, withParameters } from '../model/route.ts';
import './filter-chips.css';

/** The filters that are set, each with a way to take it away. */
export function FilterChips({ route: { type, view, open } }: { readonly route: Route }) {
  return filtersOf(view).map(([parameter, value]) => {
    const words = filterInWords(type, parameter, value);
    return (
      <span key={parameter} class="chip">
        {words}
        <a
          href={hrefOf({ type, open, view: withParameters(view, { [parameter]: undefined }) })}
          aria-label={`Remove the filter: ${words}`}
          onClick={() => focusSoon('filters')}
        >
          ×
        </a>
      </span>
    );
  });
}
