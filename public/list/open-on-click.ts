import { inputNames, type RecordType } from '../../src/schema/record-type.ts';
import { hrefOf, type Route } from '../model/route.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { isTrash, type View } from '../model/view.ts';
import type { App } from '../state/app.ts';

/**
 * Returns a click handler that opens a record, or changes the clicked field in the list if the person may.
 * Ignores clicks on controls, and clicks that end a text selection.
 */
export function openOnClick({ router, loadEditing, run }: App, { type, view }: Route, record: StoredRecord): (event: MouseEvent) => void {
  return ({ target }) => {
    const isControl =
      !(target instanceof HTMLElement || target instanceof SVGElement) || target.closest('a, button, label, input') !== null;
    if (isControl || getSelection()?.isCollapsed === false) return;
    const name = target.closest<HTMLElement>('[data-field]')?.dataset['field'];
    if (name === undefined) router.go(hrefOf({ type, view, open: record.id }));
    else run(async () => (await loadEditing()).cells.edit({ type, record, name, typed: undefined }));
  };
}

/** Marks a field of the list that can be changed there. The keyboard reaches it by arrow keys. */
export function cellAttributes(canChange: boolean, type: RecordType, view: View, name: string): object {
  return canChange && !isTrash(view) && inputNames(type).includes(name) ? { 'data-field': name, tabIndex: -1 } : {};
}
