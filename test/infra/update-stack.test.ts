import { describe, expect, it } from '@jest/globals';
import { updateInSteps } from '../../infra/commands/update-stack.ts';
import { NAME } from '../../src/name.ts';
import { UsageError } from '../../src/usage-error.ts';

/** Updates a stack whose table has so many indexes. @returns the numbers of indexes that it got, and what was printed */
async function update(present: number | undefined, { failsAt = 0, failure }: { failsAt?: number; failure?: string | undefined } = {}) {
  const steps: number[] = [];
  const printed: string[] = [];
  const outcome = await updateInSteps({
    stack: { tableIndexes: async () => present, deploymentFailure: async () => failure },
    async updateStack(indexes) {
      if (steps.push(indexes) === failsAt) throw new Error('exit code 1');
    },
    print: (line) => printed.push(line),
  }).catch((error: unknown) => error);
  return { steps, printed, outcome };
}

describe('the update of a stack', () => {
  it.each([
    ['a new stack', undefined, [9]],
    ['a table with all indexes', 9, [9]],
    ['a table with five', 5, [6, 7, 8, 9]],
    ['a table whose updates were interrupted', 7, [8, 9]],
  ])('adds one index at a time: %s', async (_, present, expected) => {
    const { steps, outcome } = await update(present);
    expect([steps, outcome]).toEqual([expected, undefined]);
  });

  it('says how many updates there are, where there are several', async () => {
    expect((await update(7)).printed).toEqual(['Update 1 of 2: the table gets index-8', 'Update 2 of 2: the table gets index-9']);
    expect((await update(9)).printed).toEqual([]);
  });

  it.each([`${NAME}-dev is in UPDATE_ROLLBACK_COMPLETE: Table: no.`, undefined])('ends at the first that fails: %s', async (failure) => {
    const { steps, outcome } = await update(5, { failsAt: 2, failure });
    expect(steps).toEqual([6, 7]);
    expect(outcome).toEqual(new UsageError(failure ?? 'The deployment failed; the CDK says above why.'));
  });
});
