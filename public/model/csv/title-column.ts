import { recordTypes } from '../../../src/records/index.ts';
import type { Field } from '../../../src/schema/field.ts';
import { titleField } from '../../../src/schema/record-type.ts';

/** The column in which the service takes titles instead of ids: `customer.name`. `undefined` if the field refers to no record. */
export function titleColumn(name: string, field: Field | undefined): string | undefined {
  const target = field?.control.type === 'reference' ? recordTypes.find((type) => type.name === field.refersTo) : undefined;
  return target === undefined ? undefined : `${name}.${titleField(target)}`;
}
