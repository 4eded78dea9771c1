import { DEFAULT_LIMIT, MAX_LIMIT } from '../http/request/page-query.ts';
import type { JsonSchema } from '../schema/json-schema.ts';
import type { Parameter } from './document.ts';

/** Describes a query parameter. Its examples are in the schema, because Swagger UI sends the examples of a parameter by default. */
export function query(name: string, description: string, schema: JsonSchema): Parameter {
  return { name, in: 'query', description, schema };
}

/** Describes a parameter that is `true` or `false`. */
export function toggle(name: string, description: string): Parameter {
  return query(name, description, { type: 'boolean', default: false, examples: [true] });
}

export function limitParameter(description: string): Parameter {
  return query('limit', description, { type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT, examples: [10] });
}

/** The parameters of a route that returns pages. */
export function pageParameters(items: string, cursorScope: string): Parameter[] {
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
