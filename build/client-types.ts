import type { Action } from '../src/schema/definition.ts';
import type { Field } from '../src/schema/field.ts';
import type { JsonSchema } from '../src/schema/json-schema.ts';
import { inputFields, type RecordType } from '../src/schema/record-type.ts';
import { fieldOf, filterNames } from '../src/schema/service-fields.ts';

/** Returns the declarations of the client: the record types, and the client of these types. */
export function clientTypes(recordTypes: readonly RecordType[]): string {
  return `import type * as shapes from './exports.js';

export type * from './exports.js';
export { Conflict, ConnectionError, isTemporary, ProblemError } from './exports.js';

/** The record types of the service. */
export type RecordTypes = {
${recordTypes.map(shapeOf).join('\n')}
};

/** A name of a record type. */
export type RecordTypeName = keyof RecordTypes;
/** A stored record, such as \`RecordOf<'${recordTypes[0]?.name}'>\`. */
export type RecordOf<Name extends RecordTypeName> = shapes.StoredRecord<RecordTypes[Name]>;
/** The values of a record to create. */
export type NewOf<Name extends RecordTypeName> = RecordTypes[Name]['new'];
/** The fields that an update changes. */
export type PatchOf<Name extends RecordTypeName> = RecordTypes[Name]['patch'];
/** Filters, order and other parameters of a list. */
export type QueryOf<Name extends RecordTypeName> = shapes.ListQuery<RecordTypes[Name]>;

export type Client = shapes.Client<RecordTypes>;

/** Creates a client of the service. It sends nothing. @throws {TypeError} if \`baseUrl\` is no URL */
export declare function createClient(options: shapes.ClientOptions): Client;
`;
}

/** Returns the fields of each type whose filters take one value, as the client needs them at runtime. */
export function singleValuedFields(recordTypes: readonly RecordType[]): Record<string, string[]> {
  return Object.fromEntries(
    recordTypes.map((type) => [type.name, filterNames(type).filter((name) => fieldOf(type, name)?.severalValues === false)]),
  );
}

function shapeOf(type: RecordType): string {
  const { fields } = type;
  const names = Object.keys(fields);
  const inputs = inputFields(type);
  return `  readonly ${JSON.stringify(type.name)}: {
    readonly values: {${members(fields, ({ always }, value) => (always ? `: ${value}` : `?: ${value}`))}};
    readonly new: {${members(inputs, unsettable)}};
    readonly patch: {${members(inputs, ({ required }, value) => (required ? `?: ${value} | undefined` : `?: ${value} | null | undefined`))}};
    readonly filters: {${filters(type)}};
    readonly sort: ${unionOf(type.sortable)};
    readonly references: {${names.flatMap((name) => referenceOf(name, fields[name])).join('')} };
    readonly actions: {${Object.entries(type.actions ?? {})
      .map(actionOf)
      .join('')}
    };
    readonly choices: ${unionOf(names.filter((name) => fields[name]?.jsonSchema.enum !== undefined))};
  };`;
}

function actionOf([name, { title, input }]: [string, Action]): string {
  const type = input === undefined ? 'undefined' : `{${members(input, unsettable)}}`;
  return `${noteOf(`${title}.`)}\n      readonly ${JSON.stringify(name)}: ${type};`;
}

/** The type of a field in a request: an optional one can be left out or `null`. */
function unsettable({ required }: Field, value: string): string {
  return required ? `: ${value}` : `?: ${value} | null | undefined`;
}

function members(fields: RecordType['fields'], typed: (field: Field, value: string) => string): string {
  return Object.entries(fields)
    .map(([name, field]) => `${commentOf(field)}\n      readonly ${name}${typed(field, typeOf(field.jsonSchema))};`)
    .join('')
    .concat('\n    ');
}

function filters(type: RecordType): string {
  return filterNames(type)
    .flatMap((name) => {
      const field = fieldOf(type, name);
      return field === undefined ? [] : [`${noteOf(field.operandNote)}\n      readonly ${name}?: ${conditionOf(field)} | undefined;`];
    })
    .join('')
    .concat('\n    ');
}

/** A list matches by one of its items. */
function conditionOf({ jsonSchema, operators, severalValues }: Field): string {
  return `shapes.Condition<${typeOf(jsonSchema.items ?? jsonSchema)}, ${unionOf(operators)}, ${severalValues}>`;
}

function referenceOf(name: string, field: Field | undefined): string[] {
  return field?.refersTo === undefined ? [] : [` readonly ${name}: ${JSON.stringify(field.refersTo)};`];
}

function commentOf({ label, jsonSchema: { description } }: Field): string {
  return noteOf([label === undefined ? [] : `${label}.`, description ?? []].flat().join(' '));
}

function noteOf(text = ''): string {
  return text === '' ? '' : `\n      /** ${text.replaceAll('*/', '* /')} */`;
}

/** The type of the values of a JSON Schema. */
function typeOf(schema: JsonSchema): string {
  const { const: constant, enum: values, oneOf, anyOf = oneOf, type = [] } = schema;
  if (constant !== undefined) return JSON.stringify(constant);
  if (values !== undefined) return unionOf(values);
  const parts = anyOf === undefined ? [type].flat().map((name) => namedType(name, schema)) : anyOf.map(typeOf);
  return parts.length === 0 ? 'unknown' : [...new Set(parts)].join(' | ');
}

function namedType(name: string, { items = {} }: JsonSchema): string {
  const types: Readonly<Record<string, string>> = {
    integer: 'number',
    array: `readonly ${listed(typeOf(items))}[]`,
    object: 'Readonly<Record<string, unknown>>',
  };
  return types[name] ?? name;
}

function listed(type: string): string {
  return type.includes(' ') ? `(${type})` : type;
}

function unionOf(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(' | ') || 'never';
}
