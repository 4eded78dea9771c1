import { deferred } from '../app/deferred.tsx';
import { useNarrow } from '../browser/use-narrow.ts';
import { may } from '../model/person.ts';
import type { Place } from '../model/route.ts';
import { mainChoice } from '../model/type-display.ts';
import { isTrash } from '../model/view.ts';
import { useApp } from '../state/app-context.ts';
import { ListHead } from './list-header.tsx';
import { ListEnd } from './load-more.tsx';
import { RecordCards } from './record-cards.tsx';
import { RecordTable } from './record-table.tsx';

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
