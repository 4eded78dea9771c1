import type { ColumnValue } from '../model/board.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import type { BoardColumn } from '../state/board-list.ts';

export interface BoardActions {
  /** The shown columns. */
  readonly columns: readonly BoardColumn[];
  readonly canMove: boolean;
  readonly move: (record: StoredRecord, value: ColumnValue) => void;
  /** Asks for the column. */
  readonly ask: (record: StoredRecord) => void;
}

/** Where a card is: the positions of its column and of the card in it. */
interface Place {
  readonly column: number;
  readonly row: number;
}

/**
 * Arrow keys go to the next card or column. With Shift, the left and right keys move the card. `m` asks for the column.
 * The page's own shortcuts get all other keys.
 */
export function boardKey(event: KeyboardEvent, { columns, canMove, move, ask }: BoardActions): void {
  const { key, shiftKey, ctrlKey, metaKey, altKey, target } = event;
  if (ctrlKey || metaKey || altKey || !(target instanceof HTMLElement) || !target.matches('.record-link')) return;
  const id = target.closest<HTMLElement>('[data-record]')?.dataset['record'];
  const place = placeOf(columns, id);
  const record = place && columns[place.column]?.records.peek()[place.row];
  if (place === undefined || record === undefined) return;
  const [down, right] = steps(key, getComputedStyle(target).direction === 'rtl');

  if (key === 'm' && canMove) ask(record);
  else if (right !== 0 && shiftKey && canMove) {
    const next = columns[place.column + right];
    if (next !== undefined) move(record, next.value);
  } else if (right !== 0 && !shiftKey) focusCard(cardBeside(columns, place, right));
  else if (down !== 0 && !shiftKey) focusCard(columns[place.column]?.records.peek()[place.row + down]);
  else return;
  event.preventDefault();
}

export function placeOf(columns: readonly BoardColumn[], id: string | undefined): Place | undefined {
  for (const [column, { records }] of columns.entries()) {
    const row = records.peek().findIndex((record) => record.id === id);
    if (row !== -1) return { column, row };
  }
  return undefined;
}

/** The card at the same height in the next column that has cards. */
function cardBeside(columns: readonly BoardColumn[], { column, row }: Place, by: 1 | -1): StoredRecord | undefined {
  for (let next = column + by; next >= 0 && next < columns.length; next += by) {
    const records = columns[next]?.records.peek() ?? [];
    if (records.length > 0) return records[Math.min(row, records.length - 1)];
  }
  return undefined;
}

function steps(key: string, isRightToLeft: boolean): [down: 1 | 0 | -1, right: 1 | 0 | -1] {
  const forth = isRightToLeft ? -1 : 1;
  const back = isRightToLeft ? 1 : -1;
  if (key === 'ArrowRight') return [0, forth];
  if (key === 'ArrowLeft') return [0, back];
  return [key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0, 0];
}

function focusCard(record: StoredRecord | undefined): void {
  if (record !== undefined) document.getElementById(`open-${record.id}`)?.focus();
}
