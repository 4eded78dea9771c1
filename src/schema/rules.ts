import type { Definition, Rule } from './definition.ts';
import { misfitFaults } from './fit.ts';
import { callOwn, deepFreeze } from './own-logic.ts';
import { sameValue } from './same-value.ts';
import type { RecordFault } from './validation.ts';

type Values = Readonly<Record<string, unknown>>;

export interface RuleContext {
  /** The record before the change; `undefined` for a new record. */
  readonly before: Values | undefined;
  /** Fields with invalid values. */
  readonly invalid: ReadonlySet<string>;
}

type WithRules = Pick<Definition, 'name' | 'fields' | 'rules'>;

/** Returns the faults of the rules that apply to a new or changed record. @throws {OwnLogicFailed} */
export function ruleFaults({ name: typeName, fields, rules = {} }: WithRules, record: Values, context: RuleContext): RecordFault[] {
  const { before, invalid } = context;
  return Object.entries(rules).flatMap(([code, rule]) => {
    const isTouched = before === undefined || rule.fields.some((name) => !sameValue(record[name], before[name]));
    const isCheckable = rule.fields.every((name) => !invalid.has(name) && fitsIn(fields, name, record[name]));
    if (!isTouched || !isCheckable) return [];
    return checked({ typeName, code, rule }, record, before);
  });
}

/** Returns the faults of a stored record. As nothing changes, rules about changes find nothing. */
export function storedRuleFaults({ name: typeName, fields, rules = {} }: WithRules, record: Values): RecordFault[] {
  return Object.entries(rules).flatMap(([code, rule]) =>
    rule.fields.every((name) => fitsIn(fields, name, record[name])) ? checked({ typeName, code, rule }, record, record) : [],
  );
}

interface Named {
  readonly typeName: string;
  readonly code: string;
  readonly rule: Rule;
}

function checked({ typeName, code, rule }: Named, record: Values, before: Values | undefined): RecordFault[] {
  const [frozen, frozenBefore] = [deepFreeze(record), deepFreeze(before)];
  return faultsOf(
    code,
    callOwn(`the rule "${code}" of ${typeName}`, () => rule.check(frozen, frozenBefore)),
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
