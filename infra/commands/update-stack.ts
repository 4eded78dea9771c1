import { TABLE_INDEXES } from '../../src/store/table.ts';
import { UsageError } from '../../src/usage-error.ts';
import type { Stage } from '../stage.ts';
import type { DeployedStack } from './deployed-stack.ts';

/** What the table has after an update of the stack. */
export interface StackUpdate {
  readonly indexes: number;
  /** Whether the stage's history comes later: neither its stream nor its function is in this update. */
  readonly historyLater: boolean;
}

export interface UpdateOptions {
  readonly stack: Pick<DeployedStack, 'deploymentFailure' | 'tableIndexes' | 'keepsHistory'>;
  readonly stage: Pick<Stage, 'changes'>;
  /** Creates or updates the stack. */
  readonly updateStack: (update: StackUpdate) => Promise<void>;
  readonly print: (line: string) => void;
}

/**
 * Creates or updates the stack. A CloudFormation update can add only one index to a table, so each missing index needs an update.
 * A stream then comes with an update of its own, because DynamoDB changes one thing of a table at a time.
 * After an interruption, the next deployment continues with the number of indexes in the outputs of the stack.
 * @throws {UsageError}
 */
export async function updateInSteps({ stack, stage, updateStack, print }: UpdateOptions): Promise<void> {
  const deployed = await stack.tableIndexes();
  const indexes = indexSteps(deployed).map((count) => ({ indexes: count, gets: TABLE_INDEXES[count - 1]?.name }));
  const isMissingIndex = deployed !== undefined && deployed < TABLE_INDEXES.length;
  const historyLater = isMissingIndex && stage.changes !== false && !(await stack.keepsHistory());
  const last = { indexes: TABLE_INDEXES.length, gets: 'the stream of its changes', historyLater: false };
  const steps = [...indexes.map((step) => ({ ...step, historyLater })), ...(historyLater ? [last] : [])];
  for (const [n, { gets, ...update }] of steps.entries()) {
    if (steps.length > 1) print(`Update ${n + 1} of ${steps.length}: the table gets ${gets}`);
    try {
      await updateStack(update);
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
