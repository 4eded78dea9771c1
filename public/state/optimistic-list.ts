import type { StoredRecord } from '../model/stored-record.ts';
import type { ListPage, RecordList } from './record-list.ts';

// Changes to the records of a shown list, without a request. In a separate file, so that viewers do not load it.

/** `undefined` while no list is shown; the functions then do nothing. */
type ShownList = RecordList | undefined;

/** Inserts a new record at the top, regardless of the sort order, so that people see it. */
export function prepend(list: ShownList, record: StoredRecord): void {
  list?.alter((pages) => [list.newPage([record]), ...pages]);
}

/** Replaces the records with the same ids. */
export function replace(list: ShownList, changed: readonly StoredRecord[]): void {
  const fresh = new Map(changed.map((record) => [record.id, record]));
  eachPage(list, (records) => (records.some(({ id }) => fresh.has(id)) ? records.map((shown) => fresh.get(shown.id) ?? shown) : records));
}

export function remove(list: ShownList, ids: ReadonlySet<string>): void {
  eachPage(list, (records) => (records.some(({ id }) => ids.has(id)) ? records.filter(({ id }) => !ids.has(id)) : records));
}

/** Reinserts removed records at their positions in `before`, an earlier state of the list. */
export function reinsert(list: ShownList, removed: readonly StoredRecord[], before: readonly StoredRecord[]): void {
  if (list === undefined) return;
  const order = new Map(before.map(({ id }, index) => [id, index]));
  const positionOf = ({ id }: StoredRecord) => order.get(id) ?? -1;
  for (const record of removed) {
    if (list.find(record.id) !== undefined) continue;
    // Insert after the nearest preceding record that the list still shows.
    const previousId = list.records.peek().findLast((shown) => positionOf(shown) < positionOf(record))?.id;
    if (previousId === undefined) prepend(list, record);
    else
      eachPage(list, (records) =>
        records.some(({ id }) => id === previousId)
          ? records.flatMap((shown) => (shown.id === previousId ? [shown, record] : [shown]))
          : records,
      );
  }
}

function eachPage(list: ShownList, change: (records: readonly StoredRecord[]) => readonly StoredRecord[]): void {
  const changedPage = (page: ListPage) => {
    const changed = change(page.records);
    return changed === page.records ? page : { ...page, records: changed };
  };
  list?.alter((pages) => pages.map(changedPage));
}
