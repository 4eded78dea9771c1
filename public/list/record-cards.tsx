import { useMemo } from 'preact/hooks';
import { controlOf, isCompleted } from '../records/outline.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import { labelOf } from '../records/wording.ts';
import type { Place } from '../router/place.ts';
import { may } from '../session/person.ts';
import { useApp } from '../shell/app-context.ts';
import { FieldValue } from './field-value.tsx';
import { opensRecord } from './opens-record.ts';
import { RecordLink } from './record-link.tsx';
import type { ListPage } from './record-list.ts';
import type { RecordsProps } from './record-table.tsx';
import { SelectBox } from './select-box.tsx';
import { Tick } from './tick.tsx';
import { useNearby } from './use-nearby.ts';
import { columnsOf, isTrash } from './view.ts';

/** The records as cards, for a phone. */
export function RecordCards({ place, list }: RecordsProps) {
  return (
    <>
      {list.pages.value.map((page) => (
        <CardPage key={page.key} place={place} page={page} />
      ))}
    </>
  );
}

/** Drawn again only when one of its own records has changed, or when it comes near the screen or leaves it. */
function CardPage({ place, page }: { readonly place: Place; readonly page: ListPage }) {
  const { element, height } = useNearby<HTMLUListElement>(page.records.length);
  return useMemo(
    () =>
      height === undefined ? (
        <ul ref={element} class="cards">
          {page.records.map((record) => (
            <Card key={record.id} place={place} record={record} />
          ))}
        </ul>
      ) : (
        <ul ref={element} class="cards" aria-hidden="true">
          <li style={{ height }} />
        </ul>
      ),
    [place, page, height],
  );
}

function Card({ place, record }: { readonly place: Place; readonly record: StoredRecord }) {
  const { router, person, selection } = useApp();
  const { type, view } = place;
  const canChange = may(person.value, 'editor');
  const shown = columnsOf(type, view).filter((name) => record[name] !== undefined);
  return (
    <li
      class={`card${selection.has(record.id) ? ' is-selected' : ''}${isCompleted(type, record) ? ' is-completed' : ''}`}
      onClick={opensRecord(router, place, record)}
    >
      {canChange && !isTrash(view) && <Tick type={type} record={record} />}
      <div class="card-body">
        <RecordLink place={place} record={record} />
        <div class="card-facts">
          {shown.map((name) => (
            <span key={name} class={`fact is-${controlOf(type, name)?.type ?? 'date-time'}`}>
              <span class="sr-only">{labelOf(type, name)}: </span>
              <FieldValue type={type} record={record} name={name} />
            </span>
          ))}
        </div>
      </div>
      {canChange && <SelectBox type={type} record={record} />}
    </li>
  );
}
