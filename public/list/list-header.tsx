import type { Route } from '../model/route.ts';
import { isTrash } from '../model/view.ts';
import { lazy } from '../ui/lazy.tsx';

const ListActions = lazy(() => import('./list-actions.tsx'), 'ListActions');
const ListTotal = lazy(() => import('./list-total.tsx'), 'ListTotal');

/** Shows the title of a list, the number of its records, and its actions. */
export function ListHeader({ route }: { readonly route: Route }) {
  const { type, view } = route;
  return (
    <div class="list-header">
      <div>
        <h1 id="list-title" tabIndex={-1}>
          {isTrash(view) && <span class="eyebrow">Trash</span>}
          <span key={type.name}>{type.title}</span>
        </h1>
        <p class="total" role="status">
          {'\u00a0'}
          <ListTotal route={route} />
        </p>
      </div>
      <ListActions route={route} />
    </div>
  );
}
