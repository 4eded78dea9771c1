import { describe, expect, it } from '@jest/globals';
import { updateInSteps } from '../../infra/commands/update-stack.ts';
import { NAME } from '../../src/name.ts';
import { UsageError } from '../../src/usage-error.ts';

interface Deployed {
  readonly keepsHistory?: boolean;
  /** The setting of the stage. */
  readonly changes?: boolean;
  readonly failsAt?: number;
  readonly failure?: string | undefined;
}

/** Updates a stack whose table has `present` indexes. @returns the updates, such as `6` or `6 history later`, and the printed lines */
async function update(present: number | undefined, { keepsHistory = true, changes = true, failsAt = 0, failure }: Deployed = {}) {
  const steps: string[] = [];
  const printed: string[] = [];
  const outcome = await updateInSteps({
    stack: { tableIndexes: async () => present, keepsHistory: async () => keepsHistory, deploymentFailure: async () => failure },
    stage: { changes },
    async updateStack({ indexes, historyLater }) {
      if (steps.push(`${indexes}${historyLater ? ' history later' : ''}`) === failsAt) throw new Error('exit code 1');
    },
    print: (line) => printed.push(line),
  }).catch((error: unknown) => error);
  return { steps, printed, outcome };
}

describe('the update of a stack', () => {
  it.each([
    ['a new stack', undefined, ['9']],
    ['a table with all indexes', 9, ['9']],
    ['a table with five', 5, ['6', '7', '8', '9']],
    ['a table whose updates were interrupted', 7, ['8', '9']],
  ])('adds one index at a time: %s', async (_, present, expected) => {
    const { steps, outcome } = await update(present);
    expect([steps, outcome]).toEqual([expected, undefined]);
  });

  it.each([
    ['a new stack', undefined, {}, ['9']],
    ['a table with all indexes', 9, {}, ['9']],
    ['a table with seven', 7, {}, ['8 history later', '9 history later', '9']],
    ['a table with seven, for a stage without history', 7, { changes: false }, ['8', '9']],
  ])('adds the stream after the indexes: %s', async (_, present, deployed, expected) => {
    expect((await update(present, { keepsHistory: false, ...deployed })).steps).toEqual(expected);
  });

  it('prints the number of updates if there are several', async () => {
    expect((await update(7)).printed).toEqual(['Update 1 of 2: the table gets index-8', 'Update 2 of 2: the table gets index-9']);
    expect((await update(9)).printed).toEqual([]);
  });

  it.each([`${NAME}-dev is in UPDATE_ROLLBACK_COMPLETE: Table: no.`, undefined])('ends at the first failed step: %s', async (failure) => {
    const { steps, outcome } = await update(5, { failsAt: 2, failure });
    expect(steps).toEqual(['6', '7']);
    expect(outcome).toEqual(new UsageError(failure ?? 'The deployment failed; the CDK says above why.'));
  });
});
