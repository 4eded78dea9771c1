/** Where the list shows a field: its cell, or the cell of the title for a field that cannot be changed by a click. */
export function cellOf(id: string, name: string): HTMLElement | null {
  const row = document.getElementById(`open-${id}`)?.closest('.row, .card');
  return row?.querySelector<HTMLElement>(`[data-field="${name}"]`) ?? row?.querySelector<HTMLElement>('.record-link') ?? null;
}

/** The next or previous cell of the same row that can be changed. */
export function neighbourCell(cell: HTMLElement | null, by: 1 | -1): HTMLElement | undefined {
  const cells = [...(cell?.closest('.row')?.querySelectorAll<HTMLElement>('[data-field]') ?? [])];
  return cell === null ? undefined : cells[cells.indexOf(cell) + by];
}
