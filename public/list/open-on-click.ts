import type { Router } from '../browser/router.ts';
import { hrefOf, type Route } from '../model/route.ts';
import type { StoredRecord } from '../model/stored-record.ts';

/** A click anywhere on a record opens it, but for one on a control of its own, or one that ends the marking of a text. */
export function openOnClick(router: Router, { type, view }: Route, { id }: StoredRecord): (event: MouseEvent) => void {
  return ({ target }) => {
    const isOwn = target instanceof Element && target.closest('a, button, label, input') !== null;
    if (!isOwn && getSelection()?.isCollapsed !== false) router.go(hrefOf({ type, view, open: id }));
  };
}
