import type { Field, Operator } from '../../src/schema/field.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { searchForm, searchWords } from '../../src/schema/search.ts';
import { fieldOf } from '../../src/schema/service-fields.ts';
import { foldCase } from '../../src/schema/text-order.ts';
import { splitValues } from '../../src/schema/value-list.ts';
import { filtersOf } from './filters.ts';
import { MOMENT } from './moment.ts';
import type { StoredRecord } from './stored-record.ts';
import type { View } from './view.ts';

/** Whether a record belongs to a list with this search and these filters. A filter that only the service can answer counts as met. */
export function matches(type: RecordType, view: View, record: StoredRecord): boolean {
  return (
    holdsWords(type, view.get('q') ?? '', record) && filtersOf(view).every(([parameter, text]) => meets(type, parameter, text, record))
  );
}

function holdsWords({ fields }: RecordType, query: string, record: StoredRecord): boolean {
  const texts = Object.entries(fields).flatMap(([name, field]) => {
    const value = record[name] ?? undefined;
    return field.searchable && value !== undefined ? [searchForm(field.toText(value))] : [];
  });
  return searchWords(query).every((word) => texts.some((text) => text.includes(word)));
}

function meets(type: RecordType, parameter: string, text: string, record: StoredRecord): boolean {
  const [, name = parameter, suffix = 'eq'] = /^([^[]+)\[(\w+)\]$/.exec(parameter) ?? [];
  const field = fieldOf(type, name);
  const operator = field?.operators.find((known) => known === suffix);
  if (field === undefined || operator === undefined) return true;
  const value = record[name] ?? undefined;
  if (operator === 'exists') return (value !== undefined) === (text === 'true');
  if (operator === 'ne') return value === undefined || compares(field, operator, text, value);
  return value !== undefined && compares(field, operator, text, value);
}

function compares(field: Field, operator: Operator, text: string, value: unknown): boolean {
  if (operator === 'prefix') return foldCase(field.toText(value)).startsWith(foldCase(text));
  if (operator === 'contains') return foldCase(field.toText(value)).includes(foldCase(text));
  const isEquality = operator === 'eq' || operator === 'ne';
  const parse = field.parseOperand ?? field.parse;
  const texts = isEquality && field.severalValues ? splitValues(text) : [text];
  const parsed = texts.map((part) => parse(field.fromText(part), MOMENT));
  const operands = parsed.flatMap((one) => (one.ok && one.value !== undefined ? [one.value] : []));
  const isForService = texts.some((part) => field.resolve !== undefined && field.resolve(part, '') !== part);
  if (isForService || operands.length < parsed.length) return true;
  if (isEquality) {
    const isEqual = operands.some((operand) => field.terms(operand).some((term) => field.terms(value).includes(term)));
    return isEqual === (operator === 'eq');
  }
  const [bound = '', key = ''] = [operands[0], value].map((one) => field.sortKey?.(one));
  return { gt: key > bound, gte: key >= bound, lt: key < bound, lte: key <= bound, exists: true }[operator];
}
