import type { RecordType } from '../../src/schema/record-type.ts';

/** What an address shows: a list of one type, in which a record may be open. */
export interface Route {
  readonly type: RecordType;
  /** The id of the record that is open, or `new`. */
  readonly open: string | undefined;
  /** How the list is looked at: the parameters of the API's own list, and `columns`. */
  readonly view: URLSearchParams;
}

/** `undefined` for an address that shows nothing. */
export function routeOf(url: URL, types: readonly RecordType[]): Route | undefined {
  const [name, open, ...rest] = url.pathname.split('/').slice(1);
  const type = types.find((one) => one.name === name);
  if (type === undefined || rest.length > 0) return undefined;
  return { type, open: open === '' ? undefined : open, view: url.searchParams };
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

/** Brackets and commas may stand in a query as they are, and read better so. */
function readable(view: URLSearchParams): string {
  return view.toString().replaceAll('%5B', '[').replaceAll('%5D', ']').replaceAll('%2C', ',');
}
