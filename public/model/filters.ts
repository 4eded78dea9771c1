import type { Operator } from '../../src/schema/field.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { titleField } from '../../src/schema/record-type.ts';
import { splitValues } from '../../src/schema/value-list.ts';
import type { View } from './view.ts';

/** Returns the query parameter that filters by a field. */
export function parameterOf(name: string, operator: Operator): string {
  return operator === 'eq' ? name : `${name}[${operator}]`;
}

const NOT_FILTERS = ['sort', 'q', 'columns', 'trashed', 'board-by', 'calendar-by', 'calendar-on'];

/** Returns the filters of a view, such as `status` and `dueDate[gte]`. */
export function filtersOf(view: View): [parameter: string, value: string][] {
  return [...view].filter(([name]) => !NOT_FILTERS.includes(name));
}

export function isNarrowed(view: View): boolean {
  return view.has('q') || filtersOf(view).length > 0;
}

/** Returns the view without its filters and search. */
export function cleared(view: View): View {
  const kept = new URLSearchParams(view);
  for (const name of view.keys()) if (name === 'q' || !NOT_FILTERS.includes(name)) kept.delete(name);
  return kept;
}

/** Returns values for a new record, so that it matches the filters of the view. */
export function valuesFromFilters(type: RecordType, view: View): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const [name, text] of filtersOf(view)) {
    const field = type.fields[name];
    if (field === undefined || field.compute !== undefined || name === titleField(type)) continue;
    const [wanted = '', ...others] = field.severalValues ? splitValues(text) : [text];
    if (others.length > 0) continue;
    const parsed = field.parse(field.fromText(wanted));
    if (parsed.ok && parsed.value !== undefined) values[name] = parsed.value;
  }
  return values;
}
