import { type QueryWord, SERVICE_FIELDS } from '../../schema/definition.ts';
import { type AsOf, createMoment } from '../../schema/moment.ts';
import type { RecordType } from '../../schema/record-type.ts';
import { searchWords } from '../../schema/search.ts';
import { codePointLength } from '../../schema/text-rules.ts';
import { asOfCursor, openCursor } from '../../store/cursor.ts';
import type { Filter, ListQuery, Position, Scope } from '../../store/record-store.ts';
import { expandableFields } from '../expand.ts';
import type { RequestFault } from '../problem.ts';
import { createFaultCollector, type FaultCollector, isFault } from './fault-collector.ts';
import { readBoolean, readFilter } from './filter-parameters.ts';
import { createReader, DEFAULT_LIMIT, type ReadParameter, readLimit } from './page-query.ts';
import { fault, type Query, unknownParameters } from './query-parameters.ts';

/** In Unicode code points. */
export const MAX_SEARCH_LENGTH = 200;
export const DEFAULT_SORT = '-createdAt';

/** The query parameters of lists and counts, without the filters. */
const LIST_PARAMETERS: readonly QueryWord[] = ['limit', 'cursor', 'sort', 'fields', 'expand', 'trashed', 'q'];
const COUNT_PARAMETERS: readonly QueryWord[] = ['groupBy', 'trashed', 'q'];

export interface ListRequest {
  readonly query: ListQuery;
  readonly limit: number;
  /** The position before the page; `undefined` for the first page. */
  readonly after: Position | undefined;
  /** The fields to return; `undefined`: all. */
  readonly fields: readonly string[] | undefined;
  /** The fields to expand. */
  readonly expand: readonly string[];
}

export interface CountRequest {
  readonly query: ListQuery;
  readonly groupBy: string | undefined;
}

/** The caller, with the time and the time zone of the request. */
export interface Asker extends AsOf {
  readonly me: string;
}

/**
 * Reads the query of a list.
 * @throws {Problem} `malformed-request` with every invalid parameter and its allowed values
 */
export function readListRequest(scope: Scope, asked: Query, asker: Asker): ListRequest {
  const { type } = scope;
  const faults = createFaultCollector();
  faults.add(...asked.faults);
  const read = createReader(asked, faults);
  const sort = read('sort', DEFAULT_SORT, (text) => readSort(type, text));
  const order = { field: sort.replace(/^-/, ''), descending: sort.startsWith('-') };
  const queryAt = (asOf: AsOf) => ({
    ...readConditions(asked, LIST_PARAMETERS, { type, faults, read, asker: { me: asker.me, ...asOf } }),
    sort: order,
  });
  const first = queryAt(asker);
  const cursor = asked.parameters.get('cursor')?.[0];
  // Later pages keep the time and the time zone of the first page, so that `today` does not change between pages.
  const asOf = cursor === undefined || first.asOf === undefined ? undefined : asOfCursor(scope, first, cursor);
  const query = asOf === undefined ? first : queryAt(asOf);
  const request = {
    query,
    limit: read('limit', DEFAULT_LIMIT, readLimit),
    after: read<Position | undefined>('cursor', undefined, (text) => openCursor(scope, query, text) ?? badCursor),
    fields: read<readonly string[] | undefined>('fields', undefined, (text) => readFields(type, text)),
    expand: read<readonly string[]>('expand', [], (text) => readExpand(type, text)),
  };
  faults.throwIfAny();
  return request;
}

const badCursor = fault('cursor', 'bad-cursor', 'is not valid for this list with this sort and these filters; start without a cursor');

/** Reads the query of a count. @throws {Problem} `malformed-request` with every invalid parameter and its allowed values */
export function readCountRequest(type: RecordType, asked: Query, asker: Asker): CountRequest {
  const faults = createFaultCollector();
  faults.add(...asked.faults);
  const read = createReader(asked, faults);
  const request = {
    query: { ...readConditions(asked, COUNT_PARAMETERS, { type, faults, read, asker }), sort: { field: 'createdAt', descending: true } },
    groupBy: read<string | undefined>('groupBy', undefined, (text) => readGroupBy(type, text)),
  };
  faults.throwIfAny();
  return request;
}

/** Returns the fields that `groupBy` accepts: those with choices. */
export function countableFields(type: RecordType): string[] {
  return Object.keys(type.fields).filter((name) => type.fields[name]?.jsonSchema.enum !== undefined);
}

interface Reading {
  readonly type: RecordType;
  readonly faults: FaultCollector;
  readonly read: ReadParameter;
  readonly asker: Asker;
}

function readConditions({ parameters }: Query, own: readonly QueryWord[], { type, faults, read, asker }: Reading): Omit<ListQuery, 'sort'> {
  const { me, now, timeZone } = asker;
  const moment = createMoment({ now, timeZone });
  const filters: Filter[] = [];
  for (const [name, texts] of parameters) {
    if (own.some((word) => word === name)) continue;
    const filter = readFilter(name, texts, { type, own, me, moment });
    if (isFault(filter)) faults.add(filter);
    else filters.push(filter);
  }
  const trashed = read<boolean>('trashed', false, (text) => readBoolean('trashed', text));
  const asOf = filters.some(({ asked }) => asked !== undefined) ? { asOf: { now, timeZone } } : {};
  return { filters, words: read<readonly string[]>('q', [], readWords), trashed, ...asOf };
}

function readSort(type: RecordType, text: string): string | RequestFault {
  const allowed = type.sortable.flatMap((name) => [name, `-${name}`]);
  return allowed.includes(text) ? text : fault('sort', 'not-sortable', `must be one of ${allowed.join(', ')}`);
}

function readFields(type: RecordType, text: string): readonly string[] | RequestFault {
  const allowed = [...SERVICE_FIELDS, ...Object.keys(type.fields)];
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !allowed.includes(name));
  if (unknown.length === 0) return names;
  return fault('fields', 'unknown-field', `names unknown fields "${unknown.join('", "')}"; allowed are ${allowed.join(', ')}`);
}

/**
 * Reads the query of one record, which has only `expand`.
 * @throws {Problem} `malformed-request`
 */
export function readRecordRequest(type: RecordType, asked: Query): { readonly expand: readonly string[] } {
  const faults = createFaultCollector();
  faults.add(...asked.faults, ...unknownParameters(asked.parameters, ['expand']));
  const expand = createReader(asked, faults)<readonly string[]>('expand', [], (text) => readExpand(type, text));
  faults.throwIfAny();
  return { expand };
}

function readExpand(type: RecordType, text: string): readonly string[] | RequestFault {
  const allowed = expandableFields(type);
  const names = [...new Set(text.split(',').map((name) => name.trim()))];
  if (names.every((name) => allowed.includes(name))) return names;
  const detail =
    allowed.length === 0 ? `has no use: no field of ${type.name} refers to anything` : `must name fields among ${allowed.join(', ')}`;
  return fault('expand', 'not-expandable', detail);
}

function readGroupBy(type: RecordType, text: string): string | RequestFault {
  const allowed = countableFields(type);
  return allowed.includes(text) ? text : fault('groupBy', 'not-countable', `must be one of ${allowed.join(', ')}`);
}

function readWords(text: string): readonly string[] | RequestFault {
  if (codePointLength(text) > MAX_SEARCH_LENGTH) return fault('q', 'too-long', `must be at most ${MAX_SEARCH_LENGTH} characters long`);
  const words = searchWords(text);
  return words.length === 0 ? fault('q', 'blank', 'must contain a word') : words;
}
