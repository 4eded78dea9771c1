import { mainChoice } from '../records/outline.ts';
import type { Place } from '../router/place.ts';
import { may } from '../session/person.ts';
import { useApp } from '../shell/app-context.ts';
import { deferred } from '../shell/deferred.tsx';
import { useNarrow } from '../shell/use-narrow.ts';
import { ListEnd } from './list-end.tsx';
import { ListHead } from './list-head.tsx';
import { RecordCards } from './record-cards.tsx';
import { RecordTable } from './record-table.tsx';
import { isTrash } from './view.ts';

const QuickAdd = deferred((loaded) => loaded.QuickAdd);
const CountsBar = deferred((loaded) => loaded.CountsBar);
const ListTools = deferred((loaded) => loaded.ListTools);
const NothingHere = deferred((loaded) => loaded.NothingHere);

/** Everything about one type's records. */
export function ListScreen({ place }: { readonly place: Place }) {
  const { lists, person, desk } = useApp();
  const list = lists.current.value;
  const isNarrow = useNarrow();
  if (list === undefined) return null;

  const Records = isNarrow ? RecordCards : RecordTable;
  const isEmpty = list.isEmpty.value;
  return (
    <>
      <ListHead place={place} />
      {mainChoice(place.type) !== undefined && (
        <div class="counts-place">
          <CountsBar place={place} />
        </div>
      )}
      <div class="tools-place">
        <ListTools place={place} />
      </div>
      {may(person.value, 'editor') && !isTrash(place.view) && (
        <div class="quick-add-place">{desk.value !== undefined && <QuickAdd key={place.type.name} place={place} />}</div>
      )}
      {isEmpty ? <NothingHere place={place} /> : <Records place={place} list={list} />}
      <ListEnd list={list} />
    </>
  );
}
