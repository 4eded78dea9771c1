import type { Field, Moment, Operator } from '../../schema/field.ts';
import { observeMoment } from '../../schema/moment.ts';
import type { RecordType } from '../../schema/record-type.ts';
import { fieldOf, filterNames } from '../../schema/service-fields.ts';
import { foldCase } from '../../schema/text-order.ts';
import { codePointLength, isBlank } from '../../schema/text-rules.ts';
import { splitValues } from '../../schema/value-list.ts';
import type { Filter } from '../../store/record-store.ts';
import type { RequestFault } from '../problem.ts';
import { isFault } from './fault-collector.ts';
import { fault, repeated, unknownParameter } from './query-parameters.ts';

/** Returns the query parameter of a filter: `dueDate` for equality, and for example `dueDate[gte]` for another operator. */
export function parameterName(field: string, operator: Operator): string {
  return operator === 'eq' ? field : `${field}[${operator}]`;
}

export interface FilterContext {
  readonly type: RecordType;
  /** The parameters of the path that are not filters. */
  readonly own: readonly string[];
  /** The caller. */
  readonly me: string;
  readonly moment: Moment;
}

/** Reads one filter of a type. A fault names the parameter and what is allowed. */
export function readFilter(parameter: string, texts: readonly string[], { type, own, me, moment }: FilterContext): Filter | RequestFault {
  const [, name = parameter, operator = 'eq'] = /^([^[\]]+)\[([^[\]]*)\]$/.exec(parameter) ?? [];
  const field = filterNames(type).includes(name) ? fieldOf(type, name) : undefined;
  if (field === undefined) {
    return unknownParameter(parameter, [...own, ...filterParameters(type)]);
  }
  // Refuse `name[eq]`, so that equality has only one spelling.
  const known = parameter === `${name}[eq]` ? undefined : field.operators.find((known) => known === operator);
  if (known === undefined) {
    const allowed = field.operators.map((known) => parameterName(name, known)).join(', ');
    return fault(parameter, 'unknown-operator', `has an unknown operator; "${name}" takes ${allowed}`);
  }
  const observed = observeMoment(moment);
  const values = operandsOf(parameter, field, known, texts, { me, moment: observed.moment });
  if (isFault(values)) return values;
  return { field: name, operator: known, values, ...(observed.wasUsed() ? { asked: texts } : {}) };
}

/** Reads `true` or `false`. */
export function readBoolean(parameter: string, text: string): boolean | RequestFault {
  if (text === 'true' || text === 'false') return text === 'true';
  return fault(parameter, 'not-a-choice', 'must be true or false');
}

function filterParameters(type: RecordType): string[] {
  return filterNames(type).flatMap((name) => (fieldOf(type, name)?.operators ?? []).map((operator) => parameterName(name, operator)));
}

type Asker = Pick<FilterContext, 'me' | 'moment'>;

function operandsOf(
  parameter: string,
  field: Field,
  operator: Operator,
  texts: readonly string[],
  asker: Asker,
): readonly unknown[] | RequestFault {
  if ((operator === 'eq' || operator === 'ne') && field.severalValues) return valuesOf(parameter, field, texts.flatMap(splitValues), asker);
  const [text = ''] = texts;
  if (texts.length > 1) return repeated(parameter);
  if (operator === 'exists') {
    const exists = readBoolean(parameter, text);
    return isFault(exists) ? exists : [exists];
  }
  return operator === 'prefix' || operator === 'contains' ? partOf(parameter, field, text) : valuesOf(parameter, field, [text], asker);
}

function valuesOf(parameter: string, field: Field, texts: readonly string[], { me, moment }: Asker): readonly unknown[] | RequestFault {
  const values: unknown[] = [];
  for (const text of texts) {
    const input = field.resolve?.(field.fromText(text), me) ?? field.fromText(text);
    const parsed = (field.parseOperand ?? field.parse)(input, moment);
    if (!parsed.ok) return fault(parameter, parsed.faults[0]?.code ?? 'bad-value', parsed.faults[0]?.detail ?? 'cannot be compared with');
    if (parsed.value === undefined) return fault(parameter, 'blank', 'must not be blank; use [exists]=false for records without a value');
    values.push(parsed.value);
  }
  return values;
}

/** Refuses a text longer than `maxLength`: no value can contain it, and as a prefix it might not fit into a table key. */
function partOf(parameter: string, { jsonSchema: { maxLength = Number.POSITIVE_INFINITY } }: Field, text: string) {
  if (isBlank(text)) return fault(parameter, 'blank', 'must not be blank');
  const isLonger = codePointLength(text) > maxLength;
  return isLonger ? fault(parameter, 'too-long', `must be at most ${maxLength} characters long`) : [foldCase(text)];
}
