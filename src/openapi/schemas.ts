import { expandableFields } from '../http/expand.ts';
import { pascalCase } from '../http/operation-id.ts';
import { countableFields } from '../http/request/list-query.ts';
import { MAX_OPERATIONS } from '../http/routes/batch.ts';
import type { Field } from '../schema/field.ts';
import type { JsonSchema } from '../schema/json-schema.ts';
import { inputFields, type RecordType } from '../schema/record-type.ts';
import { batch, batchResult, importResult } from './bulk-schemas.ts';
import type { Schemas } from './document.ts';
import { historyEntry } from './history-schemas.ts';
import { closed, count, type Properties, pageOf, recordId, schemaRef } from './schema-parts.ts';
import { exampleRecord, type Subject } from './subject.ts';

const time: JsonSchema = { type: 'string', format: 'date-time', readOnly: true };
const sub: JsonSchema = { type: 'string', minLength: 1, readOnly: true };

const SERVICE_PROPERTIES = {
  id: { ...recordId, description: 'A UUID version 7 that the service sets.', readOnly: true },
  createdAt: { ...time, description: 'Creation time in UTC with milliseconds.' },
  updatedAt: { ...time, description: 'Time of the last change.' },
  createdBy: { ...sub, description: 'The `sub` of the caller who created the record. `GET /api/v1/people` has the name.' },
  updatedBy: { ...sub, description: 'The `sub` of the caller who changed the record last.' },
  version: {
    type: 'integer',
    minimum: 1,
    readOnly: true,
    description: 'Starts at 1; each change adds 1. The `ETag` is this number in quotes.',
  },
} satisfies Properties;

const deletedAt: JsonSchema = { ...time, description: 'Time of deletion. Only records in the trash have it.' };

/** Returns the schemas of a record type. */
export function recordSchemas({ type, plural, singular, Singular }: Subject): Schemas {
  const record = schemaRef(Singular);
  const problem = schemaRef(`${Singular}Problem`);
  return {
    [Singular]: responseSchema(
      type,
      `One ${singular} as the service returns it. A value that was stored under an older definition is returned unchanged, even if it does not match this schema.`,
    ),
    [`${Singular}Input`]: bodySchema(
      type,
      `The body of a request that creates or replaces one ${singular}. Fields that are missing or \`null\` are unset or get their default.${ruleText(type)}`,
    ),
    [`${Singular}Patch`]: patchSchema(
      type,
      `A JSON Merge Patch (RFC 7396). Missing fields stay the same; \`null\` unsets a field or sets its default.${ruleText(type)}`,
    ),
    [`${Singular}Selection`]: { ...responseSchema(type, `One ${singular} with only the requested \`fields\`.`), required: ['id'] },
    [`${Singular}Page`]: pageOf(record, `A page of ${plural}.`),
    [`${Singular}SelectionPage`]: pageOf(schemaRef(`${Singular}Selection`), `A page of ${plural} with only the requested \`fields\`.`),
    [`${Singular}Count`]: countSchema(type),
    [`${Singular}Problem`]: { allOf: [schemaRef('ProblemDetails'), { type: 'object', properties: { current: record } }] },
    [`${Singular}Conflict`]: {
      allOf: [schemaRef('ProblemDetails'), { type: 'object', required: ['current'], properties: { current: record } }],
    },
    [`${Singular}Batch`]: batch(Singular),
    [`${Singular}BatchResults`]: closed({
      results: { type: 'array', minItems: 1, maxItems: MAX_OPERATIONS, items: batchResult(record, problem) },
    }),
    [`${Singular}ImportResult`]: importResult(problem),
    ...actionSchemas(type, Singular),
    [`${Singular}History`]: pageOf(historyEntry, `A page of changes of one ${singular}.`),
  };
}

/** Names the rules. A rule's name is the code of its faults. */
function ruleText({ rules = {} }: RecordType): string {
  const names = Object.entries(rules).map(([name, { fields }]) => `\`${name}\` (${fields.join(', ')})`);
  return names.length === 0 ? '' : ` The record must also follow these rules: ${names.join('; ')}.`;
}

/** Returns the property with the records and people that `expand` includes. Their own references are not expanded. */
function expandProperty(type: RecordType): Properties {
  const names = expandableFields(type);
  const nullable: JsonSchema = { type: ['object', 'null'] };
  return names.length === 0
    ? {}
    : {
        expand: closed(
          Object.fromEntries(names.map((name) => [name, nullable])),
          [],
          'The records and people that the fields in `expand` refer to.',
        ),
      };
}

