/** A problem of stored values, with the number of records that have it. */
export interface Finding {
  readonly type: string;
  /** The field or attribute. Empty where the whole type was removed. */
  readonly field: string;
  readonly problem: Problem;
  /** The removed choice, the shared value, the fault of the first value, or the former name. */
  readonly detail: string;
  readonly count: number;
  /** Of the first three records. */
  readonly ids: readonly string[];
  /** Fields that may be the removed one under a new name. */
  readonly renamedTo: readonly string[];
  /** Whether the change from the kept definitions to today's causes it. Others were there when those were kept. */
  readonly isNew: boolean;
}

export type Problem = 'does-not-fit' | 'duplicate' | 'former-name' | 'missing' | 'removed-choice' | 'removed-field' | 'removed-type';

/** Whether a deployment of today's definitions would hide or break these values. */
export function stopsDeployment({ problem, isNew }: Finding): boolean {
  return isNew && problem !== 'former-name';
}

/**
 * One line: the finding, its field, and the remedy.
 * @param options to name the table in a command, with a blank at the end
 */
export function describeFinding(finding: Finding, options = ''): string {
  const { type, field, ids, count } = finding;
  const { what, fix } = TEXTS[finding.problem](finding, `npm run check-data -- ${options}--purge`);
  const some = `${ids.join(', ')}${count > ids.length ? ', …' : ''}`;
  return `${field === '' ? type : `${type}.${field}`}: ${recordCount(count)} ${what} (${some}). ${fix}`;
}

function recordCount(count: number): string {
  return `${count} ${count === 1 ? 'record has' : 'records have'}`;
}

const TEXTS: Readonly<Record<Problem, (finding: Finding, purge: string) => { readonly what: string; readonly fix: string }>> = {
  'does-not-fit': ({ detail }) => ({
    what: `a value that does not fit: ${detail}`,
    fix: 'Allow it in the definition, or correct the records.',
  }),
  'former-name': ({ detail }, purge) => ({
    what: `the value under the former name "${detail}"`,
    fix: `Nothing is missing. To move them: ${purge}`,
  }),
  duplicate: ({ detail }) => ({
    what: `the same value, "${detail}", and the field is unique`,
    fix: 'Correct or delete all but one. Until then they stay as they are, and no other record gets the value.',
  }),
  missing: () => ({ what: 'no value, and it is required', fix: 'Fill in the records, or make the field optional.' }),
  'removed-choice': ({ detail }) => ({ what: `the removed choice "${detail}"`, fix: `To keep it: retired: ['${detail}'].` }),
  'removed-field': ({ field, renamedTo }, purge) => ({
    what: 'a value of this removed field',
    fix: `${renamedTo.map((name) => `If it is now "${name}", add was: '${field}' there. `).join('')}To remove the values: ${purge}`,
  }),
  'removed-type': () => ({ what: 'this type, which was removed', fix: 'Put the type back, or save the records first: npm run export' }),
};
