import type { RecordList } from '../state/record-list.ts';

/** Gives the focus to a record of the list, once it is drawn; to the list's title if it is not there and nothing else has the focus. */
export function focusRecord(id: string | undefined): void {
  requestAnimationFrame(() => {
    const link = id === undefined ? null : document.getElementById(`open-${id}`);
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (link !== null) link.focus();
    else if (isLost) document.getElementById('list-title')?.focus();
  });
}

/** The record that will stand where some are taken away: the next that stays, or else the one before. */
export function neighbourOf(list: RecordList | undefined, ids: ReadonlySet<string>): string | undefined {
  const all = list?.records.peek() ?? [];
  const last = all.findLastIndex(({ id }) => ids.has(id));
  const stays = ({ id }: { readonly id: string }) => !ids.has(id);
  return (all.slice(last + 1).find(stays) ?? all.slice(0, Math.max(0, last)).findLast(stays))?.id;
}
