import { MAX_LIMIT } from '../http/request/page-query.ts';
import type { JsonSchema } from '../schema/json-schema.ts';
import { EXAMPLE_ID } from './subject.ts';

export type Properties = Readonly<Record<string, JsonSchema>>;

/** Returns the schema of an object with these properties and no others. */
export function closed(properties: Properties, required: readonly string[] = Object.keys(properties), description?: string): JsonSchema {
  return {
    type: 'object',
    ...(description === undefined ? {} : { description }),
    ...(required.length === 0 ? {} : { required }),
    properties,
    additionalProperties: false,
  };
}

/** Returns a reference to a schema of the document. */
export function schemaRef(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

/** The id of a record, in a path or a batch. */
export const recordId: JsonSchema = { type: 'string', format: 'uuid', description: 'A UUID in lower case.', examples: [EXAMPLE_ID] };
/** The id of a person: the `sub` of their tokens. */
export const personId: JsonSchema = { type: 'string', pattern: '^[!"$-~]{1,128}$', examples: ['ada'] };
/** A number of records. */
export const count: JsonSchema = { type: 'integer', minimum: 0 };
/** The status of a failed operation in a batch, or of a failed row in an import. */
export const failedStatus: JsonSchema = {
  type: 'integer',
  minimum: 400,
  maximum: 599,
  description: 'The status that the same request would get on its own.',
};

/** Returns the schema of a page. */
export function pageOf(items: JsonSchema, description: string): JsonSchema {
  const nextCursor: JsonSchema = { type: ['string', 'null'], description: 'The `cursor` of the next page; `null` on the last page.' };
  return closed({ items: { type: 'array', maxItems: MAX_LIMIT, items }, nextCursor }, undefined, description);
}
