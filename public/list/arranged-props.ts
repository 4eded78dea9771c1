import type { Route } from '../model/route.ts';

/** What a board or a calendar shows. */
export interface ArrangedProps {
  readonly route: Route;
  /** The name of the field that arranges the records. */
  readonly by: string;
}
