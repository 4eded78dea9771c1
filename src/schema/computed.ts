import type { Fields } from './definition.ts';
import type { ComputedField, Fault, Field } from './field.ts';
import { callOwn, deepFreeze } from './own-logic.ts';

type Values = Readonly<Record<string, unknown>>;
type WithFields = { readonly name?: string; readonly fields: Fields };

/** The values of the computed fields that have one, and the faults of those that cannot be computed. */
export interface Computed {
  readonly values: Values;
  readonly faults: Readonly<Record<string, readonly Fault[]>>;
}

/** Values to set and fields to unset. */
export interface Changes {
  readonly set: Values;
  readonly unset: readonly string[];
}

const NOTHING: Computed = { values: {}, faults: {} };
const NOT_COMPUTABLE: Fault = { code: 'not-computable', detail: 'is not computable from these values' };

/** Returns the computed fields of a type. */
export function computedFields({ fields }: WithFields): readonly (readonly [string, ComputedField])[] {
  return Object.entries(fields).flatMap(([name, field]) => (isComputed(field) ? [[name, field] as const] : []));
}

/**
 * Computes fields of a record from its other values.
 * A function can fail: it may get values from before its fields had their rules, and its result must follow the rules of its kind.
 */
export function compute(type: WithFields, record: Values): Computed {
  const computed = computedFields(type);
  if (computed.length === 0) return NOTHING;
  const given = deepFreeze(withoutComputed(type, record));
  const results = computed.map(([name, field]) => [name, resultOf(`the computed field "${name}" of ${type.name}`, field, given)] as const);
  return {
    values: Object.fromEntries(results.flatMap(([name, { value }]) => (value === undefined ? [] : [[name, value]]))),
    faults: Object.fromEntries(results.flatMap(([name, { faults }]) => (faults === undefined ? [] : [[name, faults]]))),
  };
}

/** Returns changes of a record, with what they change in its computed fields. A field that cannot be computed is unset. */
export function withComputed(type: WithFields, record: Values, { set, unset }: Changes): Changes & Pick<Computed, 'faults'> {
  const names = computedFields(type).map(([name]) => name);
  if (names.length === 0) return { set, unset, faults: {} };
  const { values, faults } = compute(type, { ...without(record, unset), ...set });
  return {
    set: { ...without(set, names), ...values },
    unset: [...new Set([...unset, ...names])].filter((name) => !Object.hasOwn(values, name)),
    faults,
  };
}

/** Returns the values of the fields that clients set. */
function withoutComputed({ fields }: WithFields, values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => Object.hasOwn(fields, name) && fields[name]?.compute === undefined));
}

export function without(values: Values, names: readonly string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
}

function isComputed(field: Field): field is ComputedField {
  return field.compute !== undefined;
}

function resultOf(what: string, field: ComputedField, record: Values): { readonly value?: unknown; readonly faults?: readonly Fault[] } {
  try {
    const value = callOwn(what, () => field.compute(record)) ?? undefined;
    if (value === undefined) return {};
    const parsed = field.parse(value);
    return parsed.ok ? { value: parsed.value } : { faults: parsed.faults };
  } catch (cause) {
    return { faults: [{ ...NOT_COMPUTABLE, cause }] };
  }
}
