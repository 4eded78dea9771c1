import { TABLE_INDEXES } from '../../src/store/table.ts';
import { UsageError } from '../../src/usage-error.ts';
import type { DeployedStack } from './deployed-stack.ts';

export interface UpdateOptions {
  readonly stack: Pick<DeployedStack, 'deploymentFailure' | 'tableIndexes'>;
  /** Creates or updates the stack, with a table that has so many indexes. */
  readonly updateStack: (indexes: number) => Promise<void>;
  readonly print: (line: string) => void;
}

/**
 * Creates or updates the stack. CloudFormation adds one index to a table in an update, so a table that lacks several takes as many
 * updates. If they are interrupted, the next deployment goes on: the stack says how many indexes it has.
 * @throws {UsageError}
 */
export async function updateInSteps({ stack, updateStack, print }: UpdateOptions): Promise<void> {
  const steps = indexSteps(await stack.tableIndexes());
  for (const [n, indexes] of steps.entries()) {
    if (steps.length > 1) print(`Update ${n + 1} of ${steps.length}: the table gets ${TABLE_INDEXES[indexes - 1]?.name}`);
    try {
      await updateStack(indexes);
    } catch (error) {
      throw new UsageError((await stack.deploymentFailure()) ?? 'The deployment failed; the CDK says above why.', { cause: error });
    }
  }
}

/** The numbers of indexes to deploy one after the other. A new table gets all at once. */
function indexSteps(deployed: number | undefined): number[] {
  const all = TABLE_INDEXES.length;
  const first = Math.min((deployed ?? all) + 1, all);
  return Array.from({ length: all - first + 1 }, (_, n) => first + n);
}
