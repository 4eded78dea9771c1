import { viewOn } from '../model/calendar-view.ts';
import { hrefOf, type Route } from '../model/route.ts';

/** Returns the address of the form for a new record on a day. */
export function newOn({ type, view }: Route, day: string): string {
  return hrefOf({ type, view: viewOn(view, day), open: 'new' });
}
