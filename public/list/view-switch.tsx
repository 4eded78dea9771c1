import { humanize } from '../model/labels.ts';
import { hrefOf, type Route } from '../model/route.ts';
import { arranged, arrangementOf, arrangementsOf } from '../model/view.ts';
import './view-switch.css';

/** Links to the kinds of view that the type can have, with the same filters. */
export function ViewSwitch({ route: { type, view, open } }: { readonly route: Route }) {
  const shown = arrangementOf(view);
  const others = arrangementsOf(type, view);
  if (others.length === 0) return null;
  return (
    <nav class="view-switch" aria-label="Kind of view">
      {[undefined, ...others].map((arrangement) => (
        <a
          key={arrangement?.kind ?? 'list'}
          href={hrefOf({ type, open, view: arranged(view, arrangement) })}
          aria-current={arrangement?.kind === shown?.kind ? 'true' : undefined}
        >
          {humanize(arrangement?.kind ?? 'list')}
        </a>
      ))}
    </nav>
  );
}
