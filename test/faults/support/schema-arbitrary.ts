import fc, { type Arbitrary } from 'fast-check';
import type { Schemas } from '../../../src/openapi/document.ts';
import type { JsonSchema } from '../../../src/schema/json-schema.ts';
import { isBlank } from '../../../src/schema/text-rules.ts';

/** A value that is valid except for one fault. */
export interface Broken {
  readonly value: unknown;
  /** JSON Pointer to the fault. */
  readonly pointer: string;
}

/** Generates values from the schemas of a document. Supports the parts of JSON Schema that this API's document uses. */
export interface SchemaArbitrary {
  valid(schema: JsonSchema): Arbitrary<unknown>;
  broken(schema: JsonSchema): Arbitrary<Broken>;
}

/** An id that all generated values share, so that they can refer to the same record. */
export const SOME_ID = '11111111-1111-7111-8111-111111111111';
const NO_ID = '0190c0de-0000-7000-8000-000000000000';
const CHARACTERS = [...'aZ09 -_.,%<>&="\'\\/|@#äßİ€日😀', '\u202e', '\u0301'];
const MOST_CHARACTERS = 60;
const MOST_ITEMS = 4;
const INVALID_TEXTS = ['ftp://example.com', 'a;b', 'no address', '2026-02-30', 'http://', 'x y'];
const VALUES_BY_TYPE: readonly (readonly [types: readonly string[], value: unknown])[] = [
  [['string'], 'text'],
  [['number'], 7.5],
  [['boolean'], true],
  [['array'], [[]]],
  [['object'], { a: 1 }],
  [['null'], null],
];

export function createSchemaArbitrary(schemas: Schemas): SchemaArbitrary {
  function resolved(schema: JsonSchema): JsonSchema {
    if (schema.$ref === undefined) return schema;
    const found = schemas[schema.$ref.slice('#/components/schemas/'.length)];
    if (found === undefined) throw new Error(`${schema.$ref} is nowhere in the document`);
    return found;
  }

  function valid(ref: JsonSchema): Arbitrary<unknown> {
    const schema = resolved(ref);
    if (schema.const !== undefined) return fc.constant(schema.const);
    if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
    if (schema.oneOf !== undefined) return fc.oneof(...schema.oneOf.map(valid));
    return fc.oneof(...typesOf(schema).map((type) => validOf(type, schema)));
  }

  function validOf(type: string, schema: JsonSchema): Arbitrary<unknown> {
    const { minimum: min = -1_000, maximum: max = 1_000 } = schema;
    switch (type) {
      case 'null':
        return fc.constant(null);
      case 'boolean':
        return fc.boolean();
      case 'integer':
        return fc.integer({ min, max });
      case 'number':
        return fc.double({ min, max, noNaN: true });
      case 'array':
        return validList(schema);
      case 'object':
        return fc.record(membersOf(schema), { requiredKeys: [...(schema.required ?? [])] });
      default:
        return validText(schema);
    }
  }

  function validList({ items = {}, minItems = 0, maxItems = MOST_ITEMS }: JsonSchema): Arbitrary<unknown[]> {
    return fc.uniqueArray(valid(items), {
      minLength: minItems,
      maxLength: Math.min(maxItems, MOST_ITEMS),
      selector: (item) => JSON.stringify(item),
    });
  }

  function membersOf({ properties = {} }: JsonSchema): Record<string, Arbitrary<unknown>> {
    return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, valid(property)]));
  }

  function broken(ref: JsonSchema): Arbitrary<Broken> {
    const schema = resolved(ref);
    if (schema.oneOf !== undefined) return fc.oneof(...schema.oneOf.map(broken));
    const here = brokenHere(schema).map((value) => ({ value, pointer: '' }));
    const choices = [...(here.length === 0 ? [] : [fc.constantFrom(...here)]), ...brokenMembers(schema), ...brokenItems(schema)];
    if (choices.length === 0) throw new Error(`nothing breaks ${JSON.stringify(schema)}`);
    return fc.oneof(...choices);
  }

  function brokenMembers(schema: JsonSchema): Arbitrary<Broken>[] {
    const { properties = {}, required = [], additionalProperties } = schema;
    if (schema.properties === undefined) return [];
    const whole = fc.record(membersOf(schema), { requiredKeys: [...required] });
    const oneBroken = Object.entries(properties).map(([name, property]) =>
      fc.tuple(whole, broken(property)).map(([value, inner]) => ({
        value: { ...value, [name]: inner.value },
        pointer: `/${name}${inner.pointer}`,
      })),
    );
    const oneMissing = required.map((name) =>
      whole.map((value) => ({
        value: Object.fromEntries(Object.entries(value).filter(([member]) => member !== name)),
        pointer: `/${name}`,
      })),
    );
    const oneMore = whole.map((value) => ({ value: { ...value, colour: 'red' }, pointer: '/colour' }));
    return [...oneBroken, ...oneMissing, ...(additionalProperties === false ? [oneMore] : [])];
  }

  function brokenItems(schema: JsonSchema): Arbitrary<Broken>[] {
    const { items } = schema;
    if (items === undefined) return [];
    return [
      fc
        .tuple(validList(schema), broken(items))
        .map(([list, inner]) => ({ value: [...list.slice(0, 3), inner.value], pointer: `/${Math.min(list.length, 3)}${inner.pointer}` })),
    ];
  }

  return { valid, broken };
}

