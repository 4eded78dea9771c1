import { recordTypes } from '../../../src/records/index.ts';
import { PEOPLE } from '../../../src/schema/definition.ts';
import type { Field } from '../../../src/schema/field.ts';
import { titleField } from '../../../src/schema/record-type.ts';

/**
 * Returns the column in which the service accepts titles or names instead of ids, such as `customer.name`.
 * Returns `undefined` for a field that is not a reference.
 */
export function titleColumn(name: string, field: Field | undefined): string | undefined {
  if (field?.refersTo === PEOPLE) return `${name}.name`;
  const target = field?.control.type === 'reference' ? recordTypes.find((type) => type.name === field.refersTo) : undefined;
  return target === undefined ? undefined : `${name}.${titleField(target)}`;
}
