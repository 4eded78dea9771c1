import './type-views.css';
import { hrefOf, type Route } from '../model/route.ts';
import { isSameView, startingViews } from '../model/starting-views.ts';

/** Shows links to the views of the shown type. */
export function TypeViews({ route: { type, view } }: { readonly route: Route }) {
  const views = startingViews(type);
  const shown = views.find((named) => isSameView(named.view, view));
  return views.map((named) => (
    <a key={named.name} class="nav-view" href={hrefOf({ type, view: named.view })} aria-current={named === shown ? 'true' : undefined}>
      {named.name}
    </a>
  ));
}
