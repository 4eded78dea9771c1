import { titleField } from '../../src/schema/record-type.ts';
import { focusSoon } from '../browser/focus-soon.ts';
import { withArticle } from '../model/article.ts';
import { cleared, isNarrowed } from '../model/filters.ts';
import { labelOf } from '../model/labels.ts';
import { may } from '../model/person.ts';
import { hrefOf, type Route } from '../model/route.ts';
import { isTrash } from '../model/view.ts';
import { useApp } from '../state/app-context.ts';
import '../styles/forms.css';
import './empty-state.css';

/** Explains why a list is empty, and suggests the next step. */
export function EmptyState({ route: { type, view } }: { readonly route: Route }) {
  const { person } = useApp();
  const many = type.title.toLowerCase();
  const titleLabel = labelOf(type, titleField(type)).toLowerCase();
  if (isNarrowed(view)) {
    return (
      <div class="nothing" key="narrowed">
        <Ghosts />
        <h2>No matching {many}</h2>
        <p>Try other filters or search words.</p>
        <a class="button" href={hrefOf({ type, view: cleared(view) })} onClick={() => focusSoon('filters')}>
          Clear filters and search
        </a>
      </div>
    );
  }
  if (isTrash(view)) {
    return (
      <div class="nothing" key="trash">
        <Ghosts />
        <h2>The trash is empty</h2>
        <p>Deleted {many} appear here and can be restored.</p>
      </div>
    );
  }
  return (
    <div class="nothing" key="empty">
      <Ghosts />
      <h2>No {many} yet</h2>
      <p>
        {may(person.value, 'editor')
          ? `Type ${withArticle(titleLabel)} above and press Enter to add your first ${type.singular}.`
          : `There are no ${many} to show.`}
      </p>
    </div>
  );
}

const ROWS = [96, 64, 80];

/** Shows placeholder rows that fade out. */
function Ghosts() {
  return (
    <svg class="ghosts" viewBox="0 0 200 88" aria-hidden="true">
      {ROWS.map((length, row) => (
        <g key={length} opacity={1 - row / ROWS.length}>
          <circle cx="16" cy={16 + row * 28} r="8" fill="none" />
          <rect x="36" y={12 + row * 28} width={length} height="8" rx="4" stroke="none" />
          <rect x="152" y={12 + row * 28} width="40" height="8" rx="4" stroke="none" />
        </g>
      ))}
    </svg>
  );
}
