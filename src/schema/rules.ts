import type { Definition } from './definition.ts';
import { misfitFaults } from './fit.ts';
import type { RecordFault } from './validation.ts';

type Values = Readonly<Record<string, unknown>>;

export interface RuleContext {
  /** The record before the change; `undefined` for a new record. */
  readonly before: Values | undefined;
  /** Fields with invalid values. */
  readonly invalid: ReadonlySet<string>;
}

/** Returns the faults of the rules that apply to a new or changed record. */
export function ruleFaults(
  { fields, rules = {} }: Pick<Definition, 'fields' | 'rules'>,
  record: Values,
  context: RuleContext,
): RecordFault[] {
  const { before, invalid } = context;
  return Object.entries(rules).flatMap(([code, rule]) => {
    const isTouched = before === undefined || rule.fields.some((name) => !isSame(record[name], before[name]));
    const isCheckable = rule.fields.every((name) => !invalid.has(name) && fitsIn(fields, name, record[name]));
    if (!isTouched || !isCheckable) return [];
    return faultsOf(code, rule.check(record, before));
  });
}

/** Returns the faults of a stored record. As nothing changes, rules about changes find nothing. */
export function storedRuleFaults({ fields, rules = {} }: Pick<Definition, 'fields' | 'rules'>, record: Values): RecordFault[] {
  return Object.entries(rules).flatMap(([code, rule]) =>
    rule.fields.every((name) => fitsIn(fields, name, record[name])) ? faultsOf(code, rule.check(record, record)) : [],
  );
}

function faultsOf(code: string, messages: Readonly<Partial<Record<string, string>>> = {}): RecordFault[] {
  return Object.entries(messages).flatMap(([name, detail]) => (detail === undefined ? [] : [{ pointer: `/${name}`, code, detail }]));
}

/** A record can have a value that no longer fits its field; a rule does not expect it. */
function fitsIn(fields: Definition['fields'], name: string, value: unknown): boolean {
  const field = fields[name];
  return field !== undefined && misfitFaults(field, value).length === 0;
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
