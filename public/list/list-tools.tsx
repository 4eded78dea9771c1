import { useEffect, useRef } from 'preact/hooks';
import { focusSoon } from '../browser/focus-soon.ts';
import { cleared, isNarrowed } from '../model/filters.ts';
import { hrefOf, type Route, withParameters } from '../model/route.ts';
import { sortWords } from '../model/sort-words.ts';
import { arrangementOf, isTrash, sortOf } from '../model/view.ts';
import { useApp } from '../state/app-context.ts';
import { ChangingText } from '../ui/changing-text.tsx';
import { Icon } from '../ui/icon.tsx';
import { COLUMNS, FILTER, SEARCH } from '../ui/icons.ts';
import { Menu } from '../ui/menu.tsx';
import { FilterChips } from './filter-chips.tsx';
import { FilterEditor } from './filter-editor.tsx';
import { SavedViewForm } from './saved-view-form.tsx';
import { ViewForm } from './view-form.tsx';
import { ViewSwitch } from './view-switch.tsx';
import '../styles/forms.css';
import './print.css';
import './tools.css';
import './row-states.css';

/** Search, filters and view settings. */
export function ListTools({ route }: { readonly route: Route }) {
  const { type, view, open } = route;
  const isCalendar = arrangementOf(view)?.kind === 'calendar';
  return (
    <div class="tools">
      <Search key={type.name} route={route} />
      <Menu id="filters" label="Filter" icon={FILTER} isNamed isForm>
        {(close) => <FilterEditor route={route} onDone={close} />}
      </Menu>
      <ViewSwitch route={route} />
      <Menu label="View" icon={COLUMNS} isNamed isForm>
        {(close) => (
          <>
            {!isCalendar && <ViewForm route={route} />}
            {!isTrash(view) && <SavedViewForm route={route} onDone={close} />}
          </>
        )}
      </Menu>
      {!isCalendar && (
        <span class="sort-order">
          <span class="sr-only">Sorted by: </span>
          <ChangingText>{sortWords(type, sortOf(view))}</ChangingText>
        </span>
      )}
      <FilterChips route={route} />
      {isNarrowed(view) && (
        <a class="link" href={hrefOf({ type, open, view: cleared(view) })} onClick={() => focusSoon('filters')}>
          Clear
        </a>
      )}
    </div>
  );
}

const PAUSE_MS = 250;

function Search({ route: { type, view } }: { readonly route: Route }) {
  const { router, route } = useApp();
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const wanted = view.get('q') ?? '';
  // The address also changes by other ways, such as going back. Do not overwrite what is being typed.
  useEffect(() => {
    if (input.current !== null && input.current.value.trim() !== wanted) input.current.value = wanted;
  }, [wanted]);

  const search = () => {
    clearTimeout(timer.current);
    const shown = route.peek();
    if (shown === undefined) return;
    const q = input.current?.value.trim();
    // A search adds one entry to the history, not one for each letter.
    router.go(hrefOf({ ...shown, view: withParameters(shown.view, { q }) }), { replace: shown.view.has('q') });
  };
  // A search that was started here must not run on another list.
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <search class="search">
      <Icon path={SEARCH} />
      <input
        ref={input}
        id="search"
        type="search"
        dir="auto"
        defaultValue={wanted}
        maxLength={200}
        placeholder="Search"
        aria-label={`Search ${type.title.toLowerCase()}`}
        title="Search (/)"
        onInput={() => {
          clearTimeout(timer.current);
          timer.current = setTimeout(search, PAUSE_MS);
        }}
        onKeyDown={(event) => event.key === 'Enter' && search()}
      />
    </search>
  );
}
