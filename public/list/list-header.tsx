import { pluralize } from '../model/labels.ts';
import type { Route } from '../model/route.ts';
import { mainChoice } from '../model/type-display.ts';
import { isTrash } from '../model/view.ts';
import type { Count } from '../requests/read-api.ts';
import { useApp } from '../state/app-context.ts';
import { lazy } from '../ui/lazy.tsx';

const ListActions = lazy(() => import('./list-actions.tsx'), 'ListActions');

/** The type's name, how many there are, and what can be done with them. */
export function ListHeader({ route }: { readonly route: Route }) {
  const { counts } = useApp();
  const { type, view } = route;
  const total = counts.current.value && totalOf(route, counts.current.value);

  return (
    <div class="list-head">
      <div>
        <h1 id="list-title" tabIndex={-1}>
          {isTrash(view) && <span class="eyebrow">Trash</span>}
          {type.title}
        </h1>
        <p class="total" role="status">
          {total ?? '\u00a0'}
        </p>
      </div>
      <ListActions route={route} />
    </div>
  );
}

/** How many the list shows: the counts are made without the filter by the main choice. */
function totalOf({ type, view }: Route, { count, complete, groups }: Count): string {
  const wanted = view.get(mainChoice(type)?.name ?? '')?.split(',');
  const shown = wanted === undefined ? count : wanted.reduce((sum, choice) => sum + (groups[choice] ?? 0), 0);
  return `${complete ? '' : 'at least '}${pluralize(shown, type)}`;
}
