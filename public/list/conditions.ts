import type { Field, Operator } from '../../src/schema/field.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { fieldOf } from '../../src/schema/service-fields.ts';
import { OPERATOR_WORDS } from '../controls/describe-filter.ts';
import { CONTROLS } from '../controls/index.ts';
import { filtersOf } from '../model/filters.ts';
import { acceptsRelativeDays } from '../model/relative-days.ts';
import type { View } from '../model/view.ts';

export type Operands = Readonly<Partial<Record<Operator, string>>>;

/** What a filter can say about a field. */
export interface Condition {
  /** Identifies the condition among those of its field. */
  readonly id: string;
  /** How a list of conditions names it: “is any of”. */
  readonly option: string;
  /** The words after the field's name in a sentence, for conditions that ask for no value. */
  readonly words: string;
  /** The operators that need a value from the person. */
  readonly asks: readonly Operator[];
  /** The operators with fixed values. */
  readonly sets: Operands;
}

/** A filter of a view: one condition with its values. */
export interface ShownFilter {
  readonly name: string;
  readonly condition: Condition;
  readonly operands: Operands;
}

const RANGE: readonly Operator[] = ['gt', 'gte', 'lt', 'lte'];
const IS_DUE = /^due/i;

/** Returns the conditions that a filter of the field can have, the most useful first. */
export function conditionsOf(type: RecordType, name: string): Condition[] {
  const field = fieldOf(type, name);
  if (field === undefined) return [];
  const offered = field.operators.filter((operator) => isOffered(field, operator));
  const values = offered.map((operator) => asking(operator, optionOf(field, operator)));
  const between = offered.includes('gte') && offered.includes('lte') ? [BETWEEN] : [];
  return [...relativeConditions(type, name, field), ...values, ...between, ...presence(field)];
}

const BETWEEN: Condition = { id: 'between', option: 'between', words: 'between', asks: ['gte', 'lte'], sets: {} };

function asking(operator: Operator, option: string): Condition {
  return { id: operator, option, words: option, asks: [operator], sets: {} };
}

function fixed(id: string, words: string, sets: Operands, option = words): Condition {
  return { id, option, words, asks: [], sets };
}

/** Texts can be compared too, but a list of conditions is clearer without “Title after M”. */
function isOffered(field: Field, operator: Operator): boolean {
  if (operator === 'exists') return false;
  return !RANGE.includes(operator) || CONTROLS[field.control.type].filterWords?.gte !== undefined;
}

function optionOf(field: Field, operator: Operator): string {
  const words = CONTROLS[field.control.type].filterWords?.[operator] ?? OPERATOR_WORDS[operator];
  const isChosenFromList = field.severalValues && field.jsonSchema.enum !== undefined;
  return operator === 'eq' && isChosenFromList ? 'is any of' : words;
}

function presence(field: Field): Condition[] {
  if (!field.operators.includes('exists') || field.always) return [];
  return [fixed('set', 'has a value', { exists: 'true' }), fixed('unset', 'is empty', { exists: 'false' })];
}

function relativeConditions(type: RecordType, name: string, field: Field): Condition[] {
  if (!acceptsRelativeDays(field) || !field.operators.includes('gte')) return [];
  const past = fixed('past', 'before today', { lt: 'today' }, IS_DUE.test(name) ? 'overdue (before today)' : 'before today');
  const next = fixed('next', 'in the next 7 days', { gte: 'today', lt: 'today+7d' });
  // The service sets its own times, which are never in the future.
  const isEntered = Object.hasOwn(type.fields, name);
  return [
    fixed('today', 'is today', { gte: 'today', lt: 'today+1d' }),
    fixed('week', 'is this week', { gte: 'monday', lt: 'monday+7d' }),
    ...(isEntered ? [past, next] : []),
    fixed('last', 'in the last 7 days', { gte: 'today-6d', lt: 'today+1d' }),
  ];
}

/** Returns the filters of a view, as chips show them: two bounds of one field are one filter. */
export function shownFilters(type: RecordType, view: View): ShownFilter[] {
  const byName = new Map<string, Map<Operator, string>>();
  for (const [parameter, value] of filtersOf(view)) {
    const [, name = parameter, suffix = 'eq'] = /^([^[]+)\[(\w+)\]$/.exec(parameter) ?? [];
    const operator = fieldOf(type, name)?.operators.find((known) => known === suffix);
    if (operator === undefined) continue;
    byName.set(name, (byName.get(name) ?? new Map()).set(operator, value));
  }
  return [...byName].flatMap(([name, operands]) => filtersOfField(type, name, operands));
}

function filtersOfField(type: RecordType, name: string, operands: Map<Operator, string>): ShownFilter[] {
  const rest = new Map(operands);
  const found: ShownFilter[] = [];
  for (const condition of byNumberOfOperators(conditionsOf(type, name))) {
    const wanted = operatorsOf(condition);
    const isMet = wanted.every((operator) => rest.has(operator) && (condition.sets[operator] ?? rest.get(operator)) === rest.get(operator));
    if (!isMet) continue;
    found.push({ name, condition, operands: Object.fromEntries(wanted.map((operator) => [operator, rest.get(operator) ?? ''])) });
    for (const operator of wanted) rest.delete(operator);
  }
  // Conditions that are not offered, from a link.
  for (const [operator, value] of rest)
    found.push({ name, condition: asking(operator, OPERATOR_WORDS[operator]), operands: { [operator]: value } });
  return found;
}

function byNumberOfOperators(conditions: readonly Condition[]): Condition[] {
  return [...conditions].sort((a, b) => operatorsOf(b).length - operatorsOf(a).length);
}

/** Returns the operators that a condition needs: those it sets, then those it asks for. */
export function operatorsOf({ asks, sets }: Condition): Operator[] {
  return OPERATORS.filter((operator) => sets[operator] !== undefined || asks.includes(operator));
}

const OPERATORS: readonly Operator[] = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'prefix', 'contains', 'exists'];
