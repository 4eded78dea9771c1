import { hrefOf, type Route } from '../model/route.ts';
import { isTrash } from '../model/view.ts';
import { Icon } from '../ui/icon.tsx';
import { TRASH } from '../ui/icons.ts';

export function TrashLink({ route: { type, view } }: { readonly route: Route }) {
  return (
    <a
      class="nav-trash"
      href={hrefOf({ type, view: new URLSearchParams({ trashed: 'true' }) })}
      aria-current={isTrash(view) ? 'page' : undefined}
    >
      <Icon path={TRASH} /> Trash
    </a>
  );
}
