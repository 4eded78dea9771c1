import { useMemo } from 'preact/hooks';
import type { RecordType } from '../../src/schema/record-type.ts';
import { titleField } from '../../src/schema/record-type.ts';
import { useNearby } from '../browser/use-nearby.ts';
import { useRoom } from '../browser/use-room.ts';
import type { MarkText } from '../controls/control.ts';
import { FieldValue } from '../controls/field-value.tsx';
import { labelOf } from '../model/labels.ts';
import { may } from '../model/person.ts';
import { hrefOf, type Route, withParameters } from '../model/route.ts';
import type { StoredRecord } from '../model/stored-record.ts';
import { controlOf, isCompleted } from '../model/type-display.ts';
import { columnsOf, isTrash, nextSort, sortOf } from '../model/view.ts';
import { useApp } from '../state/app-context.ts';
import type { ListPage, RecordList } from '../state/record-list.ts';
import { lazy } from '../ui/lazy.tsx';
import { DoneToggle } from './done-toggle.tsx';
import { type FittedColumn, fitColumns } from './fit-columns.ts';
import { cellAttributes, openOnClick } from './open-on-click.ts';
import { RecordLink } from './record-link.tsx';
import { SelectBox } from './select-box.tsx';
import { useMark } from './use-mark.tsx';

const SelectAll = lazy(() => import('./select-all.tsx'), 'SelectAll');

export interface RecordsProps {
  readonly route: Route;
  readonly list: RecordList;
}

/** The records as a table, for wide screens. */
export function RecordTable({ route, list }: RecordsProps) {
  const { type, view } = route;
  const names = [...columnsOf(type, view), ...(isTrash(view) ? ['deletedAt'] : [])];
  const [element, room] = useRoom<HTMLDivElement>();
  const columns = useMemo(() => fitColumns(type, names, room), [type, names.join(), room]);
  const mark = useMark(view);
  const { selection } = useApp();
  const canSelect = useCanSelect();
  return (
    <div ref={element} class={canSelect ? 'table-room has-marks' : 'table-room'}>
      <table role={canSelect ? 'grid' : undefined} class={selection.ids.value.size > 0 ? 'table has-selection' : 'table'}>
        <caption class="sr-only">{type.title}</caption>
        <thead>
          <tr>
            {canSelect && (
              <th class="cell-mark">
                <span class="sr-only">Select</span>
                <SelectAll list={list} />
              </th>
            )}
            {[{ name: titleField(type), width: undefined }, ...columns].map(({ name, width }) => (
              <ColumnHead key={name} route={route} name={name} width={width} />
            ))}
          </tr>
        </thead>
        {list.pages.value.map((page) => (
          <TablePage key={page.key} route={route} page={page} columns={columns} mark={mark} canSelect={canSelect} />
        ))}
      </table>
    </div>
  );
}

function useCanSelect(): boolean {
  const { person } = useApp();
  return may(person.value, 'editor');
}

interface TablePageProps {
  readonly route: Route;
  readonly page: ListPage;
  /** The same array until the columns change, for `useMemo`. */
  readonly columns: readonly FittedColumn[];
  readonly mark: MarkText | undefined;
  readonly canSelect: boolean;
}

/** Rendered again only when one of its records changes, or when it moves near the screen or away from it. */
function TablePage({ route, page, columns, mark, canSelect }: TablePageProps) {
  const { element, height } = useNearby<HTMLTableSectionElement>(page.records.length);
  return useMemo(() => {
    if (height !== undefined) {
      return (
        <tbody ref={element} aria-hidden="true">
          <tr>
            <td colSpan={columns.length + (canSelect ? 2 : 1)} style={{ height: `${height}px` }} />
          </tr>
        </tbody>
      );
    }
    return (
      <tbody ref={element}>
        {page.records.map((record) => (
          <Row key={record.id} route={route} record={record} columns={columns} mark={mark} canSelect={canSelect} />
        ))}
      </tbody>
    );
  }, [route, page, columns, mark, canSelect, height]);
}

interface RowProps {
  readonly route: Route;
  readonly record: StoredRecord;
  readonly columns: readonly FittedColumn[];
  readonly mark: MarkText | undefined;
  readonly canSelect: boolean;
}

function Row({ route, record, columns, mark, canSelect }: RowProps) {
  const app = useApp();
  const { selection } = app;
  const { type, view } = route;
  return (
    <tr class={rowClass(type, record, selection.has(record.id))} onClick={openOnClick(app, route, record)}>
      {canSelect && (
        <td class="cell-mark">
          <SelectBox type={type} record={record} />
        </td>
      )}
      <th scope="row" class="cell-title">
        <span class="title-line">
          {canSelect && !isTrash(view) && <DoneToggle type={type} record={record} />}
          <RecordLink route={route} record={record} mark={mark} />
        </span>
      </th>
      {columns.map(({ name, width }) => (
        <td key={name} class={cellClass(type, name)} {...cellAttributes(canSelect, type, view, name)}>
          <FieldValue type={type} record={record} name={name} room={width} mark={mark} />
        </td>
      ))}
    </tr>
  );
}

function rowClass(type: RecordType, record: StoredRecord, isSelected: boolean): string {
  return `row${isSelected ? ' is-selected' : ''}${isCompleted(type, record) ? ' is-completed' : ''}`;
}

function cellClass(type: RecordType, name: string): string {
  return `cell-${controlOf(type, name)?.type ?? 'date-time'}`;
}

interface ColumnHeadProps {
  readonly route: Route;
  readonly name: string;
  readonly width: number | undefined;
}

/** A column title. It is a sort button if the type can be sorted by the column. */
function ColumnHead({ route: { type, view, open }, name, width }: ColumnHeadProps) {
  const { router } = useApp();
  const sort = sortOf(view);
  const isSorted = sort.field === name;
  const style = width === undefined ? undefined : { width: `${width}px` };
  const className = name === titleField(type) ? 'cell-title' : cellClass(type, name);
  if (!type.sortable.includes(name)) {
    return (
      <th scope="col" class={className} style={style} title="Can’t be sorted: no index for this column">
        {labelOf(type, name)}
      </th>
    );
  }
  return (
    <th scope="col" class={className} style={style} aria-sort={isSorted ? (sort.descending ? 'descending' : 'ascending') : undefined}>
      <button
        type="button"
        class="sort"
        onClick={() => router.go(hrefOf({ type, open, view: withParameters(view, { sort: nextSort(view, name) }) }))}
      >
        {labelOf(type, name)}
        <span class="sort-mark" aria-hidden="true">
          {isSorted ? (sort.descending ? '↓' : '↑') : '↕'}
        </span>
      </button>
    </th>
  );
}