function typesOf({ type, properties }: JsonSchema): readonly string[] {
  return type === undefined ? [properties === undefined ? 'string' : 'object'] : [type].flat();
}

function validText({ format, pattern, minLength = 1, maxLength = MOST_CHARACTERS, examples = [] }: JsonSchema): Arbitrary<string> {
  if (format === 'uuid') return fc.constantFrom(SOME_ID, NO_ID);
  if (format === 'date') return day();
  const shape = pattern === undefined ? undefined : new RegExp(pattern, 'u');
  const words = fc.string({ unit: fc.constantFrom(...CHARACTERS), minLength, maxLength: Math.min(maxLength, MOST_CHARACTERS) });
  // Random texts rarely match a pattern.
  const shapes = [
    words,
    fc.constantFrom('a', ...examples.map(String)),
    ...(shape === undefined ? [] : [fc.webUrl(), fc.emailAddress(), fc.constantFrom(SOME_ID, NO_ID)]),
  ];
  // The service treats a text of only invisible characters as missing, which the pattern of the document cannot say.
  return fc.oneof(...shapes).filter((text) => !isBlank(text) && [...text].length <= maxLength && shape?.test(text) !== false);
}

function day(): Arbitrary<string> {
  return fc
    .date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
}

/** Values that are invalid as a whole, not in one of their members or items. */
function brokenHere(schema: JsonSchema): unknown[] {
  const { format, pattern, maxLength, minimum, maximum, maxItems, uniqueItems } = schema;
  const types = typesOf(schema);
  const shape = pattern === undefined ? undefined : new RegExp(pattern, 'u');
  const isChoice = schema.enum !== undefined || schema.const !== undefined;
  return [
    ...VALUES_BY_TYPE.filter(([names]) => !names.some((name) => types.includes(name) || name === 'null')).map(([, value]) => value),
    ...(isChoice ? ['no-such-choice'] : []),
    ...(maxLength === undefined || shape !== undefined ? [] : ['x'.repeat(maxLength + 1), '😀'.repeat(maxLength + 1)]),
    ...(shape === undefined ? [] : INVALID_TEXTS.filter((text) => !shape.test(text))),
    ...(format === 'date' ? ['2026-02-30', '2026-2-3', 'tomorrow'] : []),
    ...(minimum === undefined ? [] : [minimum - 1]),
    ...(maximum === undefined ? [] : [maximum + 1]),
    ...(maxItems === undefined ? [] : [Array.from({ length: maxItems + 1 }, (_, n) => `item ${n}`)]),
    ...(uniqueItems === true ? [['same', 'same']] : []),
  ];
}
