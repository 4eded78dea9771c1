import { TABLE_INDEXES } from '../../src/store/table.ts';
import { UsageError } from '../../src/usage-error.ts';
import type { DeployedStack } from './deployed-stack.ts';

export interface UpdateOptions {
  readonly stack: Pick<DeployedStack, 'deploymentFailure' | 'tableIndexes'>;
  /** Creates or updates the stack. Its table gets this number of indexes. */
  readonly updateStack: (indexes: number) => Promise<void>;
  readonly print: (line: string) => void;
}

/**
 * Creates or updates the stack. A CloudFormation update can add only one index to a table, so each missing index needs an update.
 * After an interruption, the next deployment continues with the number of indexes in the outputs of the stack.
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

/** Returns the number of indexes after each update. A new table gets all indexes in one update. */
function indexSteps(deployed: number | undefined): number[] {
  const all = TABLE_INDEXES.length;
  const first = Math.min((deployed ?? all) + 1, all);
  return Array.from({ length: all - first + 1 }, (_, n) => first + n);
}
