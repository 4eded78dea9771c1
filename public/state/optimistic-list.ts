import type { StoredRecord } from '../model/stored-record.ts';
import type { ListPage, RecordList } from './record-list.ts';

// Change what a list shows without asking the service. Loaded with the editing part: a reader needs none of it.

/** `undefined` while no list is shown; then nothing happens. */
type ShownList = RecordList | undefined;

/** Puts a new record first, whatever the sort order, so that people see it. */
export function prepend(list: ShownList, record: StoredRecord): void {
  list?.alter((pages) => [list.newPage([record]), ...pages]);
}

/** Replaces the records with the same ids. */
export function replace(list: ShownList, changed: readonly StoredRecord[]): void {
  const fresh = new Map(changed.map((record) => [record.id, record]));
  eachPage(list, (all) => (all.some(({ id }) => fresh.has(id)) ? all.map((shown) => fresh.get(shown.id) ?? shown) : all));
}

export function remove(list: ShownList, ids: ReadonlySet<string>): void {
  eachPage(list, (all) => (all.some(({ id }) => ids.has(id)) ? all.filter(({ id }) => !ids.has(id)) : all));
}

/** Puts removed records back where they were in an earlier state of the list. */
export function reinsert(list: ShownList, removed: readonly StoredRecord[], before: readonly StoredRecord[]): void {
  if (list === undefined) return;
  const order = new Map(before.map(({ id }, index) => [id, index]));
  const positionOf = ({ id }: StoredRecord) => order.get(id) ?? -1;
  for (const record of removed) {
    if (list.find(record.id) !== undefined) continue;
    // After the nearest earlier record that is still there.
    const follows = list.records.peek().findLast((shown) => positionOf(shown) < positionOf(record))?.id;
    if (follows === undefined) prepend(list, record);
    else
      eachPage(list, (all) =>
        all.some(({ id }) => id === follows) ? all.flatMap((shown) => (shown.id === follows ? [shown, record] : [shown])) : all,
      );
  }
}

function eachPage(list: ShownList, turn: (records: readonly StoredRecord[]) => readonly StoredRecord[]): void {
  const turned = (page: ListPage) => {
    const changed = turn(page.records);
    return changed === page.records ? page : { ...page, records: changed };
  };
  list?.alter((pages) => pages.map(turned));
}
