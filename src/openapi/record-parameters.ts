import { expandableFields } from '../http/expand.ts';
import { countableFields, DEFAULT_SORT, MAX_SEARCH_LENGTH } from '../http/request/list-query.ts';
import type { RecordType } from '../schema/record-type.ts';
import { filterNames } from '../schema/service-fields.ts';
import type { Parameter } from './document.ts';
import { filterParameters } from './filter-parameters.ts';
import { pageParameters, query, toggle } from './query-parameter.ts';
import { memberNames, type Subject } from './subject.ts';

/** Returns the query parameters of a route that lists, counts or returns records. They depend on the record type. */
export function recordParameters(parameters: 'list' | 'count' | 'record', { type, plural }: Subject): Parameter[] {
  if (parameters === 'record') return expandParameters(type);
  return [...(parameters === 'list' ? listParameters(type) : countParameters(type)), ...conditions(type, plural)];
}

function listParameters(type: RecordType): Parameter[] {
  const orders = type.sortable.flatMap((name) => [name, `-${name}`]);
  return [
    ...pageParameters('records', 'type, sort, filters and workspace'),
    query(
      'sort',
      'The sort field; `-` for descending. Records without the field come last ascending and first descending. `id` breaks ties.',
      {
        type: 'string',
        enum: orders,
        default: DEFAULT_SORT,
        examples: orders.slice(-1),
      },
    ),
    // A string, not an array: generated clients repeat the parameter for an array, but `fields` may be given only once.
    query('fields', 'The fields to return, separated by commas. `id` is always included.', {
      type: 'string',
      pattern: listPattern(memberNames(type)),
      examples: [Object.keys(type.fields).slice(0, 2).join(',')],
    }),
    ...expandParameters(type),
  ];
}

function expandParameters(type: RecordType): Parameter[] {
  const names = expandableFields(type);
  if (names.length === 0) return [];
  const description =
    'The references to include, as field names separated by commas. Each record gets `expand` with them. Records in the trash have `deletedAt`; those that no longer exist are `null`.';
  return [query('expand', description, { type: 'string', pattern: listPattern(names), examples: [names.join(',')] })];
}

function listPattern(names: readonly string[]): string {
  const name = `(${names.join('|')})`;
  return `^${name}( *, *${name})*$`;
}

function countParameters(type: RecordType): Parameter[] {
  const countable = countableFields(type);
  if (countable.length === 0) return [];
  return [query('groupBy', 'Also counts by each choice of this field.', { type: 'string', enum: countable, examples: countable })];
}

function conditions(type: RecordType, plural: string): Parameter[] {
  return [
    query('q', 'Search words. Each must occur in a text field. Case, accents (Latin, Greek) and points (Hebrew, Arabic) do not matter.', {
      type: 'string',
      minLength: 1,
      maxLength: MAX_SEARCH_LENGTH,
      pattern: '\\S',
      examples: ['report'],
    }),
    toggle('trashed', `Returns the ${plural} in the trash instead of the live ones.`),
    ...filterNames(type).flatMap((name) => filterParameters(type, name)),
  ];
}
