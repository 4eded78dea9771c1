import type { Definition, StartingView } from './definition.ts';
import type { Field, Moment, Operator } from './field.ts';
import { fieldOf, filterNames } from './service-fields.ts';
import { splitValues } from './value-list.ts';

/** What a view needs of its type. */
type ViewedType = Pick<Definition, 'fields' | 'filterable' | 'indexes'>;

/** Whether a value can be compared does not depend on the day. */
const SOME_DAY: Moment = { today: '2026-01-01', startOf: (day) => `${day}T00:00:00.000Z` };

/** Returns all faults of the starting views of a definition. */
export function viewFaults({ views = [], ...type }: Definition): string[] {
  return views.flatMap((view, position) => {
    const isRepeated = views.findIndex(({ name }) => name === view.name) < position;
    return [
      ...(view.name.trim() === '' ? ['a view has a blank name; name it'] : []),
      ...(isRepeated ? [`the view "${view.name}" is declared twice; rename one`] : []),
      ...filterFaults(type, view),
      ...sortFaults(type, view),
      ...columnFaults(type, view),
      ...kindFaults(type, view),
    ];
  });
}

function filterFaults(type: ViewedType, { name: view, filters }: StartingView): string[] {
  return Object.entries(filters).flatMap(([parameter, text]) => {
    const [, name = parameter, suffix] = /^([^[\]]+)\[([^[\]]*)\]$/.exec(parameter) ?? [];
    const field = filterNames(type).includes(name) ? fieldOf(type, name) : undefined;
    if (field === undefined) return [`the view "${view}" filters by "${name}", which is not filterable; correct the name`];
    const operator = suffix === 'eq' ? undefined : field.operators.find((known) => known === (suffix ?? 'eq'));
    if (operator === undefined) return [`the view "${view}" has the unknown filter "${parameter}"; correct the operator`];
    const fault = operandFault(field, operator, text);
    return fault === undefined ? [] : [`the view "${view}" has an invalid value for "${parameter}", "${text}"; it ${fault}`];
  });
}

/** Returns why a value cannot be compared, such as “must be one of open, done”. */
function operandFault(field: Field, operator: Operator, text: string): string | undefined {
  if (operator === 'exists') return text === 'true' || text === 'false' ? undefined : 'must be true or false';
  if (operator === 'prefix' || operator === 'contains') return text.trim() === '' ? 'must not be blank' : undefined;
  const isOneOf = field.severalValues && (operator === 'eq' || operator === 'ne');
  for (const value of isOneOf ? splitValues(text) : [text]) {
    const input = field.resolve?.(field.fromText(value), 'me') ?? field.fromText(value);
    const parsed = (field.parseOperand ?? field.parse)(input, SOME_DAY);
    if (!parsed.ok) return parsed.faults[0]?.detail ?? 'is invalid';
    if (parsed.value === undefined) return 'must not be blank';
  }
  return undefined;
}

function sortFaults({ indexes }: ViewedType, { name, sort }: StartingView): string[] {
  const field = sort?.replace(/^-/, '');
  const isSortable = field === undefined || field === 'createdAt' || indexes.some(({ where, by }) => where === undefined && by === field);
  return isSortable ? [] : [`the view "${name}" is sorted by "${field}", which has no index; add { by: '${field}' }`];
}

function columnFaults({ fields }: ViewedType, { name, columns = [] }: StartingView): string[] {
  const unknown = columns.filter((column) => !Object.hasOwn(fields, column) && column !== 'createdAt' && column !== 'updatedAt');
  return unknown.map((column) => `the view "${name}" shows the unknown column "${column}"; correct the name`);
}

function kindFaults({ fields, filterable }: ViewedType, { name, kind, by }: StartingView): string[] {
  if (kind === undefined)
    return by === undefined ? [] : [`the view "${name}" is by "${by}" and has no kind; add kind: 'board' or 'calendar'`];
  const usable = Object.keys(fields).filter((field) => fields[field]?.arranges === kind);
  if (by === undefined || !usable.includes(by)) {
    const known = usable.length === 0 ? 'the type has no such field' : `it can be by ${usable.join(', ')}`;
    return [`the view "${name}" is a ${kind} and cannot be by ${by === undefined ? 'no field' : `"${by}"`}; ${known}`];
  }
  return filterable.includes(by) ? [] : [`the view "${name}" is a ${kind} by "${by}", which is not filterable; add it to "filterable"`];
}
