import { isDeepStrictEqual } from 'node:util';
import { compute, computedFields } from '../schema/computed.ts';
import { fieldsWithDefault, type RecordType } from '../schema/record-type.ts';
import { attributesOf, fieldValue } from './filter.ts';
import type { Item } from './keys.ts';

/** Attributes of an item to set and to remove. */
export interface AttributeChanges {
  readonly set: Item;
  readonly remove: readonly string[];
}

/**
 * Returns the changes that give an item the values that follow from its type: defaults, and computed fields.
 * A record has no value in a field that got its default later. A value that cannot be computed again stays as it is.
 */
export function derivedAttributes(type: RecordType, item: Item): AttributeChanges {
  const defaults = missingDefaults(type, item);
  const { set, remove } = computedAttributes(type, { ...item, ...defaults });
  return { set: { ...defaults, ...set }, remove };
}

function missingDefaults(type: RecordType, item: Item): Item {
  const missing = fieldsWithDefault(type).filter(([name]) => fieldValue(type, name, item) === undefined);
  return Object.fromEntries(missing.map(([name, field]) => [name, field.default]));
}

function computedAttributes(type: RecordType, item: Item): AttributeChanges {
  const names = computedFields(type).map(([name]) => name);
  if (names.length === 0) return { set: {}, remove: [] };
  const { values, faults } = compute(
    type,
    Object.fromEntries(Object.keys(type.fields).map((name) => [name, fieldValue(type, name, item)])),
  );
  const set = Object.entries(values).filter(([name, value]) => !isDeepStrictEqual(item[name], value));
  const remove = names
    .filter((name) => !Object.hasOwn(faults, name))
    .flatMap((name) => attributesOf(type.fields, name).filter((attribute) => item[attribute] !== undefined));
  return { set: Object.fromEntries(set), remove: remove.filter((attribute) => !Object.hasOwn(values, attribute)) };
}

/** Returns the item after the changes. */
export function applied(item: Item, { set, remove }: AttributeChanges): Item {
  return { ...Object.fromEntries(Object.entries(item).filter(([name]) => !remove.includes(name))), ...set };
}
