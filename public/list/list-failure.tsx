import { labelOf } from '../model/labels.ts';
import { hrefOf, type Route } from '../model/route.ts';
import type { ProblemError } from '../requests/problem.ts';

/** Shown when the service refuses the filters or the order of a link, for example because a field was removed. */
export function ListFailure({ route: { type }, problem }: { readonly route: Route; readonly problem: ProblemError }) {
  const names = parametersOf(problem).map((name) => (Object.hasOwn(type.fields, name) ? labelOf(type, name) : `“${name}”`));
  return (
    <p class="notice is-alarm" role="alert">
      This link is out of date. It can’t be applied to {type.title.toLowerCase()}
      {names.length > 0 && `: ${names.join(', ')}`}. <a href={hrefOf({ type })}>Show all {type.title.toLowerCase()}</a>
    </p>
  );
}

/** The names of the refused parameters, without operators: `dueDate` for `dueDate[gte]`. */
function parametersOf({ faults }: ProblemError): string[] {
  return [...new Set(faults.flatMap(({ name }) => name?.replace(/\[.*$/, '') ?? []))];
}
