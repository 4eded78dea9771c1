import type { RecordType } from '../../src/schema/record-type.ts';
import { possibleColumns, titleField, usualColumns } from '../records/outline.ts';
import { withParameters } from '../router/place.ts';

/** How a list is looked at, as it stands in the address. */
export type View = URLSearchParams;

/** Parameters that are no filters. */
const OWN = ['sort', 'q', 'columns', 'trashed'];

/** What the API is asked for. */
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

/** What a click on a column's head asks for: ascending first, then the other way, then as usual. */
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

/** The parameters that filter, such as `status` and `dueDate[gte]`. */
export function filtersOf(view: View): [parameter: string, value: string][] {
  return [...view].filter(([name]) => !OWN.includes(name));
}

export function isNarrowed(view: View): boolean {
  return view.has('q') || filtersOf(view).length > 0;
}

/** The same look at all records: without filters and search. */
export function cleared(view: View): View {
  const kept = new URLSearchParams(view);
  for (const name of view.keys()) if (name === 'q' || !OWN.includes(name)) kept.delete(name);
  return kept;
}

/** What a record that is added here begins with, so that it is among those that are shown. */
export function valuesFromFilters(type: RecordType, view: View): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const [name, text] of filtersOf(view)) {
    const field = type.fields[name];
    if (field === undefined || name === titleField(type) || text.includes(',')) continue;
    if (field.control.type === 'select') values[name] = text;
    if (field.control.type === 'list') values[name] = [text];
  }
  return values;
}
