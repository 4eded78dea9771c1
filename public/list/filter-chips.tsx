import { PEOPLE } from '../../src/schema/definition.ts';
import { focusSoon } from '../browser/focus-soon.ts';
import type { TitleOf } from '../controls/control.ts';
import { useNames } from '../controls/use-names.ts';
import { useTitleOf } from '../controls/use-referred.ts';
import { parameterOf } from '../model/filters.ts';
import { hrefOf, type Route, withParameters } from '../model/route.ts';
import { Menu } from '../ui/menu.tsx';
import { operatorsOf, shownFilters } from './conditions.ts';
import { FilterEditor } from './filter-editor.tsx';
import { filterSentence } from './filter-sentence.ts';
import './filter-chips.css';

/** The filters that are set. A click on one opens its editor, and each has a link that removes it. */
export function FilterChips({ route }: { readonly route: Route }) {
  const { type, view, open } = route;
  const titleOfRecord = useTitleOf();
  const nameOf = useNames();
  const titleOf: TitleOf = (target, id) => (target === PEOPLE ? nameOf(id) : titleOfRecord(target, id));
  return shownFilters(type, view).map((filter, index, all) => {
    const { words, values, fits, joinedBy } = filterSentence(type, filter, titleOf);
    const nth = all.slice(0, index).filter(({ name }) => name === filter.name).length;
    const removed = Object.fromEntries(operatorsOf(filter.condition).map((operator) => [parameterOf(filter.name, operator), undefined]));
    const text = (
      <span class="chip-text">
        {words}
        {values.map((value, place) => [place === 0 ? ' ' : joinedBy, <bdi key={value}>{value}</bdi>])}
        {!fits && <span class="misfit"> (invalid)</span>}
      </span>
    );
    return (
      <div key={`${filter.name} ${nth}`} class="chip">
        <Menu summary={text} label="Edit filter" isForm>
          {(close) => <FilterEditor route={route} filter={filter} onDone={close} />}
        </Menu>
        <a
          href={hrefOf({ type, open, view: withParameters(view, removed) })}
          aria-label={`Remove filter: ${[words, values.join(joinedBy)].join(' ').trim()}`}
          onClick={() => focusSoon('filters')}
        >
          ×
        </a>
      </div>
    );
  });
}
