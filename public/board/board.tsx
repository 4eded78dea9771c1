import { useSignal } from '@preact/signals';
import { useCallback, useRef } from 'preact/hooks';
import type { ArrangedProps } from '../list/arranged-props.ts';
import { EmptyState } from '../list/empty-state.tsx';
import { LoadMore } from '../list/load-more.tsx';
import { useMark } from '../list/use-mark.tsx';
import { type ColumnValue, canMoveTo, columnOf, columnValues } from '../model/board.ts';
import { labelOf, pluralize } from '../model/labels.ts';
import { may } from '../model/person.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import type { Count } from '../requests/count-records.ts';
import { ProblemError } from '../requests/problem.ts';
import { useApp } from '../state/app-context.ts';
import { type BoardColumn, isBoardList } from '../state/board-list.ts';
import { Column } from './board-column.tsx';
import { boardKey } from './board-keys.ts';
import { dragCard, keepStillWhileDragging } from './drag-card.ts';
import { moveCard } from './move-card.ts';
import { MoveDialog } from './move-dialog.tsx';
import '../list/record-cards.css';
import './board.css';

/** Shows a column for each choice of a field. Cards move to other columns by dragging, by keys and by a dialog. */
export function Board({ route, by }: ArrangedProps) {
  const app = useApp();
  const mark = useMark(route.view);
  const moving = useSignal<StoredRecord | undefined>(undefined);
  const stopKeepingStill = useRef<(() => void) | undefined>(undefined);
  const element = useCallback((board: HTMLElement | null) => {
    stopKeepingStill.current?.();
    stopKeepingStill.current = board === null ? undefined : keepStillWhileDragging(board);
  }, []);
  const list = app.lists.current.value;
  const count = app.late.value?.counts.current.value;
  if (!isBoardList(list)) return null;

  const { type } = route;
  const refused = list.columns.find(isRefused);
  if (refused !== undefined) return <LoadMore route={route} list={refused} />;
  if (count?.count === 0 && list.records.value.length === 0) return <EmptyState route={route} />;

  const canMove = may(app.person.value, 'editor');
  const shown = list.columns.filter((column) => canMoveTo(type, by, column.value) || isInUse(column, count));
  const move = (record: StoredRecord, value: ColumnValue) => {
    if (columnOf(record, by) !== value && canMoveTo(type, by, value)) moveCard(app, { type, record, by, value });
  };
  const ask = (record: StoredRecord) => {
    moving.value = record;
  };
  return (
    <>
      <div
        ref={element}
        class="board"
        role="group"
        aria-label={`${type.title} by ${labelOf(type, by).toLowerCase()}`}
        onKeyDown={(event) => boardKey(event, { columns: shown, canMove, move, ask })}
        onPointerDown={(event) => canMove && dragCard(event, { columns: shown, canMoveTo: (value) => canMoveTo(type, by, value), move })}
      >
        {shown.map((column) => (
          <Column
            key={column.value ?? ''}
            {...{ route, by, column, mark }}
            count={countOf(column.value, count)}
            onMove={canMove ? ask : undefined}
          />
        ))}
      </div>
      <Unknown route={route} by={by} count={count} />
      {moving.value !== undefined && (
        <MoveDialog
          type={type}
          by={by}
          record={moving.value}
          onMove={(value) => moving.value !== undefined && move(moving.value, value)}
          onClose={() => {
            moving.value = undefined;
          }}
        />
      )}
    </>
  );
}

function isRefused({ state: { value } }: BoardColumn): boolean {
  return value.is === 'failed' && value.error instanceof ProblemError && value.error.status === 400;
}

/** Columns of former choices, and of no value where records always have one, are shown while they have records. */
function isInUse({ value, records }: BoardColumn, count: Count | undefined): boolean {
  return records.value.length > 0 || (countOf(value, count) ?? 0) > 0;
}

function countOf(value: ColumnValue, count: Count | undefined): number | undefined {
  if (count === undefined) return undefined;
  if (value !== undefined) return count.groups.get(value);
  return count.count - [...count.groups.values()].reduce((sum, group) => sum + group, 0);
}

/** Says how many records have a value that is no choice. The service cannot filter by such a value. */
function Unknown({ route: { type }, by, count }: ArrangedProps & { readonly count: Count | undefined }) {
  const known = columnValues(type, new URLSearchParams(), by);
  const sum = [...(count?.groups ?? [])].reduce((total, [value, group]) => (known.includes(value) ? total : total + group), 0);
  if (sum === 0) return null;
  return (
    <p class="notice" key={sum}>
      Not on the board: {pluralize(sum, type)} with an invalid {labelOf(type, by).toLowerCase()}. The list shows them.
    </p>
  );
}
