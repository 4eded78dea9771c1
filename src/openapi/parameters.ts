import { expandableFields } from '../http/expand.ts';
import { parameterName } from '../http/request/filter-parameters.ts';
import { countableFields, DEFAULT_SORT, MAX_SEARCH_LENGTH } from '../http/request/list-query.ts';
import { DEFAULT_LIMIT, MAX_LIMIT } from '../http/request/page-query.ts';
import type { OwnOperation, Route } from '../http/route.ts';
import type { Field, Operator } from '../schema/field.ts';
import type { JsonSchema } from '../schema/json-schema.ts';
import { matchFields, type RecordType } from '../schema/record-type.ts';
import { fieldOf, filterNames } from '../schema/service-fields.ts';
import type { Parameter } from './document.ts';
import { personId, recordId } from './schema-parts.ts';
import { memberNames, type Subject } from './subject.ts';

/** Returns the query parameters of a route. Those of lists and counts depend on the record type. */
export function queryParameters(route: Route, subject: Subject | undefined): Parameter[] {
  if (route.operation !== undefined) return ownParameters(route, route.operation);
  return [...switchesOf(route, subject), ...(route.textParameters ?? []).flatMap((name) => TEXTS[name]?.(subject) ?? [])];
}

function ownParameters({ path, parameters = [], textParameters = [] }: Route, { parameters: texts = {} }: OwnOperation): Parameter[] {
  return [...(typeof parameters === 'string' ? [] : parameters), ...textParameters].map((name) => {
    const text = texts[name];
    if (text === undefined)
      throw new RangeError(`the query parameter "${name}" of ${path} is not documented; describe it in its operation`);
    return query(name, text.description, text.schema);
  });
}

function switchesOf({ parameters = [] }: Route, subject: Subject | undefined): Parameter[] {
  if (parameters === 'changes') return feedParameters;
  if (parameters === 'page') return pageParameters('people', 'workspace');
  if (typeof parameters === 'string') return subject === undefined ? [] : recordParameters(parameters, subject);
  const documented = parameters.filter((name) => name !== 'detach' || subject?.isReferenced);
  return documented.map((name) => {
    const switchParameter = SWITCHES[name];
    if (switchParameter === undefined)
      throw new RangeError(`the query parameter "${name}" is not documented; describe it in src/openapi/parameters.ts`);
    return switchParameter;
  });
}

function recordParameters(parameters: 'list' | 'count' | 'record', { type, plural }: Subject): Parameter[] {
  if (parameters === 'record') return expandParameters(type);
  return [...(parameters === 'list' ? listParameters(type) : countParameters(type)), ...conditions(type, plural)];
}

/** The parameters of paths, by their names in routes. */
const PATH_PARAMETERS: Readonly<Record<string, Parameter>> = {
  id: inPath('id', 'The id of the record.', recordId),
  person: inPath('id', 'The `sub` of the person.', personId),
  version: inPath('version', 'A version of the record.', { type: 'integer', minimum: 1, examples: [1] }),
  changeSet: inPath('changeSet', 'The `Change-Set` of the request that wrote.', recordId),
};

/** Returns the parameters of a path, without the record type. */
export function pathParameters({ path }: Pick<Route, 'path'>): Parameter[] {
  return [...path.matchAll(/:(\w+)/g)].flatMap(([, name = '']) => PATH_PARAMETERS[name] ?? []);
}

function inPath(name: string, description: string, schema: JsonSchema): Parameter {
  return { name, in: 'path', description, required: true, schema };
}

const SWITCHES: Readonly<Record<string, Parameter>> = {
  permanent: toggle('permanent', 'Deletes the record permanently, live or in the trash. Requires the role admin.'),
  detach: toggle('detach', 'With `permanent=true`: first unsets the references of live records to this one. Otherwise it has no effect.'),
  dryRun: toggle('dryRun', 'Returns the same result but writes nothing.'),
};

const TEXTS: Readonly<Record<string, (subject: Subject | undefined) => Parameter[]>> = {
  match(subject) {
    const fields = subject === undefined ? [] : matchFields(subject.type);
    if (fields.length === 0) return [];
    const description =
      'A row without `id` updates the one live record that has its value in this field, and creates a record if none has it. ' +
      'The row fails if several records have the value, or if an earlier row of the file has it.';
    return [query('match', description, { type: 'string', enum: fields, examples: fields.slice(0, 1) })];
  },
  type(subject) {
    const types = subject?.type.fields['type']?.jsonSchema.enum ?? [];
    return [query('type', 'Only views of this record type.', { type: 'string', enum: types, examples: types.slice(0, 1) })];
  },
};

function toggle(name: string, description: string): Parameter {
  return query(name, description, { type: 'boolean', default: false, examples: [true] });
}

