import type { Fields } from './definition.ts';
import type { Field } from './field.ts';
import { dateTime } from './fields/date-time.ts';
import { person } from './fields/person.ts';
import type { RecordType } from './record-type.ts';

const author = (label: string): Field => ({ ...person({ label }), operators: ['eq'] });
const time = (label: string): Field => ({ ...dateTime({ label }), operators: ['gt', 'gte', 'lt', 'lte'] });

/** The fields that the service sets and every list can be filtered by. A type can declare an index by `updatedAt`. */
const SERVICE_FILTERS: Fields = {
  createdBy: author('Created by'),
  updatedBy: author('Updated by'),
  createdAt: time('Created'),
  updatedAt: time('Updated'),
};

/** A field of a type, or one that the service sets. */
export function fieldOf({ fields }: Pick<RecordType, 'fields'>, name: string): Field | undefined {
  const owner = [fields, SERVICE_FILTERS].find((named) => Object.hasOwn(named, name));
  return owner?.[name];
}

/** The names of the fields by which lists of a type can be filtered. */
export function filterNames({ filterable }: RecordType): string[] {
  return [...filterable, ...Object.keys(SERVICE_FILTERS)];
}
