import type { JsonSchema } from '../schema/json-schema.ts';
import { EXAMPLE_ID } from './subject.ts';

export type Properties = Readonly<Record<string, JsonSchema>>;

/** An object with these properties and no others. */
export function closed(properties: Properties, required: readonly string[] = Object.keys(properties), description?: string): JsonSchema {
  return {
    type: 'object',
    ...(description === undefined ? {} : { description }),
    ...(required.length === 0 ? {} : { required }),
    properties,
    additionalProperties: false,
  };
}

/** A reference to one of the document's schemas. */
export function schemaRef(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

/** The id of a record, in a path or a batch. */
export const recordId: JsonSchema = { type: 'string', format: 'uuid', description: 'A UUID in lower case.', examples: [EXAMPLE_ID] };
/** A number of records. */
export const count: JsonSchema = { type: 'integer', minimum: 0 };
/** The status of a failed operation in a batch, or of a failed row in an import. */
export const failedStatus: JsonSchema = {
  type: 'integer',
  minimum: 400,
  maximum: 599,
  description: 'The status that the same request would get on its own.',
};
