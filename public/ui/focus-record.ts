import type { RecordList } from '../state/record-list.ts';

/** Focuses a record of the list after the next render. If it is not there and nothing has the focus, focuses the list's title. */
export function focusRecord(id: string | undefined): void {
  requestAnimationFrame(() => {
    const link = id === undefined ? null : document.getElementById(`open-${id}`);
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (link !== null) link.focus();
    else if (isLost) document.getElementById('list-title')?.focus();
  });
}

/** The record that follows the given ones in the list, else the one before them. */
export function neighbourOf(list: RecordList | undefined, ids: ReadonlySet<string>): string | undefined {
  const all = list?.records.peek() ?? [];
  const last = all.findLastIndex(({ id }) => ids.has(id));
  const stays = ({ id }: { readonly id: string }) => !ids.has(id);
  return (all.slice(last + 1).find(stays) ?? all.slice(0, Math.max(0, last)).findLast(stays))?.id;
}
