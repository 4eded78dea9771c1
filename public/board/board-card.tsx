import { useMemo } from 'preact/hooks';
import type { MarkText } from '../controls/control.ts';
import { CardBody } from '../list/card-body.tsx';
import { openOnClick } from '../list/open-on-click.ts';
import type { Route } from '../model/route.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { isCompleted, titleOf } from '../model/type-display.ts';
import { columnsOf } from '../model/view.ts';
import { useApp } from '../state/app-context.ts';
import { Icon } from '../ui/icon.tsx';
import { MENU } from '../ui/icons.ts';

export interface CardProps {
  readonly route: Route;
  readonly by: string;
  readonly record: StoredRecord;
  readonly mark: MarkText | undefined;
  readonly onMove: ((record: StoredRecord) => void) | undefined;
}

/** A record on a board, with the columns of the view that have a value. */
export function Card({ route, by, record, mark, onMove }: CardProps) {
  const app = useApp();
  const isSelected = app.selection.has(record.id);
  // A change of one record must not render all cards again.
  return useMemo(() => {
    const { type, view } = route;
    const names = columnsOf(type, view).filter((name) => name !== by);
    const state = `${isSelected ? ' is-selected' : ''}${isCompleted(type, record) ? ' is-completed' : ''}`;
    return (
      <li class={`card board-card${state}`} data-record={record.id} onClick={openOnClick(app, route, record)}>
        <CardBody route={route} record={record} mark={mark} names={names} canChange={onMove !== undefined} />
        {onMove !== undefined && (
          <button
            type="button"
            class="icon-button"
            aria-label={`Move ${titleOf(type, record)}`}
            title="Move to (m)"
            onClick={() => onMove(record)}
          >
            <Icon path={MENU} />
          </button>
        )}
      </li>
    );
  }, [route, by, record, mark, isSelected, onMove !== undefined]);
}
