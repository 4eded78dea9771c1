import type { ComponentType } from 'preact';
import type { ViewKind } from '../../src/schema/field.ts';
import { Board } from '../board/board.tsx';
import { Calendar } from '../calendar/calendar.tsx';
import type { Route } from '../model/route.ts';
import { arrangementOf } from '../model/view.ts';
import type { ArrangedProps } from './arranged-props.ts';

/** The kinds of view besides the list. Their lists are in `public/state/late-services.ts`. */
const ARRANGED: Readonly<Record<ViewKind, ComponentType<ArrangedProps>>> = { board: Board, calendar: Calendar };

/** Shows the records of a view that is not a list. */
export function Arranged({ route }: { readonly route: Route }) {
  const arrangement = arrangementOf(route.view);
  const View = arrangement && ARRANGED[arrangement.kind];
  return arrangement && View && <View route={route} by={arrangement.by} />;
}
