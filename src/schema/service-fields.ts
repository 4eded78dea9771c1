import type { Fields } from './definition.ts';
import type { Field } from './field.ts';
import { dateTime } from './fields/date-time.ts';
import { person } from './fields/person.ts';
import type { RecordType } from './record-type.ts';

const author = (label: string): Field => ({ ...person({ label }), operators: ['eq', 'ne'] });
const time = (label: string): Field => ({ ...dateTime({ label }), operators: ['gt', 'gte', 'lt', 'lte'] });

/** Fields that the service sets and that every list can filter by. A type can also declare an index by `updatedAt`. */
const SERVICE_FILTERS: Fields = {
  createdBy: author('Created by'),
  updatedBy: author('Updated by'),
  createdAt: time('Created'),
  updatedAt: time('Updated'),
};

/** Returns a field of the type, or a field that the service sets. */
export function fieldOf({ fields }: Pick<RecordType, 'fields'>, name: string): Field | undefined {
  const owner = [fields, SERVICE_FILTERS].find((named) => Object.hasOwn(named, name));
  return owner?.[name];
}

/** Returns the names of the fields by which lists of a type can be filtered. */
export function filterNames({ filterable }: Pick<RecordType, 'filterable'>): string[] {
  return [...filterable, ...Object.keys(SERVICE_FILTERS)];
}
