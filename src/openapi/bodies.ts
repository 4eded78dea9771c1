import { csvColumns, writeCsv } from '../http/routes/csv.ts';
import type { JsonSchema } from '../schema/json-schema.ts';
import { inputNames, type RecordType } from '../schema/record-type.ts';
import type { Content, Example } from './document.ts';
import { schemaRef } from './schema-parts.ts';
import { EXAMPLE_ID, exampleRecord, SERVICE_VALUES, type Subject } from './subject.ts';

/** A request body, the same for each media type of the route. The service accepts every example. */
export interface BodyText {
  readonly description: string;
  readonly schema: JsonSchema;
  readonly examples: Readonly<Record<string, Example>>;
}

export function json(schema: string, summary: string, value: unknown): Content {
  return { 'application/json': { schema: schemaRef(schema), examples: { example: { summary, value } } } };
}

export function record({ type, singular, Singular }: Subject): Content {
  return json(Singular, `One ${singular}`, exampleRecord(type));
}

/** The values of the name columns in the example. */
const EXAMPLE_NAMES = { 'createdBy.name': 'Ada Lovelace', 'updatedBy.name': 'Ada Lovelace' };

/** Describes a page as JSON and as CSV. With `fields`, its items have only the requested fields. */
export function page({ type, plural, Singular }: Subject): Content {
  const schema: JsonSchema = { anyOf: [schemaRef(`${Singular}Page`), schemaRef(`${Singular}SelectionPage`)] };
  const last = { summary: 'The last page', value: { items: [exampleRecord(type)], nextCursor: null } };
  const text = { summary: `The ${plural} as CSV`, value: writeCsv(type, csvColumns(type), [{ ...exampleRecord(type), ...EXAMPLE_NAMES }]) };
  return {
    'application/json': { schema, examples: { last } },
    'text/csv': { schema: { type: 'string', description: 'RFC 4180, in UTF-8, with a header row.' }, examples: { last: text } },
  };
}

export function wholeBody({ type, Singular, singular }: Subject, description: string): BodyText {
  return { description, schema: schemaRef(`${Singular}Input`), examples: { whole: { summary: `One ${singular}`, value: type.example } } };
}

export function patchBody(subject: Subject): BodyText {
  const change = changeOf(subject);
  const examples: Record<string, Example> = { change: { summary: 'Change one field', value: change } };
  const optional = inputNames(subject.type).find((name) => !subject.type.fields[name]?.required);
  if (optional !== undefined) examples['unset'] = { summary: 'Unset a field or set its default', value: { [optional]: null } };
  return { description: 'The fields to change. `null` unsets a field.', schema: schemaRef(`${subject.Singular}Patch`), examples };
}

export function batchBody({ type, Singular, ...subject }: Subject): BodyText {
  const operations = [
    { method: 'create', record: type.example },
    { method: 'update', id: EXAMPLE_ID, record: changeOf({ type, Singular, ...subject }), ifMatch: '"3"' },
    { method: 'delete', id: EXAMPLE_ID },
  ];
  return {
    description: 'The operations.',
    schema: schemaRef(`${Singular}Batch`),
    examples: { several: { summary: 'Create one, update another and trash it', value: { operations } } },
  };
}

export function batchResults({ type, Singular }: Subject): Content {
  const created = { status: 201, record: exampleRecord(type) };
  const changed = { status: 200, record: { ...exampleRecord(type), version: 4 } };
  return json(`${Singular}BatchResults`, 'Every operation succeeded', { results: [created, changed, { status: 204 }] });
}

export function importBody({ type, plural }: Subject): BodyText {
  const columns = Object.keys(type.example);
  const value = writeCsv(type, columns, [type.example]);
  return { description: `The ${plural}.`, schema: csvOf(type), examples: { one: { summary: 'One row to create', value } } };
}

/** Returns a schema for CSV. JSON Schema can only require that the first row names a field. */
function csvOf({ fields }: RecordType): JsonSchema {
  return { type: 'string', minLength: 1, pattern: `^(?:[^\\r\\n]*[",])?(?:${Object.keys(fields).join('|')})(?:[",\\r\\n]|$)` };
}

export function importResult({ Singular }: Subject): Content {
  return json(`${Singular}ImportResult`, 'Every operation succeeded', { created: 1, updated: 0, unchanged: 0, failed: 0, rows: [] });
}

/** Returns the history entry of a create. */
export function exampleEntry(type: RecordType): object {
  const { createdAt, createdBy, version } = SERVICE_VALUES;
  const changes = Object.entries(type.example).map(([name, to]) => [name, { to }]);
  return { version, at: createdAt, by: createdBy, action: 'create', changes: Object.fromEntries(changes), changeSet: EXAMPLE_ID };
}

/** Returns a patch of one field, an optional one if possible. */
function changeOf({ type: { fields, example } }: Subject): Readonly<Record<string, unknown>> {
  const names = Object.keys(example);
  const name = names.find((candidate) => !fields[candidate]?.required) ?? names[0];
  return name === undefined ? {} : { [name]: example[name] };
}
