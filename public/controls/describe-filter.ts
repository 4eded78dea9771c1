import type { Field, Operator, Parsed } from '../../src/schema/field.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { fieldOf } from '../../src/schema/service-fields.ts';
import { splitValues } from '../../src/schema/value-list.ts';
import { displayText } from '../model/display-text.ts';
import { labelOf } from '../model/labels.ts';
import { MOMENT } from '../model/moment.ts';
import { acceptsRelativeDays, relativeDayWords } from '../model/relative-days.ts';
import { idAsTitle, type TitleOf } from './control.ts';
import { CONTROLS } from './index.ts';

/** The words for operators where a control has none of its own. */
export const OPERATOR_WORDS: Readonly<Record<Operator, string>> = {
  eq: 'is',
  ne: 'is not',
  gt: 'after',
  gte: 'from',
  lt: 'before',
  lte: 'to',
  prefix: 'begins with',
  contains: 'contains',
  exists: '',
};

export interface FilterDescription {
  /** “Due date from”, “Status is”, “Notes is empty”. */
  readonly words: string;
  /** Joined by “or”. */
  readonly values: readonly string[];
  /** Whether the field accepts all values. The service refuses a list with other values. */
  readonly fits: boolean;
}

/** A filter in words. */
export function describeFilter(type: RecordType, parameter: string, value: string, titleOf: TitleOf = idAsTitle): FilterDescription {
  const [, name = parameter, suffix = 'eq'] = /^([^[]+)\[(\w+)\]$/.exec(parameter) ?? [];
  const field = fieldOf(type, name);
  const operator = field?.operators.find((known) => known === suffix);
  if (field === undefined || operator === undefined) return { words: parameter, values: [value], fits: false };
  const label = labelOf(type, name);
  if (operator === 'exists') return { words: `${label} ${value === 'true' ? 'has a value' : 'is empty'}`, values: [], fits: true };
  const { filterWords = {} } = CONTROLS[field.control.type];
  const values = field.severalValues ? splitValues(value) : [value];
  const words = filterWords[operator] ?? OPERATOR_WORDS[operator];
  return {
    words: `${subjectOf(label, words)} ${words}`,
    values: values.map((text) => describeValue(field, text, titleOf)),
    fits: operator === 'prefix' || operator === 'contains' || values.every((text) => parseOperand(field, text).ok),
  };
}

/** Returns the label without “date” where the words already say so: “Due on or after”. */
export function subjectOf(label: string, words: string): string {
  return /^(on |after|before|between|in the)/.test(words) ? label.replace(/ date$/, '') : label;
}

function describeValue(field: Field, text: string, titleOf: TitleOf): string {
  const { toText, isQuoted = false } = CONTROLS[field.control.type];
  if (isQuoted) return `“${displayText(text)}”`;
  const relative = acceptsRelativeDays(field) ? relativeDayWords(text) : undefined;
  if (relative !== undefined) return relative;
  const parsed = parseOperand(field, text);
  return parsed.ok && parsed.value !== undefined ? toText(parsed.value, { field, titleOf }) : displayText(text);
}

function parseOperand(field: Field, text: string): Parsed<unknown> {
  return (field.parseOperand ?? field.parse)(field.fromText(text), MOMENT);
}
