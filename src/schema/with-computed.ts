import type { DeepReadonly, Fields } from './definition.ts';
import type { ComputedField, Field } from './field.ts';
import type { ValueOf, ValuesOf } from './record-type.ts';

/** Makes a field whose value comes from the other fields. `undefined` means that the record has no value. */
type Compute<F extends Fields> = <K extends Field>(
  field: K,
  compute: (record: DeepReadonly<ValuesOf<{ readonly fields: F }>>) => ValueOf<K> | undefined,
) => Omit<K, 'arranges'> & Pick<ComputedField, 'compute'>;

/**
 * Adds computed fields to the fields of a record type. `compute` must be pure; it gets the values of `fields` only.
 * A computed field cannot be required or unique, have a default, or refer to records: `checkDefinitions` finds this.
 * Boards and calendars cannot use it, because moving a card sets the field.
 */
export function withComputed<const F extends Fields, C extends Fields>(fields: F, define: (computed: Compute<F>) => C): F & C {
  const computed = define(({ arranges: _, ...field }, compute) => ({ ...field, compute }));
  const clashing = Object.keys(computed).filter((name) => Object.hasOwn(fields, name));
  if (clashing.length > 0) throw new TypeError(`${clashing.join(' and ')} cannot be a field and a computed field; rename one of the two`);
  return { ...fields, ...computed };
}
