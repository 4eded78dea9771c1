import type { Condition, Update } from './dynamo-client.ts';
import type { Item } from './keys.ts';

/**
 * Builds DynamoDB expressions. Attribute names and values are always placeholders.
 * So no input of a client becomes part of an expression.
 */
export interface ExpressionBuilder {
  /** Returns the placeholder of an attribute. */
  name(attribute: string): string;
  /** Returns the placeholder of a value. */
  value(value: unknown): string;
  condition(clauses: readonly string[]): Condition;
  update(changes: { set: Item; remove: readonly string[]; assign?: readonly string[] }, clauses: readonly string[]): Update;
}

export function createExpression(): ExpressionBuilder {
  const names: Record<string, string> = {};
  const placeholders = new Map<string, string>();
  const values: Record<string, unknown> = {};
  let count = 0;

  function name(attribute: string): string {
    const known = placeholders.get(attribute);
    if (known !== undefined) return known;
    const placeholder = `#n${placeholders.size}`;
    placeholders.set(attribute, placeholder);
    names[placeholder] = attribute;
    return placeholder;
  }

  function value(wanted: unknown): string {
    const placeholder = `:v${count++}`;
    values[placeholder] = wanted;
    return placeholder;
  }

  function condition(clauses: readonly string[]): Condition {
    return { condition: clauses.map((clause) => `(${clause})`).join(' AND '), names, values };
  }

  return {
    name,
    value,
    condition,
    update({ set, remove, assign = [] }, clauses) {
      const sets = [...assign, ...Object.entries(set).map(([attribute, wanted]) => `${name(attribute)} = ${value(wanted)}`)];
      const removes = remove.map(name);
      const actions = [
        ...(sets.length === 0 ? [] : [`SET ${sets.join(', ')}`]),
        ...(removes.length === 0 ? [] : [`REMOVE ${removes.join(', ')}`]),
      ];
      const update = actions.join(' ');
      return { update, ...condition(clauses) };
    },
  };
}
