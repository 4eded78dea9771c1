import type { RecordType } from '../../src/schema/record-type.ts';
import { labelOf } from '../model/labels.ts';
import { fieldKeys } from './field-keys.ts';

export type Shortcut = readonly [key: string, meaning: string];

const BEFORE_FIELDS: readonly Shortcut[] = [
  ['Ctrl K', 'go to a list, view or record, or run a command'],
  ['/', 'search'],
  ['n', 'new record'],
  ['q', 'quick add'],
  ['j  k', 'next, previous record; also while one is open'],
  ['↑  ↓', 'previous, next record; with Shift, select them'],
  ['←  →', 'previous, next field of the record'],
  ['Shift ←  →', 'on a board, move the card to the next column'],
  ['m', 'on a board, choose a column for the card'],
  ['Enter', 'open the record, or change the field'],
  ['F2', 'change the title'],
];

const AFTER_FIELDS: readonly Shortcut[] = [
  ['Tab', 'save the field and change the next one'],
  ['x', 'select the record'],
  ['d', 'mark as done'],
  ['Delete', 'move the record or the selected records to the trash'],
  ['Ctrl Z', 'undo'],
  ['Ctrl Shift Z', 'redo'],
  ['Ctrl Enter', 'save the form'],
  ['Esc', 'close, or clear the selection'],
  ['r', 'reload the list'],
  ['?', 'show keyboard shortcuts'],
];

/** All shortcuts in a list of this type, in the order of the help dialog. */
export function shortcutsOf(type: RecordType | undefined): Shortcut[] {
  const ofFields = type === undefined ? [] : fieldKeys(type).map(({ key, name }): Shortcut => [key, `change: ${labelOf(type, name)}`]);
  return [...BEFORE_FIELDS, ...ofFields, ...AFTER_FIELDS];
}
