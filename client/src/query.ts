import type { RecordTypeShape, ReferenceName, ServiceValues, StoredRecord } from './record-types.ts';

type Operator = 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte' | 'prefix' | 'contains' | 'exists';

type Operand<Value, Name extends Operator, Several extends boolean> = Name extends 'exists'
  ? boolean
  : Name extends 'prefix' | 'contains'
    ? string
    : Name extends 'eq' | 'ne'
      ? Value | (Several extends true ? readonly Value[] : never)
      : Value;

/** The condition of a filter: a value that the field must have, several of which it must have one, or operators that must all hold. */
export type Condition<Value, Names extends Operator, Several extends boolean> =
  | ('eq' extends Names ? Operand<Value, 'eq', Several> : never)
  | { readonly [Name in Names]?: Operand<Value, Name, Several> | undefined };

interface Search {
  /** Words that must each occur in some text of the record. */
  readonly q?: string | undefined;
  /** Whether to search the trash instead. */
  readonly trashed?: boolean | undefined;
}

export type Filters<Shape extends RecordTypeShape> = Shape['filters'] & Search;

export type FieldName<Shape extends RecordTypeShape> = keyof StoredRecord<Shape> & string;

/** A field to sort by, with `-` in front for descending. */
export type Sort<Shape extends RecordTypeShape> = `${'' | '-'}${Shape['sort']}`;

/** The query of a list. */
export type ListQuery<
  Shape extends RecordTypeShape,
  Expand extends ReferenceName<Shape> = ReferenceName<Shape>,
  Fields extends FieldName<Shape> = FieldName<Shape>,
> = Filters<Shape> & {
  /** Default: `-createdAt`. */
  readonly sort?: Sort<Shape> | undefined;
  /** The most records of a page, 1 to 100. Default: 100. An iteration reads all pages. */
  readonly limit?: number | undefined;
  /** Adds the records that these fields refer to. */
  readonly expand?: Expand | readonly Expand[] | undefined;
  /** Only these fields, and `id`. */
  readonly fields?: readonly Fields[] | undefined;
};

/** The query of a count. */
export type CountQuery<Shape extends RecordTypeShape, GroupBy extends Shape['choices'] = Shape['choices']> = Filters<Shape> & {
  /** Also counts by the choices of this field. */
  readonly groupBy?: GroupBy | undefined;
};

/** The record with only some fields. */
export type Selected<Shape extends RecordTypeShape, Fields extends FieldName<Shape>> = [FieldName<Shape>] extends [Fields]
  ? StoredRecord<Shape>
  : Pick<StoredRecord<Shape>, Fields | keyof Pick<ServiceValues, 'id'>>;

/** A comma in such a parameter is part of the text. */
const TEXTS = ['q', 'sort', 'limit', 'cursor', 'since'];

/**
 * Returns the query parameters of a query, without those that are `undefined` and an empty `expand`.
 * @param singleValued the fields whose filters take one value, which may contain commas
 */
export function parametersOf(query: object, singleValued: readonly string[] = []): URLSearchParams {
  const parameters = new URLSearchParams();
  const texts = [...TEXTS, ...singleValued];
  for (const [name, condition] of Object.entries(query)) {
    for (const [operator, operand] of operatorsIn(condition)) {
      const parameter = operator === 'eq' ? name : `${name}[${operator}]`;
      const isText = texts.includes(name) || !['eq', 'ne'].includes(operator);
      const isNothing = operand === undefined || (name === 'expand' && String(operand) === '');
      if (!isNothing) parameters.set(parameter, isText ? String(operand) : [operand].flat().map(escaped).join(','));
    }
  }
  return parameters;
}

function operatorsIn(condition: unknown): [string, unknown][] {
  const hasOperators = typeof condition === 'object' && condition?.constructor === Object;
  return hasOperators ? Object.entries(condition) : [['eq', condition]];
}

function escaped(value: unknown): string {
  return String(value).replaceAll(/[\\,]/g, '\\$&');
}
