import type { RecordType } from '../../src/schema/record-type.ts';
import { withParameters } from './route.ts';
import { possibleColumns, usualColumns } from './type-display.ts';

/** The view of a list: the parameters of the address. */
export type View = URLSearchParams;

/** The parameters of the API's list for a view. */
export function queryOf(view: View): URLSearchParams {
  return withParameters(view, { columns: undefined });
}

export interface Sort {
  readonly field: string;
  readonly descending: boolean;
}

export function sortOf(view: View): Sort {
  const sort = view.get('sort') ?? '-createdAt';
  return { field: sort.replace(/^-/, ''), descending: sort.startsWith('-') };
}

/** The next sort order after a click on a column title: ascending, descending, default. */
export function nextSort(view: View, field: string): string | undefined {
  const sort = sortOf(view);
  if (sort.field !== field || !view.has('sort')) return field;
  return sort.descending ? undefined : `-${field}`;
}

export function columnsOf(type: RecordType, view: View): string[] {
  const asked = view.get('columns')?.split(',');
  if (asked === undefined) return usualColumns(type);
  return possibleColumns(type).filter((name) => asked.includes(name));
}

export function isTrash(view: View): boolean {
  return view.get('trashed') === 'true';
}
