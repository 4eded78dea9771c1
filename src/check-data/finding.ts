import { exportCommand, type TableArguments, tableOptions } from './table-options.ts';

/** A problem of stored values, with the number of records that have it. */
export interface Finding {
  readonly type: string;
  /** The field or attribute. Empty if the whole type was removed. */
  readonly field: string;
  readonly problem: Problem;
  /** Depends on the problem: the broken rule, the removed choice, the shared value, why the first value does not fit, or the former name. */
  readonly detail: string;
  readonly count: number;
  /** The ids of the first three records. */
  readonly ids: readonly string[];
  /** Fields that may be the removed one under a new name. */
  readonly renamedTo: readonly string[];
  /** Whether the definition has changed since the table last kept it. If not, the finding existed before. */
  readonly isNew: boolean;
}

export type Problem =
  | 'breaks-rule'
  | 'does-not-fit'
  | 'duplicate'
  | 'former-name'
  | 'missing'
  | 'no-default'
  | 'not-computable'
  | 'not-computed'
  | 'removed-choice'
  | 'removed-field'
  | 'removed-type'
  | 'to-overwrite';

/** These hide and break no value. A rule applies to a record only when one of the rule's fields changes. */
const HARMLESS: readonly Problem[] = ['former-name', 'breaks-rule', 'no-default', 'not-computable', 'not-computed'];

/** Checks whether a deployment of the current definitions would hide or break these values. */
export function stopsDeployment({ problem, isNew }: Finding): boolean {
  return isNew && !HARMLESS.includes(problem);
}

/** Describes a finding in one line: the field, the problem and the fix. Its commands select the table in the same way. */
export function describeFinding(finding: Finding, table: TableArguments = {}): string {
  const options = tableOptions(table);
  const { type, field, ids, count } = finding;
  const { what, fix } = TEXTS[finding.problem](finding, {
    purge: `npm run check-data -- ${options}--purge`,
    derive: `npm run reindex -- ${options}--computed`,
    save: exportCommand(table),
  });
  const listedIds = `${ids.join(', ')}${count > ids.length ? ', …' : ''}`;
  return `${field === '' ? type : `${type}.${field}`}: ${recordCount(count)} ${what} (${listedIds}). ${fix}`;
}

function recordCount(count: number): string {
  return `${count} ${count === 1 ? 'record has' : 'records have'}`;
}

interface Commands {
  readonly purge: string;
  readonly derive: string;
  readonly save: string;
}

const TEXTS: Readonly<Record<Problem, (finding: Finding, commands: Commands) => { readonly what: string; readonly fix: string }>> = {
  'breaks-rule': ({ detail }) => ({ what: `values that break a rule: ${detail}`, fix: 'Correct the records, or change the rule.' }),
  'does-not-fit': ({ detail }) => ({
    what: `a value that does not fit: ${detail}`,
    fix: 'Allow it in the definition, or correct the records.',
  }),
  'former-name': ({ detail }, { purge }) => ({
    what: `the value under the former name "${detail}"`,
    fix: `Nothing is missing. To move them: ${purge}`,
  }),
  duplicate: ({ detail }) => ({
    what: `the same value, "${detail}", and the field is unique`,
    fix: 'Correct or delete all but one. Until then they stay unchanged, and no other record can have the value.',
  }),
  missing: () => ({ what: 'no value, and it is required', fix: 'Fill in the records, or make the field optional.' }),
  'no-default': (_finding, { derive }) => ({ what: 'no value, although the field has a default', fix: `To write the default: ${derive}` }),
  'not-computable': ({ detail }) => ({
    what: `no value or a former one, because it cannot be computed: ${detail}`,
    fix: 'Correct the other fields of the records, or the function.',
  }),
  'not-computed': (_finding, { derive }) => ({
    what: 'a stored value that differs from the computed one',
    fix: `To write the values: ${derive}`,
  }),
  'removed-choice': ({ detail }) => ({ what: `the removed choice "${detail}"`, fix: `To keep it: retired: ['${detail}'].` }),
  'removed-field': ({ field, renamedTo }, { purge }) => ({
    what: 'a value of this removed field',
    fix: `${renamedTo.map((name) => `If it is now "${name}", add was: '${field}' there. `).join('')}To remove the values: ${purge}`,
  }),
  'to-overwrite': () => ({
    what: 'a value that people entered and that the function would replace',
    fix: 'To keep these values, give the computed field another name.',
  }),
  'removed-type': (_finding, { save }) => ({
    what: 'this type, which was removed',
    fix: `Put the type back, or save the records first: ${save}`,
  }),
};
