import { type QueryWord, SERVICE_FIELDS } from '../../schema/definition.ts';
import type { RecordType } from '../../schema/record-type.ts';
import { searchWords } from '../../schema/search.ts';
import { codePointLength } from '../../schema/text-rules.ts';
import { openCursor } from '../../store/cursor.ts';
import type { Filter, ListQuery, Position, Scope } from '../../store/record-store.ts';
import { malformed, type RequestFault } from '../problem.ts';
import { readBoolean, readFilter } from './filter-parameters.ts';
import { fault, isFault, type Query } from './query-parameters.ts';

export const DEFAULT_LIMIT = 25;
export const MAX_LIMIT = 100;
/** In Unicode code points. */
export const MAX_SEARCH_LENGTH = 200;
export const DEFAULT_SORT = '-createdAt';

/** What each of the two takes beside filters. */
const LIST_PARAMETERS: readonly QueryWord[] = ['limit', 'cursor', 'sort', 'fields', 'trashed', 'q'];
const COUNT_PARAMETERS: readonly QueryWord[] = ['groupBy', 'trashed', 'q'];

export interface ListRequest {
  readonly query: ListQuery;
  readonly limit: number;
  /** Where the page starts; `undefined`: at the beginning. */
  readonly after: Position | undefined;
  /** The fields to answer; all of them if `undefined`. */
  readonly fields: readonly string[] | undefined;
}

export interface CountRequest {
  readonly query: ListQuery;
  readonly groupBy: string | undefined;
}

/**
 * Reads what a list is asked for.
 * @throws {Problem} `malformed-request`, naming each parameter at fault and what is allowed
 */
export function readListRequest(scope: Scope, asked: Query): ListRequest {
  const { type } = scope;
  const reader = createReader(asked);
  const sort = reader.read('sort', DEFAULT_SORT, (text) => readSort(type, text));
  const order = { field: sort.replace(/^-/, ''), descending: sort.startsWith('-') };
  const query = { ...readConditions(type, asked, reader, LIST_PARAMETERS), sort: order };
  const request = {
    query,
    limit: reader.read('limit', DEFAULT_LIMIT, readLimit),
    after: reader.read<Position | undefined>('cursor', undefined, (text) => openCursor(scope, query, text) ?? badCursor),
    fields: reader.read<readonly string[] | undefined>('fields', undefined, (text) => readFields(type, text)),
  };
  reader.finish();
  return request;
}

const badCursor = fault('cursor', 'bad-cursor', 'is no cursor of this list with this sort and these filters; start again without it');

/** @throws {Problem} `malformed-request`, as `readListRequest` does */
export function readCountRequest(type: RecordType, asked: Query): CountRequest {
  const reader = createReader(asked);
  const request = {
    query: { ...readConditions(type, asked, reader, COUNT_PARAMETERS), sort: { field: 'createdAt', descending: true } },
    groupBy: reader.read<string | undefined>('groupBy', undefined, (text) => readGroupBy(type, text)),
  };
  reader.finish();
  return request;
}

/** The fields by which a type's records can be counted: those that have choices. */
export function countableFields(type: RecordType): string[] {
  return Object.keys(type.fields).filter((name) => type.fields[name]?.jsonSchema.enum !== undefined);
}

interface Reader {
  readonly faults: RequestFault[];
  /** A parameter as `parse` reads it; `fallback` if it is not there or at fault. */
  read<Value>(name: string, fallback: Value, parse: (text: string) => Value | RequestFault): Value;
  /** @throws {Problem} with every fault */
  finish(): void;
}

function createReader({ parameters, faults: found }: Query): Reader {
  const faults = [...found];
  return {
    faults,
    read(name, fallback, parse) {
      const text = parameters.get(name);
      const value = text === undefined ? fallback : parse(text);
      if (!isFault(value)) return value;
      faults.push(value);
      return fallback;
    },
    finish() {
      if (faults.length > 0) throw malformed(faults);
    },
  };
}

function readConditions(type: RecordType, { parameters }: Query, reader: Reader, own: readonly QueryWord[]): Omit<ListQuery, 'sort'> {
  const filters: Filter[] = [];
  for (const [name, text] of parameters) {
    if (own.some((word) => word === name)) continue;
    const filter = readFilter(type, name, text, own);
    if (isFault(filter)) reader.faults.push(filter);
    else filters.push(filter);
  }
  const trashed = reader.read<boolean>('trashed', false, (text) => readBoolean('trashed', text));
  return { filters, words: reader.read<readonly string[]>('q', [], readWords), trashed };
}

function readLimit(text: string): number | RequestFault {
  const isWithin = /^[1-9]\d{0,2}$/.test(text) && Number(text) <= MAX_LIMIT;
  return isWithin ? Number(text) : fault('limit', 'out-of-range', `must be a whole number from 1 to ${MAX_LIMIT}`);
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
  return fault('fields', 'unknown-field', `names "${unknown.join('", "')}"; allowed are ${allowed.join(', ')}`);
}

function readGroupBy(type: RecordType, text: string): string | RequestFault {
  const allowed = countableFields(type);
  return allowed.includes(text) ? text : fault('groupBy', 'not-countable', `must be one of ${allowed.join(', ')}`);
}

function readWords(text: string): readonly string[] | RequestFault {
  if (codePointLength(text) > MAX_SEARCH_LENGTH) return fault('q', 'too-long', `must be at most ${MAX_SEARCH_LENGTH} characters long`);
  const words = searchWords(text);
  return words.length === 0 ? fault('q', 'blank', 'must hold a word to look for') : words;
}
