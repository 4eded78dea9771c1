import { useId } from 'preact/hooks';
import { ChoiceIcon } from '../controls/choice-icon.tsx';
import type { MarkText } from '../controls/control.ts';
import { LoadMore } from '../list/load-more.tsx';
import { columnName } from '../model/board.ts';
import { formatNumber } from '../model/number-text.ts';
import type { Route } from '../model/route.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { choicesOf, completionOf, controlOf } from '../model/type-display.ts';
import type { BoardColumn } from '../state/board-list.ts';
import { Card } from './board-card.tsx';

export interface ColumnProps {
  readonly route: Route;
  readonly by: string;
  readonly column: BoardColumn;
  /** The number of its records, also of those that are not loaded. */
  readonly count: number | undefined;
  readonly mark: MarkText | undefined;
  /** Asks for the column to which a card moves; `undefined` for people who cannot move cards. */
  readonly onMove: ((record: StoredRecord) => void) | undefined;
}

/** One column of a board. It loads its next page when its end comes near the screen. */
export function Column({ route, by, column, count, mark, onMove }: ColumnProps) {
  const { type } = route;
  const id = useId();
  const choices = choicesOf(controlOf(type, by));
  return (
    <section class="board-column" aria-labelledby={id} data-column={column.value ?? ''}>
      <h2 id={id}>
        {column.value !== undefined && <ChoiceIcon {...choices} choice={column.value} isProgress={completionOf(type)?.field === by} />}
        {columnName(column.value)} <span class="count-number">{count === undefined ? '' : formatNumber(count)}</span>
      </h2>
      <div class="board-cards">
        {column.isEmpty.value && <p class="note">No {type.title.toLowerCase()}</p>}
        <ul class="cards">
          {column.records.value.map((record) => (
            <Card key={record.id} {...{ route, by, record, mark, onMove }} />
          ))}
        </ul>
        <LoadMore route={route} list={column} />
      </div>
    </section>
  );
}
