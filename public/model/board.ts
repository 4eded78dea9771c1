import type { RecordType } from '../../src/schema/record-type.ts';
import { fieldOf } from '../../src/schema/service-fields.ts';
import { filtersOf } from './filters.ts';
import { humanize } from './labels.ts';
import { matches } from './matches.ts';
import { isWritable } from './record-changes.ts';
import { withParameters } from './route.ts';
import type { StoredRecord } from './stored-record.ts';
import { controlOf } from './type-display.ts';
import { type Sort, sortOf, type View } from './view.ts';

/** The choice that a column of a board stands for; `undefined` for records without a value. */
export type ColumnValue = string | undefined;

const NO_RECORD: StoredRecord = { id: '', version: 0, createdAt: '', updatedAt: '', createdBy: '', updatedBy: '' };

/** Returns the values whose records the filters of a view can match: choices, then former choices, then no value. */
export function columnValues(type: RecordType, view: View, by: string): ColumnValue[] {
  const control = controlOf(type, by);
  if (control?.type !== 'select') return [];
  const filters = new URLSearchParams(filtersOf(view).filter(([parameter]) => isFilterBy(by, parameter)));
  return [...control.choices, ...(control.retired ?? []), undefined].filter((value) =>
    matches(type, filters, { ...NO_RECORD, [by]: value }),
  );
}

/** Returns the query of one column: the filters of the view, and the value instead of the filters by this field. */
export function columnQuery(query: View, by: string, value: ColumnValue): View {
  const others = new URLSearchParams([...query].filter(([parameter]) => !isFilterBy(by, parameter)));
  return withParameters(others, value === undefined ? { [`${by}[exists]`]: 'false' } : { [by]: value });
}

function isFilterBy(by: string, parameter: string): boolean {
  return parameter.replace(/\[.*/, '') === by;
}

export function columnName(value: ColumnValue): string {
  return value === undefined ? 'None' : humanize(value);
}

export function columnOf(record: StoredRecord, by: string): ColumnValue {
  const value = record[by] ?? undefined;
  return value === undefined ? undefined : String(value);
}

/** Whether a record can be moved to a column: not to a former choice, and not to “None” if records always have a value. */
export function canMoveTo(type: RecordType, by: string, value: ColumnValue): boolean {
  return isWritable(type, by, value) && (value !== undefined || type.fields[by]?.default === undefined);
}

/** Records that were loaded together for a column, or added by the person (without a column). */
export interface Loaded {
  readonly column: number | undefined;
  readonly records: readonly StoredRecord[];
}

export interface Arranging {
  readonly type: RecordType;
  readonly view: View;
  readonly by: string;
  readonly values: readonly ColumnValue[];
}

/**
 * Returns the records of each column, each record once, in its newest version.
 * A record belongs to the column of its value, wherever it was loaded. One that was moved stands where the order of the view puts it.
 */
export function arrange({ type, view, by, values }: Arranging, loaded: readonly Loaded[]): StoredRecord[][] {
  const newest = newestVersions(loaded);
  const compare = comparer(type, sortOf(view));
  return values.map((value, column) => {
    const seen = new Set<string>();
    const take = (isWanted: (from: number | undefined) => boolean) =>
      loaded.flatMap((part) =>
        isWanted(part.column)
          ? part.records.filter((record) => {
              const isHere = columnOf(record, by) === value && newest.get(record.id) === record.version && !seen.has(record.id);
              if (isHere) seen.add(record.id);
              return isHere;
            })
          : [],
      );
    const [added, own] = [take((from) => from === undefined), take((from) => from === column)];
    const moved = take((from) => from !== undefined && from !== column);
    for (const record of moved) own.splice(placeOf(record, own, compare), 0, record);
    return [...added, ...own];
  });
}

function newestVersions(loaded: readonly Loaded[]): ReadonlyMap<string, number> {
  const newest = new Map<string, number>();
  for (const { records } of loaded) {
    for (const { id, version } of records) newest.set(id, Math.max(version, newest.get(id) ?? 0));
  }
  return newest;
}

type Compare = (a: StoredRecord, b: StoredRecord) => number;

function placeOf(record: StoredRecord, records: readonly StoredRecord[], compare: Compare): number {
  const place = records.findIndex((other) => compare(record, other) < 0);
  return place === -1 ? records.length : place;
}

function comparer(type: RecordType, { field: name, descending }: Sort): Compare {
  const keyOf = ({ id, [name]: value }: StoredRecord) => [value === undefined ? '' : (fieldOf(type, name)?.sortKey?.(value) ?? ''), id];
  const ascending: Compare = (a, b) => {
    const [[keyA = '', idA = ''], [keyB = '', idB = '']] = [keyOf(a), keyOf(b)];
    if (keyA !== keyB) return keyA < keyB ? -1 : 1;
    return idA < idB ? -1 : Number(idA > idB);
  };
  return descending ? (a, b) => ascending(b, a) : ascending;
}
