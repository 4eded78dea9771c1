import { titleField } from '../../src/schema/record-type.ts';
import { may } from '../model/person.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { isTrash } from '../model/view.ts';
import type { App } from '../state/app.ts';
import { cellOf } from '../ui/cell-focus.ts';

/** The record whose row the focus is in. */
export function focusedRecord({ lists }: App): StoredRecord | undefined {
  const id = focusedRow()?.querySelector('.record-link')?.id.replace('open-', '');
  return id === undefined ? undefined : lists.current.peek()?.find(id);
}

/** Moves the focus from a row or a cell to its neighbour. With Shift, selects the records on the way. Returns whether the key did. */
export function moveInList(app: App, { key, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  const record = focusedRecord(app);
  if (record === undefined || ctrlKey || metaKey || altKey) return false;
  const [down, right] = [stepOf(key, 'ArrowDown', 'ArrowUp'), stepOf(key, 'ArrowRight', 'ArrowLeft')];
  if (down !== 0) return moveToRecord(app, record, down, shiftKey);
  if (right === 0) return false;
  const row = focusedRow();
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  const stops = [...(row?.querySelectorAll<HTMLElement>('.record-link, [data-field]') ?? [])];
  const at = focused === null ? -1 : stops.indexOf(focused);
  // From a control in the row, such as its checkbox, the arrows move to the title first.
  const next = at === -1 ? 0 : at + (row !== null && getComputedStyle(row).direction === 'rtl' ? -right : right);
  stops[Math.max(0, next)]?.focus();
  return true;
}

/** Begins to change the focused cell, or with F2 the title. A typed character replaces the value. Returns whether the key did. */
export function changeCell(app: App, { key, ctrlKey, metaKey, altKey, isComposing }: KeyboardEvent): boolean {
  const [route, record, cells] = [app.route.peek(), focusedRecord(app), app.editing.peek()?.cells];
  const canChange = may(app.person.peek(), 'editor') && route !== undefined && !isTrash(route.view);
  if (!canChange || record === undefined || cells === undefined || ctrlKey || metaKey || altKey || isComposing) return false;
  const { type } = route;
  const name = document.activeElement instanceof HTMLElement ? document.activeElement.dataset['field'] : undefined;
  if (name === undefined) {
    if (key === 'F2') cells.edit({ type, record, name: titleField(type), typed: undefined });
    return key === 'F2';
  }
  const typed = typedOn(key);
  if (typed === undefined && !['Enter', 'F2', ' '].includes(key)) return false;
  cells.edit({ type, record, name, typed });
  return true;
}

/** The text that a key on a cell puts in the place of its value; empty for a key that erases. */
export function typedOn(key: string): string | undefined {
  if (key === 'Delete' || key === 'Backspace') return '';
  return [...key].length === 1 && key !== ' ' ? key : undefined;
}

function moveToRecord({ lists, selection, person }: App, record: StoredRecord, by: number, isExtending: boolean): boolean {
  const records = lists.current.peek()?.records.peek() ?? [];
  const next = records[records.findIndex(({ id }) => id === record.id) + by];
  if (next === undefined) return true;
  const name = document.activeElement instanceof HTMLElement ? document.activeElement.dataset['field'] : undefined;
  const link = document.getElementById(`open-${next.id}`);
  (name === undefined ? link : (cellOf(next.id, name) ?? link))?.focus();
  if (!isExtending) return true;
  if (may(person.peek(), 'editor')) selection.set(extended(selection.ids.peek(), record.id, next.id));
  return true;
}

/** The selection after the focus moved from a record to its neighbour. Moving back over it deselects the record that the focus leaves. */
export function extended(selected: ReadonlySet<string>, from: string, to: string): ReadonlySet<string> {
  if (!selected.has(from) || !selected.has(to)) return new Set([...selected, from, to]);
  return new Set([...selected].filter((id) => id !== from));
}

function focusedRow(): Element | null {
  return document.activeElement?.closest('.row, .card') ?? null;
}

function stepOf(key: string, forth: string, back: string): 1 | 0 | -1 {
  if (key === forth) return 1;
  return key === back ? -1 : 0;
}