const feedParameters: Parameter[] = [
  query(
    'since',
    'The `nextCursor` of the previous response, or `now` to skip all earlier changes. Default: from the oldest change that is kept.',
    {
      type: 'string',
      pattern: '^[A-Za-z0-9_-]+$',
    },
  ),
  query('type', 'Only changes of records of this type.', { type: 'string', examples: ['tasks'] }),
  limitParameter('The maximum number of changes. With `type`, a page can have fewer.'),
];

function limitParameter(description: string): Parameter {
  return query('limit', description, { type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT, examples: [10] });
}

function pageParameters(items: string, cursorScope: string): Parameter[] {
  return [
    limitParameter(
      `The maximum number of ${items}. A page can have fewer, or none, and still not be the last. Continue until \`nextCursor\` is \`null\`.`,
    ),
    query('cursor', `The \`nextCursor\` of the previous page. Valid for the same ${cursorScope}.`, {
      type: 'string',
      minLength: 1,
      pattern: '^[A-Za-z0-9_-]+$',
    }),
  ];
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
    ...filterNames(type).flatMap((name) => filters(type, name)),
  ];
}

function filters(type: RecordType, name: string): Parameter[] {
  const field = fieldOf(type, name);
  const [value] = [type.example[name]].flat();
  return field === undefined ? [] : field.operators.map((operator) => FILTERS[operator](name, field, value));
}

/** How to give a filter several values; see `splitValues`. */
const VALUES = 'Separate values by commas, or repeat the parameter. In a value, write a comma as `\\,` and a backslash as `\\\\`.';

type DescribeFilter = (name: string, field: Field, example: unknown) => Parameter;

const FILTERS: Readonly<Record<Operator, DescribeFilter>> = {
  eq: equality('eq', { one: 'equals this value', several: 'is, or contains, one of these values' }),
  ne: equality('ne', {
    one: 'does not equal this value, or is unset',
    several: 'neither is nor contains any of these values, or is unset',
  }),
  gt: comparison('gt', 'is greater than this value'),
  gte: comparison('gte', 'is this value or greater'),
  lt: comparison('lt', 'is less than this value'),
  lte: comparison('lte', 'is this value or less'),
  prefix: part('prefix', 'starts with'),
  contains: part('contains', 'contains'),
  exists: (name) =>
    query(parameterName(name, 'exists'), `Records whose \`${name}\` is set; with \`false\`, unset.`, {
      type: 'boolean',
      examples: [true],
    }),
};

function equality(operator: Operator, meaning: { readonly one: string; readonly several: string }): DescribeFilter {
  return (name, field, example) => {
    const parameter = parameterName(name, operator);
    const note = noteOf(field);
    return field.severalValues
      ? several(parameter, `Records whose \`${name}\` ${meaning.several}. ${VALUES}${note}`, operand(field), examplesOf(example))
      : query(parameter, `Records whose \`${name}\` ${meaning.one}.${note}`, { ...operand(field), examples: examplesOf(example) });
  };
}

function part(operator: Operator, meaning: string): DescribeFilter {
  return (name, { jsonSchema: { maxLength } }, example) =>
    query(parameterName(name, operator), `Records whose \`${name}\` ${meaning} this text. Case does not matter.`, {
      type: 'string',
      minLength: 1,
      ...(maxLength === undefined ? {} : { maxLength }),
      examples: examplesOf(example).map((text) => String(text).slice(0, 2)),
    });
}

function comparison(operator: Operator, meaning: string): DescribeFilter {
  return (name, field, example) =>
    query(parameterName(name, operator), `Records whose \`${name}\` ${meaning}.${noteOf(field)}`, {
      ...operand(field),
      examples: examplesOf(example),
    });
}

function noteOf({ operandNote }: Field): string {
  return operandNote === undefined ? '' : ` ${operandNote}`;
}

/** Returns the schema of the value in a filter. For a list field, it is the schema of an item. */
function operand({ jsonSchema }: Field): JsonSchema {
  const { description: _, ...schema } = jsonSchema.items ?? jsonSchema;
  return schema;
}

function examplesOf(example: unknown): readonly unknown[] {
  return example === undefined ? [] : [example];
}

/**
 * Describes a parameter with several values.
 * Some generated clients ignore `explode: false` and repeat it. The service accepts that too.
 */
function several(name: string, description: string, items: JsonSchema, example: readonly unknown[]): Parameter {
  const schema: JsonSchema = { type: 'array', minItems: 1, items, examples: example.length === 0 ? [] : [example] };
  return { ...query(name, description, schema), style: 'form', explode: false };
}

// The examples are in the schema, because Swagger UI sends the examples of a parameter by default.
function query(name: string, description: string, schema: JsonSchema): Parameter {
  return { name, in: 'query', description, schema };
}
