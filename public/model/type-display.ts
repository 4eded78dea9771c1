import type { Control } from '../../src/schema/field.ts';
import { type RecordType, titleField } from '../../src/schema/record-type.ts';
import { displayText } from './display-text.ts';
import type { StoredRecord } from './stored-record.ts';

const MOST_COLUMNS = 6;

export function controlOf(type: RecordType, name: string): Control | undefined {
  return type.fields[name]?.control;
}

export function titleOf(type: RecordType, record: StoredRecord): string {
  const name = titleField(type);
  const title = record[name];
  // A record saved under an older definition can have a title of any type.
  const text = title === undefined || title === null ? '' : (type.fields[name]?.toText(title) ?? '');
  return text.trim() === '' ? `Untitled ${type.singular}` : displayText(text);
}

export interface MainChoice {
  readonly name: string;
  readonly choices: readonly string[];
  /** Former choices, which old records may still have. */
  readonly retired: readonly string[];
}

/** Returns the choices of a field; none if it has no choices. */
export function choicesOf(control: Control | undefined): Omit<MainChoice, 'name'> {
  return control?.type === 'select' ? { choices: control.choices, retired: control.retired ?? [] } : { choices: [], retired: [] };
}

/** Returns the field that groups the counts of a list: the first filterable field with choices. */
export function mainChoice(type: RecordType): MainChoice | undefined {
  for (const name of type.filterable) {
    const control = controlOf(type, name);
    if (control?.type === 'select') return { name, ...choicesOf(control) };
  }
  return undefined;
}

/** Returns all columns besides the title, in the order of the definition. */
export function possibleColumns(type: RecordType): string[] {
  return [...Object.keys(type.fields).filter((name) => name !== titleField(type)), 'createdAt', 'updatedAt'];
}

export function usualColumns(type: RecordType): string[] {
  const isShort = (name: string) => {
    const control = controlOf(type, name);
    return control !== undefined && control.type !== 'lines' && !(control.type === 'line' && control.inputType === 'url');
  };
  return possibleColumns(type)
    .filter(isShort)
    .slice(0, MOST_COLUMNS - 1);
}

export interface Completion {
  readonly field: string;
  readonly done: string;
  readonly open: string;
}

/** Returns the choices that mark records as done or open. Returns `undefined` if no field has a choice for "done". */
export function completionOf({ fields }: RecordType): Completion | undefined {
  for (const [field, { control, compute, default: usual }] of Object.entries(fields)) {
    if (control.type !== 'select' || control.done === undefined || compute !== undefined) continue;
    const { choices, done } = control;
    const open = [usual, ...choices].find((choice) => choice !== undefined && choice !== done);
    return { field, done, open: String(open) };
  }
  return undefined;
}

export function isCompleted(type: RecordType, record: StoredRecord): boolean {
  const completion = completionOf(type);
  return completion !== undefined && record[completion.field] === completion.done;
}

/** Returns whether a field is a due date in the past, and the record is not done. */
export function isOverdue(type: RecordType, record: StoredRecord, name: string): boolean {
  const value = record[name];
  if (!/^due/i.test(name) || typeof value !== 'string' || completionOf(type) === undefined) return false;
  return value < today() && !isCompleted(type, record);
}

/** Returns the current day in the time zone of the browser, as `YYYY-MM-DD`. */
export function today(now = new Date()): string {
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
