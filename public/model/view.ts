import type { ViewKind } from '../../src/schema/field.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { withParameters } from './route.ts';
import { possibleColumns, usualColumns } from './type-display.ts';

/** The view of a list: the query parameters of the address. */
export type View = URLSearchParams;

/** Returns the query parameters of the API request that lists the records of a view. */
export function queryOf(view: View): URLSearchParams {
  return withParameters(view, { columns: undefined, 'board-by': undefined, 'calendar-by': undefined, 'calendar-on': undefined });
}

const VIEW_KINDS: readonly ViewKind[] = ['board', 'calendar'];

/** How a view shows its records, if not as a list. */
export interface Arrangement {
  readonly kind: ViewKind;
  /** The name of the field. */
  readonly by: string;
}

/** `undefined` for a list. The trash is always a list. */
export function arrangementOf(view: View): Arrangement | undefined {
  const kind = isTrash(view) ? undefined : VIEW_KINDS.find((known) => view.has(`${known}-by`));
  return kind && { kind, by: view.get(`${kind}-by`) ?? '' };
}

/** Returns the view with the same filters, arranged in another way; `undefined` makes it a list. */
export function arranged(view: View, arrangement: Arrangement | undefined): View {
  const { kind, by } = arrangement ?? {};
  return withParameters(view, {
    'board-by': kind === 'board' ? by : undefined,
    'calendar-by': kind === 'calendar' ? by : undefined,
    'calendar-on': undefined,
  });
}

/** Returns the fields by which a kind of view can arrange records. The service must be able to filter by them. */
export function fieldsFor({ fields, filterable }: RecordType, kind: ViewKind): string[] {
  return filterable.filter((name) => fields[name]?.arranges === kind);
}

/** Returns how the records of a type can be shown, besides as a list. The trash is always a list. */
export function arrangementsOf(type: RecordType, view: View): Arrangement[] {
  const shown = arrangementOf(view);
  if (isTrash(view)) return [];
  return VIEW_KINDS.flatMap((kind) => {
    const [first] = fieldsFor(type, kind);
    if (first === undefined) return [];
    return [shown?.kind === kind ? shown : { kind, by: first }];
  });
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
