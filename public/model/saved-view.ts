import type { RecordType } from '../../src/schema/record-type.ts';
import { titleField } from '../../src/schema/record-type.ts';
import { isObject } from './json.ts';
import { type Route, routeOf, withParameters } from './route.ts';
import { isSameView } from './starting-views.ts';
import { possibleColumns } from './type-display.ts';
import { type Arrangement, arranged, arrangementOf, type View } from './view.ts';

/** What a view shows, as the service stores it. `null` unsets a member of a stored view. */
export interface ViewContent {
  readonly kind: Arrangement['kind'] | 'list';
  readonly by: string | null;
  /** Filters, search and order. */
  readonly query: string | null;
  readonly columns: readonly string[] | null;
}

/** A view that people saved with a name. */
export interface SavedView {
  readonly id: string;
  readonly version: number;
  /** The name of the record type. */
  readonly type: string;
  readonly name: string;
  /** Whether only this person sees it. The service never sends a view that only another person sees. */
  readonly isOwn: boolean;
  /** The parameters of the address. They can name fields that the type no longer has. */
  readonly view: View;
}

export function savedViewOf(item: unknown): SavedView | undefined {
  if (!isObject(item)) return undefined;
  const { id, version, type, name, kind, by, query, columns, owner } = item;
  if (typeof id !== 'string' || typeof version !== 'number' || typeof type !== 'string' || typeof name !== 'string') return undefined;
  const changes = {
    columns: Array.isArray(columns) ? columns.join(',') : undefined,
    ...(typeof by === 'string' && kind !== 'list' ? { [`${kind}-by`]: by } : {}),
  };
  const view = withParameters(new URLSearchParams(typeof query === 'string' ? query : ''), changes);
  return { id, version, type, name, isOwn: owner !== undefined, view };
}

/** Returns what to store of a view. */
export function contentOf(type: RecordType, view: View): ViewContent {
  const arrangement = arrangementOf(view);
  const columns = view.get('columns')?.split(',');
  const query = withParameters(arranged(view, undefined), { columns: undefined, trashed: undefined });
  const known = possibleColumns(type).filter((name) => columns?.includes(name));
  return {
    kind: arrangement?.kind ?? 'list',
    by: arrangement?.by ?? null,
    query: query.toString() || null,
    // An empty list would mean the usual columns. The title is always shown.
    columns: columns === undefined ? null : known.length === 0 ? [titleField(type)] : known,
  };
}

/** Returns the part of a saved view that its type still knows. */
export function knownPart(type: RecordType, { view }: SavedView): View {
  return routeOf(new URL(`https://page/${type.name}?${view}`), [type])?.view ?? new URLSearchParams();
}

/** Returns the parameters of a saved view that its type no longer knows. */
export function lostParts(type: RecordType, saved: SavedView): string[] {
  const known = knownPart(type, saved);
  return [...saved.view.keys()].filter((name) => !known.has(name));
}

/** The saved view that a list shows, and whether the list has been changed since. */
export interface Chosen {
  readonly saved: SavedView;
  readonly isAltered: boolean;
}

/**
 * Returns the saved view that a list shows. If several are the same, it is the one that was chosen last.
 * A list that is like no view shows the one that was chosen last, altered.
 */
export function chosenAmong(views: readonly SavedView[], { type, view }: Route, lastId: string | undefined): Chosen | undefined {
  const last = views.find(({ id }) => id === lastId);
  const isShown = (saved: SavedView) => isSameView(knownPart(type, saved), view);
  const saved = last !== undefined && isShown(last) ? last : (views.find(isShown) ?? last);
  return saved && { saved, isAltered: !isShown(saved) };
}
