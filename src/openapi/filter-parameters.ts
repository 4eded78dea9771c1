import { parameterName } from '../http/request/filter-parameters.ts';
import type { Field, Operator } from '../schema/field.ts';
import type { JsonSchema } from '../schema/json-schema.ts';
import type { RecordType } from '../schema/record-type.ts';
import { fieldOf } from '../schema/service-fields.ts';
import type { Parameter } from './document.ts';
import { query } from './query-parameter.ts';

/** Returns a parameter for each operator of the field. */
export function filterParameters(type: RecordType, name: string): Parameter[] {
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
