import { useMemo } from 'preact/hooks';
import { useNearby } from '../browser/use-nearby.ts';
import type { MarkText } from '../controls/control.ts';
import { may } from '../model/person.ts';
import type { Route } from '../model/route.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { isCompleted } from '../model/type-display.ts';
import { columnsOf, isTrash } from '../model/view.ts';
import { useApp } from '../state/app-context.ts';
import type { ListPage } from '../state/record-list.ts';
import { CardBody } from './card-body.tsx';
import { DoneToggle } from './done-toggle.tsx';
import { openOnClick } from './open-on-click.ts';
import type { RecordsProps } from './record-table.tsx';
import { SelectBox } from './select-box.tsx';
import { useMark } from './use-mark.tsx';

interface CardProps {
  readonly route: Route;
  readonly mark: MarkText | undefined;
}

/** The records as cards, for a phone. */
export function RecordCards({ route, list }: RecordsProps) {
  const mark = useMark(route.view);
  return (
    <>
      {list.pages.value.map((page) => (
        <CardPage key={page.key} route={route} page={page} mark={mark} />
      ))}
    </>
  );
}

/** Rendered again only when one of its records changes, or when it moves near the screen or away from it. */
function CardPage({ route, page, mark }: CardProps & { readonly page: ListPage }) {
  const { element, height } = useNearby<HTMLUListElement>(page.records.length);
  return useMemo(
    () =>
      height === undefined ? (
        <ul ref={element} class="cards">
          {page.records.map((record) => (
            <Card key={record.id} route={route} record={record} mark={mark} />
          ))}
        </ul>
      ) : (
        <ul ref={element} class="cards" aria-hidden="true">
          <li style={{ height: `${height}px` }} />
        </ul>
      ),
    [route, page, mark, height],
  );
}

function Card({ route, record, mark }: CardProps & { readonly record: StoredRecord }) {
  const app = useApp();
  const { person, selection } = app;
  const { type, view } = route;
  const canChange = may(person.value, 'editor');
  return (
    <li
      class={`card${selection.has(record.id) ? ' is-selected' : ''}${isCompleted(type, record) ? ' is-completed' : ''}`}
      onClick={openOnClick(app, route, record)}
    >
      {canChange && !isTrash(view) && <DoneToggle type={type} record={record} />}
      <CardBody route={route} record={record} mark={mark} names={columnsOf(type, view)} canChange={canChange} />
      {canChange && <SelectBox type={type} record={record} />}
    </li>
  );
}
