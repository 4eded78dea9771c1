import type { ComponentType } from 'preact';
import type { ViewKind } from '../../src/schema/field.ts';
import { Calendar } from '../calendar/calendar.tsx';
import type { Route } from '../model/route.ts';
import { arrangementOf } from '../model/view.ts';

export interface ArrangedProps {
  readonly route: Route;
  /** The name of the field that arranges the records. */
  readonly by: string;
}

/** The kinds of view besides the list. */
export const ARRANGED: Readonly<Partial<Record<ViewKind, ComponentType<ArrangedProps>>>> = { calendar: Calendar };

/** Shows the records of a view that is not a list. */
export function Arranged({ route }: { readonly route: Route }) {
  const arrangement = arrangementOf(route.view);
  const View = arrangement && ARRANGED[arrangement.kind];
  return arrangement && View && <View route={route} by={arrangement.by} />;
}
