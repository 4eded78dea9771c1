import type { View } from './view.ts';

export interface ViewCount {
  readonly count: number;
  readonly groups: ReadonlyMap<string, number>;
}

/**
 * The number of records of a view. Adds up the chosen groups, because the count request leaves out the filter by the counted field.
 * @param counted the field whose values are counted, if there is one
 */
export function totalOf(view: View, counted: string | undefined, { count, groups }: ViewCount): number {
  const wanted = view.get(counted ?? '')?.split(',');
  return wanted === undefined ? count : wanted.reduce((sum, choice) => sum + (groups.get(choice) ?? 0), 0);
}
