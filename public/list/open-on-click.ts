import type { Router } from '../browser/router.ts';
import { hrefOf, type Route } from '../model/route.ts';
import type { StoredRecord } from '../model/stored-record.ts';

/** Returns a click handler that opens a record. Ignores clicks on its controls, and clicks that end a text selection. */
export function openOnClick(router: Router, { type, view }: Route, { id }: StoredRecord): (event: MouseEvent) => void {
  return ({ target }) => {
    const isControl = target instanceof Element && target.closest('a, button, label, input') !== null;
    if (!isControl && getSelection()?.isCollapsed !== false) router.go(hrefOf({ type, view, open: id }));
  };
}
