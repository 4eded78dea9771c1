import type { Field, Operator } from '../schema/field.ts';
import { type RecordType, SERVICE_FIELDS } from '../schema/record-type.ts';
import { searchWords } from '../schema/search.ts';
import { foldCase } from '../schema/text-order.ts';
import type { Filter, ListQuery } from '../store/query.ts';
import { malformed, type RequestFault } from './problem.ts';
import { fault, type Parameters } from './query-parameters.ts';

export const DEFAULT_LIMIT = 25;
export const MAX_LIMIT = 100;
export const MAX_SEARCH_LENGTH = 200;
const DEFAULT_SORT = '-createdAt';

export interface ListRequest {
  readonly query: ListQuery;
  readonly limit: number;
  readonly cursor: string | undefined;
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
export function readListRequest(type: RecordType, parameters: Parameters): ListRequest {
  const reader = createReader(type, parameters, ['limit', 'cursor', 'sort', 'fields']);
  const request = {
    query: { ...reader.conditions(), sort: reader.sort() },
    limit: reader.limit(),
    cursor: parameters.get('cursor'),
    fields: reader.fields(),
  };
  reader.finish();
  return request;
}

/** @throws {Problem} `malformed-request`, as `readListRequest` does */
export function readCountRequest(type: RecordType, parameters: Parameters): CountRequest {
  const reader = createReader(type, parameters, ['groupBy']);
  const request = { query: { ...reader.conditions(), sort: { field: 'createdAt', descending: true } }, groupBy: reader.groupBy() };
  reader.finish();
  return request;
}

/** The fields by which a type's records can be counted: those that have choices. */
export function countableFields(type: RecordType): string[] {
  return Object.keys(type.fields).filter((name) => type.fields[name]?.jsonSchema.enum !== undefined);
}

/** Every filter parameter of a type, such as `dueDate` and `dueDate[gte]`. */
export function filterParameters(type: RecordType): string[] {
  return type.filterable.flatMap((name) => (type.fields[name]?.operators ?? []).map((operator) => parameterName(name, operator)));
}

export function parameterName(field: string, operator: Operator): string {
  return operator === 'eq' ? field : `${field}[${operator}]`;
}

function createReader(type: RecordType, parameters: Parameters, own: readonly string[]) {
  const faults: RequestFault[] = [];

  function given<Value>(name: string, read: (text: string) => Value | RequestFault, otherwise: Value): Value {
    const text = parameters.get(name);
    if (text === undefined) return otherwise;
    const value = read(text);
    if (!isFault(value)) return value;
    faults.push(value);
    return otherwise;
  }

  return {
    limit: () =>
      given<number>('limit', (text) => {
        const isWithin = /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= MAX_LIMIT;
        return isWithin ? Number(text) : fault('limit', 'out-of-range', `must be a whole number from 1 to ${MAX_LIMIT}`);
      }, DEFAULT_LIMIT),

    sort() {
      const sort = given<string>('sort', (text) => {
        const allowed = type.sortable.flatMap((name) => [name, `-${name}`]);
        return allowed.includes(text) ? text : fault('sort', 'not-sortable', `must be one of ${allowed.join(', ')}`);
      }, DEFAULT_SORT);
      return { field: sort.replace(/^-/, ''), descending: sort.startsWith('-') };
    },

    fields: () =>
      given<readonly string[] | undefined>('fields', (text) => {
        const allowed = [...SERVICE_FIELDS, ...Object.keys(type.fields)];
        const names = text.split(',').map((name) => name.trim());
        const unknown = names.filter((name) => !allowed.includes(name));
        return unknown.length === 0 ? names : fault('fields', 'unknown-field', `names "${unknown.join('", "')}"; allowed are ${allowed.join(', ')}`);
      }, undefined),

    groupBy: () =>
      given<string | undefined>('groupBy', (text) => {
        const allowed = countableFields(type);
        return allowed.includes(text) ? text : fault('groupBy', 'not-countable', `must be one of ${allowed.join(', ')}`);
      }, undefined),

    conditions() {
      const trashed = given('trashed', (text) => booleanOf(text) ?? fault('trashed', 'not-a-choice', 'must be true or false'), false);
      const words = given<readonly string[]>('q', readWords, []);
      const filters: Filter[] = [];
      for (const [name, text] of parameters) {
        if (own.includes(name) || name === 'trashed' || name === 'q') continue;
        const filter = readFilter(type, name, text, [...own, 'trashed', 'q']);
        if (isFault(filter)) faults.push(filter);
        else filters.push(filter);
      }
      return { filters, words, trashed };
    },

    finish() {
      if (faults.length > 0) throw malformed(faults);
    },
  };
}

function readWords(text: string): readonly string[] | RequestFault {
  if (text.length > MAX_SEARCH_LENGTH) return fault('q', 'too-long', `must be at most ${MAX_SEARCH_LENGTH} characters long`);
  const words = searchWords(text);
  return words.length === 0 ? fault('q', 'blank', 'must hold a word to look for') : words;
}

function readFilter(type: RecordType, parameter: string, text: string, own: readonly string[]): Filter | RequestFault {
  const [, name = parameter, operator = 'eq'] = /^([^[\]]+)\[([^[\]]*)\]$/.exec(parameter) ?? [];
  const field = type.filterable.includes(name) ? type.fields[name] : undefined;
  if (field === undefined) {
    return fault(parameter, 'unknown-parameter', `is unknown here; this path takes ${[...own, ...filterParameters(type)].join(', ')}`);
  }
  const known = field.operators.find((one) => one === operator);
  if (known === undefined) {
    const allowed = field.operators.map((one) => parameterName(name, one)).join(', ');
    return fault(parameter, 'unknown-operator', `has an unknown operator; "${name}" takes ${allowed}`);
  }
  const values = operandsOf(parameter, field, known, text);
  return isFault(values) ? values : { field: name, operator: known, values };
}

function operandsOf(parameter: string, field: Field, operator: Operator, text: string): readonly unknown[] | RequestFault {
  if (operator === 'exists') {
    const exists = booleanOf(text);
    return exists === undefined ? fault(parameter, 'not-a-choice', 'must be true or false') : [exists];
  }
  if (operator === 'prefix') return text === '' ? fault(parameter, 'blank', 'must not be blank') : [foldCase(text)];
  const values: unknown[] = [];
  for (const one of operator === 'eq' && field.severalValues ? text.split(',') : [text]) {
    const parsed = field.parse(field.fromText(one));
    if (!parsed.ok) return fault(parameter, parsed.faults[0]?.code ?? 'bad-value', parsed.faults[0]?.detail ?? 'cannot be compared with');
    if (parsed.value === undefined) return fault(parameter, 'blank', 'must not be blank; [exists]=false finds records without it');
    values.push(parsed.value);
  }
  return values;
}

function booleanOf(text: string): boolean | undefined {
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

function isFault(value: unknown): value is RequestFault {
  return typeof value === 'object' && value !== null && 'in' in value && 'code' in value;
}
