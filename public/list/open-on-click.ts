import type { Router } from '../browser/router.ts';
import { hrefOf, type Route } from '../model/route.ts';
import type { StoredRecord } from '../model/stored-record.ts';

/** A click on a record opens it, except on its controls and at the end of a text selection. */
export function openOnClick(router: Router, { type, view }: Route, { id }: StoredRecord): (event: MouseEvent) => void {
  return ({ target }) => {
    const isOwn = target instanceof Element && target.closest('a, button, label, input') !== null;
    if (!isOwn && getSelection()?.isCollapsed !== false) router.go(hrefOf({ type, view, open: id }));
  };
}
