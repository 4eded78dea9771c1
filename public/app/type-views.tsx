import { useEffect } from 'preact/hooks';
import './type-views.css';
import { hrefOf, type Route } from '../model/route.ts';
import { knownPart } from '../model/saved-view.ts';
import { isSameView, startingViews } from '../model/starting-views.ts';
import { useApp } from '../state/app-context.ts';
import { intoSight } from './into-sight.ts';

/** Shows links to the views of the shown type: those of its definition, then those that people saved. */
export function TypeViews({ route }: { readonly route: Route }) {
  const { type, view } = route;
  const savedViews = useApp().late.value?.savedViews;
  useEffect(() => void savedViews?.load(), [savedViews, type]);
  const views = startingViews(type);
  const chosen = savedViews?.chosen(route);
  const shown = chosen === undefined ? views.find((named) => isSameView(named.view, view)) : undefined;
  useEffect(() => {
    // If one of the views is current, its own link scrolls.
    if (shown === undefined && chosen === undefined) intoSight(document.querySelector('.sidebar [aria-current=page]'));
  }, [type]);
  return (
    <>
      {views.map((named) => (
        <a
          key={named.name}
          ref={named === shown ? intoSight : null}
          class="nav-view"
          href={hrefOf({ type, view: named.view })}
          aria-current={named === shown ? 'true' : undefined}
          onClick={() => savedViews?.choose(type.name, undefined)}
        >
          {named.name}
        </a>
      ))}
      {savedViews?.ofType(type.name).map((saved) => (
        <a
          key={saved.id}
          ref={saved.id === chosen?.saved.id ? intoSight : null}
          class="nav-view"
          href={hrefOf({ type, view: knownPart(type, saved) })}
          title={saved.isOwn ? 'Only you see this view' : undefined}
          aria-current={saved.id === chosen?.saved.id ? 'true' : undefined}
          onClick={() => savedViews.choose(type.name, saved)}
        >
          <bdi>{saved.name}</bdi>
          {saved.id === chosen?.saved.id && chosen.isAltered && <span class="view-note"> (changed)</span>}
        </a>
      ))}
    </>
  );
}