function responseSchema(type: RecordType, description: string): JsonSchema {
  const properties = {
    ...SERVICE_PROPERTIES,
    ...fieldProperties({ fields: type.fields, example: exampleRecord(type) }, (_name, field) => responseProperty(field)),
    deletedAt,
    ...expandProperty(type),
  };
  const alwaysPresent = Object.keys(type.fields).filter((name) => type.fields[name]?.always);
  return closed(properties, [...Object.keys(SERVICE_PROPERTIES), ...alwaysPresent], description);
}

function bodySchema({ fields, example }: Pick<RecordType, 'fields' | 'example'>, description: string): JsonSchema {
  const type = { fields: inputFields({ fields }), example };
  const required = Object.keys(type.fields).filter((name) => type.fields[name]?.required);
  return closed(
    fieldProperties(type, (_name, field) => inputSchema(field)),
    required,
    description,
  );
}

function patchSchema({ fields, example }: RecordType, description: string): JsonSchema {
  return closed(
    fieldProperties({ fields: inputFields({ fields }), example }, (_name, field) =>
      field.required ? field.jsonSchema : unsettable(field.jsonSchema),
    ),
    [],
    description,
  );
}

/** Returns the schemas of the inputs of a type's actions. */
function actionSchemas({ actions = {} }: RecordType, Singular: string): Schemas {
  const schemas = Object.entries(actions).flatMap(([name, { title, input: fields, example = {} }]) =>
    fields === undefined ? [] : [[actionSchemaName(Singular, name), bodySchema({ fields, example }, `The input of “${title}”.`)] as const],
  );
  return Object.fromEntries(schemas);
}

export function actionSchemaName(Singular: string, action: string): string {
  return `${Singular}${pascalCase(action)}Action`;
}

function responseProperty({ jsonSchema, compute }: Field): JsonSchema {
  if (compute === undefined) return jsonSchema;
  const description = `${jsonSchema.description ?? ''} Computed from other fields.`.trim();
  return { ...jsonSchema, description, readOnly: true };
}

/** Returns the schema of a field in a request body. */
export function inputSchema(field: Field): JsonSchema {
  const schema = field.required ? field.jsonSchema : unsettable(field.jsonSchema);
  if (field.default === undefined) return schema;
  // State the default as text: code generators treat a property with `default` as always present, and make it required on create.
  const text = `Default: \`${field.default}\`.`;
  return { ...schema, description: schema.description === undefined ? text : `${schema.description} ${text}` };
}

/** Returns the schema of an optional field. `null` or blank text unsets the field. */
function unsettable({ minLength: _, pattern, ...schema }: JsonSchema): JsonSchema {
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  return {
    ...(pattern === undefined ? {} : { pattern: `^\\s*$|${pattern}` }),
    ...schema,
    type: [...types, 'null'],
    ...(schema.enum === undefined ? {} : { enum: [...schema.enum, null] }),
  };
}

function fieldProperties(
  { fields, example }: Pick<RecordType, 'fields' | 'example'>,
  schemaOf: (name: string, field: Field) => JsonSchema,
): Properties {
  const described = Object.entries(fields).map(([name, field]): [string, JsonSchema] => [
    name,
    {
      ...(field.label === undefined ? {} : { title: field.label }),
      ...schemaOf(name, field),
      ...(field.unique ? { description: `${field.jsonSchema.description ?? ''} No two records have the same value.`.trim() } : {}),
      ...(example[name] === undefined ? {} : { examples: [example[name]] }),
    },
  ]);
  return Object.fromEntries(described);
}

function countSchema(type: RecordType): JsonSchema {
  const complete: JsonSchema = {
    type: 'boolean',
    description: '`false` if there were too many records to read; each number is then a lower bound.',
  };
  const groups = countableFields(type).map((name) => {
    const choices = type.fields[name]?.jsonSchema.enum ?? [];
    const description = `Counts by ${name}. Other names are stored values that are no longer choices.`;
    return {
      ...closed(Object.fromEntries(choices.map((choice) => [String(choice), count])), undefined, description),
      additionalProperties: count,
    };
  });
  const [only, ...others] = groups;
  const byGroup = others.length === 0 ? only : { anyOf: groups };
  return closed({ count, complete, ...(byGroup === undefined ? {} : { groups: byGroup }) }, ['count', 'complete']);
}
