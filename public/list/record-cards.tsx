import { useMemo } from 'preact/hooks';
import { useNearby } from '../browser/use-nearby.ts';
import { FieldValue } from '../controls/field-value.tsx';
import { labelOf } from '../model/labels.ts';
import { may } from '../model/person.ts';
import type { Place } from '../model/route.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { controlOf, isCompleted } from '../model/type-display.ts';
import { columnsOf, isTrash } from '../model/view.ts';
import { useApp } from '../state/app-context.ts';
import type { ListPage } from '../state/record-list.ts';
import { Tick } from './done-toggle.tsx';
import { opensRecord } from './open-on-click.ts';
import { RecordLink } from './record-link.tsx';
import type { RecordsProps } from './record-table.tsx';
import { SelectBox } from './select-box.tsx';

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
