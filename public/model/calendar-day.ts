import type { Field } from '../../src/schema/field.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { fieldOf } from '../../src/schema/service-fields.ts';
import { parameterOf } from './filters.ts';
import { localTime } from './local-time.ts';
import { MOMENT } from './moment.ts';
import { addDays } from './month.ts';
import { withParameters } from './route.ts';
import type { StoredRecord } from './stored-record.ts';
import { queryOf, type View } from './view.ts';

// The values of a field that a calendar shows are days, or times in the time zone of the browser.

const SOME_DAY = '2026-01-01';

/** Returns the day on which a calendar shows a value; `undefined` for a value that does not fit the field. */
export function dayOf(field: Field, value: unknown): string | undefined {
  if (typeof value !== 'string' || !field.parse(value).ok) return undefined;
  return takesDays(field) ? value : localTime(value).slice(0, 10);
}

/** Returns the value for another day. A time keeps its time of day; without a former value it is the start of the day. */
export function valueOn(field: Field, day: string, before?: unknown): unknown {
  if (takesDays(field)) return day;
  return dayOf(field, before) === undefined ? MOMENT.startOf(day) : atSameTime(day, String(before));
}

/** Returns the time of day of a value, such as `14:30`; `undefined` if the field has days only. */
export function timeOfDay(field: Field, value: unknown): string | undefined {
  return takesDays(field) || typeof value !== 'string' ? undefined : localTime(value).slice(11);
}

function takesDays(field: Field): boolean {
  return field.parse(SOME_DAY).ok;
}

/** Where the clocks skip this time, the browser takes the time that is as much later. */
function atSameTime(day: string, before: string): string {
  const former = new Date(before);
  const moment = new Date(`${day}T00:00`);
  moment.setHours(former.getHours(), former.getMinutes(), former.getSeconds(), former.getMilliseconds());
  return moment.toISOString();
}

/** Returns the records of each day, in the order of their values. */
export function recordsByDay(type: RecordType, by: string, records: readonly StoredRecord[]): ReadonlyMap<string, readonly StoredRecord[]> {
  const field = fieldOf(type, by);
  const days = new Map<string, StoredRecord[]>();
  if (field === undefined) return days;
  const keyOf = (record: StoredRecord) => field.sortKey?.(record[by]) ?? '';
  for (const record of records) {
    const day = dayOf(field, record[by]);
    if (day !== undefined) days.set(day, [...(days.get(day) ?? []), record]);
  }
  for (const shown of days.values()) shown.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));
  return days;
}

/**
 * Returns the query for the records of some days. It is sorted by the field if an index allows that, because then the service
 * reads only these days. Filters of the view on the same field stay: the narrower bound holds.
 */
export function queryOfDays(
  type: RecordType,
  view: View,
  by: string,
  [first, last]: readonly [first: string, last: string],
): URLSearchParams {
  const field = fieldOf(type, by);
  const query = queryOf(view);
  if (field === undefined) return query;
  const bound = (day: string) => operandOf(field, day) ?? day;
  const [lower, upper] = [bound(first), bound(addDays(last, 1))];
  return withParameters(query, {
    sort: type.sortable.includes(by) ? by : undefined,
    ...narrower(field, query, parameterOf(by, 'gte'), (given) => given > lower, lower),
    ...narrower(field, query, parameterOf(by, 'lt'), (given) => given < upper, upper),
  });
}

function narrower(
  field: Field,
  query: URLSearchParams,
  parameter: string,
  isNarrower: (given: string) => boolean,
  bound: string,
): Record<string, string> {
  const text = query.get(parameter);
  // The service explains a bound that is no day.
  const given = text === null ? undefined : operandOf(field, text);
  if (text !== null && given === undefined) return {};
  return given !== undefined && isNarrower(given) ? {} : { [parameter]: bound };
}

function operandOf(field: Field, text: string): string | undefined {
  const parsed = (field.parseOperand ?? field.parse)(text, MOMENT);
  return parsed.ok && typeof parsed.value === 'string' ? parsed.value : undefined;
}
