import { useNarrow } from '../browser/use-narrow.ts';
import { may } from '../model/person.ts';
import type { Route } from '../model/route.ts';
import { mainChoice } from '../model/type-display.ts';
import { arrangementOf, arrangementsOf, isTrash } from '../model/view.ts';
import { useApp } from '../state/app-context.ts';
import { lazy } from '../ui/lazy.tsx';
import { ListHeader } from './list-header.tsx';
import { LoadMore } from './load-more.tsx';
import { RecordCards } from './record-cards.tsx';
import { RecordTable } from './record-table.tsx';

const Arranged = lazy(() => import('./arranged.tsx'), 'Arranged');
const QuickAdd = lazy(() => import('./quick-add.tsx'), 'QuickAdd');
const CountsBar = lazy(() => import('./counts-bar.tsx'), 'CountsBar');
const ListTools = lazy(() => import('./list-tools.tsx'), 'ListTools');
const EmptyState = lazy(() => import('./empty-state.tsx'), 'EmptyState');

/** Shows the records of a type as the view says, with the header and tools. */
export function ListScreen({ route }: { readonly route: Route }) {
  const { lists, person, editing } = useApp();
  const list = lists.current.value;
  const isNarrow = useNarrow();
  const arrangement = arrangementOf(route.view);
  const main = mainChoice(route.type);
  const Records = isNarrow ? RecordCards : RecordTable;
  return (
    <>
      <ListHeader route={route} />
      {main !== undefined && arrangement?.kind !== 'board' && (
        <div class="counts-slot">
          <CountsBar route={route} />
        </div>
      )}
      <div class={`tools-slot ${arrangementsOf(route.type, route.view).length > 0 ? 'has-switch' : ''}`}>
        <ListTools route={route} />
      </div>
      {may(person.value, 'editor') && !isTrash(route.view) && (
        <div class="quick-add-slot">{editing.value !== undefined && <QuickAdd key={route.type.name} route={route} />}</div>
      )}
      {arrangement !== undefined || list === undefined ? (
        <Arranged route={route} />
      ) : (
        <>
          {list.isEmpty.value ? <EmptyState route={route} /> : <Records route={route} list={list} />}
          <LoadMore route={route} list={list} />
        </>
      )}
    </>
  );
}
