import type { RecordType } from '../../src/schema/record-type.ts';
import { withParameters } from './route.ts';
import { possibleColumns, usualColumns } from './type-display.ts';

/** The view of a list: the query parameters of the address. */
export type View = URLSearchParams;

/** Returns the query parameters of the API request that lists the records of a view. */
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

/** Returns the sort order after a click on a column title: ascending, then descending, then the default (`undefined`). */
export function nextSort(view: View, field: string): string | undefined {
  const sort = sortOf(view);
  if (sort.field !== field || !view.has('sort')) return field;
  return sort.descending ? undefined : `-${field}`;
}

export function columnsOf(type: RecordType, view: View): string[] {
  const requested = view.get('columns')?.split(',');
  if (requested === undefined) return usualColumns(type);
  return possibleColumns(type).filter((name) => requested.includes(name));
}

export function isTrash(view: View): boolean {
  return view.get('trashed') === 'true';
}
