import { namesOf } from '../http/operation-id.ts';
import { compute } from '../schema/computed.ts';
import { SERVICE_FIELDS } from '../schema/definition.ts';
import type { RecordType } from '../schema/record-type.ts';

/** A record type and its names in the document. */
export interface Subject {
  readonly type: RecordType;
  /** For descriptions, such as `order lines` and `order line`. */
  readonly plural: string;
  readonly singular: string;
  /** For names of operations and schemas, such as `OrderLines` and `OrderLine`. */
  readonly Plural: string;
  readonly Singular: string;
  /** Whether a record type has references to this type. */
  readonly isReferenced: boolean;
}

export function subjectOf(type: RecordType, recordTypes: readonly RecordType[]): Subject {
  const { name, singular } = type;
  return {
    type,
    plural: name.replaceAll('-', ' '),
    singular,
    ...namesOf(type),
    isReferenced: recordTypes.some(({ fields }) => Object.values(fields).some(({ refersTo }) => refersTo === name)),
  };
}

/** The id of the record in the examples. A UUID version 7 contains the creation time. */
export const EXAMPLE_ID = '019cade2-11c0-7c41-9b1a-5f0e2d4c6b8a';
const EXAMPLE_TIME = '2026-03-02T09:30:00.000Z';
const EXAMPLE_SUB = 'ada';

export const SERVICE_VALUES = {
  id: EXAMPLE_ID,
  createdAt: EXAMPLE_TIME,
  updatedAt: EXAMPLE_TIME,
  createdBy: EXAMPLE_SUB,
  updatedBy: EXAMPLE_SUB,
  version: 1,
};

/** Returns the type's example in the form of a response. */
export function exampleRecord({ fields, example }: RecordType): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const input = example[name];
    const parsed = input === undefined ? undefined : field.parse(input);
    const value = parsed?.ok ? parsed.value : field.default;
    if (value !== undefined) values[name] = value;
  }
  return { ...SERVICE_VALUES, ...values, ...compute({ fields }, values).values };
}

/** Returns the names of all members that a record of this type can have. */
export function memberNames({ fields }: RecordType): string[] {
  return [...SERVICE_FIELDS, ...Object.keys(fields)];
}
