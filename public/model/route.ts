import type { RecordType } from '../../src/schema/record-type.ts';
import { fieldOf, filterNames } from '../../src/schema/service-fields.ts';

/** What an address shows: a list of one type, in which a record may be open. */
export interface Route {
  readonly type: RecordType;
  /** The id of the open record, or `new`. */
  readonly open: string | undefined;
  /** How the list is shown: the parameters of the API's list, `columns`, and `board-by` or `calendar-by`. */
  readonly view: URLSearchParams;
}

/** `undefined` for an address that shows nothing. */
export function routeOf(url: URL, types: readonly RecordType[]): Route | undefined {
  const [name, open, ...rest] = url.pathname.split('/').slice(1);
  const type = types.find((known) => known.name === name);
  if (type === undefined || rest.length > 0) return undefined;
  // Links from mails and other sites carry parameters of their own, such as `utm_source`.
  const known = [...url.searchParams].filter(([parameter, value]) => isKnown(type, parameter, value));
  return { type, open: open === '' ? undefined : open, view: new URLSearchParams(known) };
}

function isKnown(type: RecordType, parameter: string, value: string): boolean {
  if (parameter === 'sort') return type.sortable.includes(value.replace(/^-/, ''));
  if (['q', 'columns', 'trashed', 'calendar-on'].includes(parameter)) return true;
  const kind = parameter.replace(/-by$/, '');
  // The name of a field has no hyphen.
  if (kind !== parameter) return type.filterable.includes(value) && type.fields[value]?.arranges === kind;
  const [name = '', suffix] = parameter.split(/\[|\]$/);
  const field = filterNames(type).includes(name) ? fieldOf(type, name) : undefined;
  if (field === undefined) return false;
  return suffix === undefined || (suffix !== 'eq' && field.operators.some((operator) => operator === suffix));
}

export function hrefOf({ type, open, view }: Omit<Route, 'open' | 'view'> & Partial<Route>): string {
  const query = view === undefined ? '' : readable(view);
  return `/${type.name}${open === undefined ? '' : `/${open}`}${query === '' ? '' : `?${query}`}`;
}

/** The same parameters with some replaced; an empty one is left out. */
export function withParameters(view: URLSearchParams, changes: Readonly<Record<string, string | undefined>>): URLSearchParams {
  const changed = new URLSearchParams(view);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === '') changed.delete(name);
    else changed.set(name, value);
  }
  return changed;
}

/** Brackets and commas need no encoding in a query, and are easier to read without it. */
function readable(view: URLSearchParams): string {
  return view.toString().replaceAll('%5B', '[').replaceAll('%5D', ']').replaceAll('%2C', ',');
}
