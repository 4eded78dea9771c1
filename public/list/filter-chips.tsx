import { hrefOf, type Place, withParameters } from '../router/place.ts';
import { focusSoon } from '../shell/focus-soon.ts';
import { filterInWords } from './filter-parameter.ts';
import { filtersOf } from './filters.ts';
import './filter-chips.css';

/** The filters that are set, each with a way to take it away. */
export function FilterChips({ place: { type, view, open } }: { readonly place: Place }) {
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
