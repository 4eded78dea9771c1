import { batch, computed, signal } from '@preact/signals';
import { arrange, type ColumnValue, columnQuery, columnValues, type Loaded } from '../model/board.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import type { CreateArrangedList } from './lists.ts';
import { createRecordList, type ListPage, type LoadState, type RecordList } from './record-list.ts';

/** The list of a board. Each column loads its own pages. A change of a record moves it to the column of its value. */
export interface BoardList extends RecordList {
  /** Each is a list of its own. Its records follow changes to the board. */
  readonly columns: readonly BoardColumn[];
}

export interface BoardColumn extends RecordList {
  readonly value: ColumnValue;
}

/** More pages than any column has. Makes the keys of pages unique in the board. */
const KEYS_OF_COLUMN = 1_000_000;

export function isBoardList(list: RecordList | undefined): list is BoardList {
  return list !== undefined && 'columns' in list;
}

export const createBoardList: CreateArrangedList = ({ api, type, query, by }) => {
  const values = columnValues(type, query, by);
  const lists = values.map((value) => createRecordList({ api, type, query: columnQuery(query, by, value) }));
  /** Pages that belong to no column, such as new records. */
  const added = signal<readonly ListPage[]>([]);
  let nextKey = 0;

  const loaded = computed((): Loaded[] => [
    ...added.value.map(({ records }) => ({ column: undefined, records })),
    ...lists.map((list, column) => ({ column, records: list.records.value })),
  ]);
  const arranged = computed(() => arrange({ type, view: query, by, values }, loaded.value));
  const columns = lists.map((list, index): BoardColumn => {
    const value = values[index];
    const records = computed(() => arranged.value[index] ?? []);
    const isEmpty = computed(() => list.state.value.is === 'complete' && records.value.length === 0);
    return { ...list, value, records, isEmpty, find: (id) => records.peek().find((record) => record.id === id) };
  });

  const pages = computed(() => [
    ...added.value,
    ...lists.flatMap((list, column) => list.pages.value.map((page) => ({ ...page, key: page.key + (column + 1) * KEYS_OF_COLUMN }))),
  ]);
  const records = computed((): readonly StoredRecord[] => arranged.value.flat());
  const wasStarted = (list: RecordList) => list.state.peek().is !== 'waiting' || list.pages.peek().length > 0;

  return {
    type,
    query,
    pages,
    records,
    columns,
    state: computed(() => boardState(lists)),
    isEmpty: computed(() => lists.every((list) => list.state.value.is === 'complete') && records.value.length === 0),
    isLoadingFirst: computed(() => pages.value.length === 0 && lists.some((list) => list.state.value.is === 'loading')),
    // A column loads when its end comes near the screen.
    more: async () => {},
    async reload() {
      await Promise.all(lists.filter(wasStarted).map(async (list) => await list.reload()));
      added.value = [];
    },
    find: (id) => records.peek().find((record) => record.id === id),
    newPage: (pageRecords) => ({ key: nextKey++, records: pageRecords }),
    alter(change) {
      const changed = change(pages.peek());
      const pagesOf = (column: number) => changed.filter(({ key }) => Math.floor(key / KEYS_OF_COLUMN) === column);
      batch(() => {
        added.value = pagesOf(0);
        for (const [index, list] of lists.entries()) {
          const own = pagesOf(index + 1).map((page) => ({ ...page, key: page.key % KEYS_OF_COLUMN }));
          list.alter(() => own);
        }
      });
    },
  };
};

function boardState(lists: readonly RecordList[]): LoadState {
  const states = lists.map((list) => list.state.value);
  if (states.every(({ is }) => is === 'complete')) return { is: 'complete' };
  return states.find(({ is }) => is === 'failed') ?? states.find(({ is }) => is === 'loading') ?? { is: 'waiting' };
}
