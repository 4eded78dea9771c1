import type { Field, Operator } from '../../src/schema/field.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { formatFullDate, formatMoment } from './formats.ts';
import { humanize, labelOf } from './labels.ts';

/** The parameter by which the API filters a field. */
export function parameterOf(name: string, operator: Operator): string {
  return operator === 'eq' ? name : `${name}[${operator}]`;
}

const WORDS: Readonly<Record<Operator, string>> = {
  eq: 'is',
  gt: 'after',
  gte: 'from',
  lt: 'before',
  lte: 'to',
  prefix: 'begins with',
  exists: '',
};
const WORDS_OF_NUMBERS: Readonly<Partial<Record<Operator, string>>> = { gt: 'over', lt: 'under' };

/** A filter in words: “Due date from 1 Mar 2026”, “Status is Open or Done”. */
export function filterInWords(type: RecordType, parameter: string, value: string): string {
  const [, name = parameter, operator = 'eq'] = /^([^[]+)\[(\w+)\]$/.exec(parameter) ?? [];
  const label = labelOf(type, name);
  if (operator === 'exists') return `${label} ${value === 'true' ? 'is set' : 'is empty'}`;
  const field = type.fields[name];
  const known = field?.control.type === 'number' ? { ...WORDS, ...WORDS_OF_NUMBERS } : WORDS;
  const words = Object.entries(known).find(([one]) => one === operator)?.[1] ?? operator;
  return field === undefined ? parameter : `${label} ${field.control.type === 'list' ? 'has' : words} ${valueInWords(field, value)}`;
}

function valueInWords({ control, severalValues }: Field, value: string): string {
  const values = severalValues ? value.split(',') : [value];
  const inWords = (one: string) => {
    if (control.type === 'select') return humanize(one);
    if (control.type === 'checkbox') return one === 'true' ? 'yes' : 'no';
    if (control.type === 'date' && !Number.isNaN(Date.parse(one))) return formatFullDate(one);
    if (control.type === 'date-time' && !Number.isNaN(Date.parse(one))) return formatMoment(one);
    return control.type === 'line' ? `“${one}”` : one;
  };
  return values.map(inWords).join(' or ');
}
