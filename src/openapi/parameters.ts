import type { OwnOperation, Route } from '../http/route.ts';
import type { JsonSchema } from '../schema/json-schema.ts';
import { matchFields } from '../schema/record-type.ts';
import type { Parameter } from './document.ts';
import { limitParameter, pageParameters, query, toggle } from './query-parameter.ts';
import { recordParameters } from './record-parameters.ts';
import { personId, recordId } from './schema-parts.ts';
import type { Subject } from './subject.ts';

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
