import type { ColumnValue } from '../model/board.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import type { BoardColumn } from '../state/board-list.ts';
import { placeOf } from './board-keys.ts';
import { type Picked, pickUp } from './picked-card.ts';

export interface Dragging {
  /** The shown columns. */
  readonly columns: readonly BoardColumn[];
  readonly canMoveTo: (value: ColumnValue) => boolean;
  readonly move: (record: StoredRecord, value: ColumnValue) => void;
}

/** A mouse drags after this many pixels, so that clicks stay clicks. */
const SLACK_PX = 6;
/** A finger drags after this time without moving, so that it can scroll. */
const HOLD_MS = 350;

/** Follows a pointer that was pressed on a card, and moves the card to the column where it is released. Escape cancels. */
export function dragCard(pressed: PointerEvent, { columns, canMoveTo, move }: Dragging): void {
  const card = cardOf(pressed);
  const place = placeOf(columns, card?.dataset['record']);
  const record = place && columns[place.column]?.records.peek()[place.row];
  if (card === undefined || record === undefined) return;

  const isTouch = pressed.pointerType === 'touch';
  const ended = new AbortController();
  let picked: Picked | undefined;
  const pick = () => {
    const canDrop = (value: string) => canMoveTo(columnOf(value)?.value);
    picked = pickUp({ card, pressed, canDrop });
  };
  const columnOf = (value: string | undefined) => columns.find((column) => (column.value ?? '') === value);
  const hold = isTouch ? setTimeout(pick, HOLD_MS) : undefined;
  const end = (isDropped: boolean) => {
    ended.abort();
    clearTimeout(hold);
    if (picked === undefined) return;
    ignoreClick();
    const column = columnOf(picked.putDown());
    if (isDropped && column !== undefined) move(record, column.value);
  };

  const on = <Name extends keyof WindowEventMap>(name: Name, listener: (event: WindowEventMap[Name]) => void) =>
    addEventListener(name, listener, { capture: true, signal: ended.signal });
  on('pointermove', (event) => {
    const distance = Math.hypot(event.clientX - pressed.clientX, event.clientY - pressed.clientY);
    if (picked === undefined && distance < SLACK_PX) return;
    if (picked === undefined && isTouch) end(false);
    else if (picked === undefined) pick();
    picked?.follow(event);
  });
  on('pointerup', () => end(true));
  on('pointercancel', () => end(false));
  // The browser would drag the link, or show its menu for a long press.
  on('dragstart', (event) => event.preventDefault());
  on('contextmenu', (event) => isTouch && event.preventDefault());
  on('keydown', (event) => {
    if (event.key !== 'Escape' || picked === undefined) return;
    event.stopPropagation();
    end(false);
  });
}

function cardOf({ target, button, isPrimary }: PointerEvent): HTMLElement | undefined {
  if (!(target instanceof Element) || button !== 0 || !isPrimary || target.closest('button, input') !== null) return undefined;
  return target.closest<HTMLElement>('[data-record]') ?? undefined;
}

/** The click that ends a drag must not open the record. */
function ignoreClick(): void {
  const ignore = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  addEventListener('click', ignore, { capture: true, once: true });
  setTimeout(() => removeEventListener('click', ignore, { capture: true }));
}

/** Keeps the page still below a finger that drags a card. The browser asks for this listener when the finger comes down. */
export function keepStillWhileDragging(board: HTMLElement): () => void {
  const keepStill = (event: TouchEvent) => {
    if (board.querySelector('[data-dragged]') !== null) event.preventDefault();
  };
  board.addEventListener('touchmove', keepStill, { passive: false });
  return () => board.removeEventListener('touchmove', keepStill);
}
