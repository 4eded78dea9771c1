import type { StartingView } from '../../src/schema/definition.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import type { View } from './view.ts';

export interface NamedView {
  readonly name: string;
  readonly view: View;
}

/** Returns the views that the definition of a type declares, as parameters of the address. */
export function startingViews({ views = [] }: RecordType): NamedView[] {
  return views.map((declared) => ({ name: declared.name, view: viewOf(declared) }));
}

/** Returns whether two views show the same list, whatever the order of their parameters. */
export function isSameView(one: View, other: View): boolean {
  return sorted(one) === sorted(other);
}

function viewOf({ filters, sort, columns, kind, by }: StartingView): View {
  return new URLSearchParams({
    ...filters,
    ...(sort === undefined ? {} : { sort }),
    ...(columns === undefined ? {} : { columns: columns.join(',') }),
    ...(kind === undefined || by === undefined ? {} : { [`${kind}-by`]: by }),
  });
}

function sorted(view: View): string {
  const copy = new URLSearchParams(view);
  // Where a person is in a calendar.
  copy.delete('calendar-on');
  copy.sort();
  return copy.toString();
}
