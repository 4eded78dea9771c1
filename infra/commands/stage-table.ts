import type { Environment } from '../../src/config.ts';
import { type OpenTable, openTable } from '../../src/export-import/open-table.ts';
import { stageArgument } from './arguments.ts';
import { createDeployedStack } from './deployed-stack.ts';

export interface StageTable extends OpenTable {
  /** Whether other processes may use the table at the same time. */
  readonly shared: boolean;
}

/**
 * The table of a deployed stage, or without one the table that the server's settings name.
 * @throws {UsageError}
 */
export async function openStageTable(stageName: string | undefined, command: string, print: (line: string) => void): Promise<StageTable> {
  const env = stageName === undefined ? process.env : await settingsOf(stageName);
  const shared = (env['DATABASE'] ?? 'dynamodb') !== 'embedded';
  return { ...(await openTable(env, { command, mayCreate: !shared, onProgress: print })), shared };
}

async function settingsOf(stageName: string): Promise<Environment> {
  const stage = stageArgument(stageName);
  const { TableName } = await createDeployedStack(stage).outputs();
  return {
    ...process.env,
    DATABASE: 'dynamodb',
    TABLE_NAME: TableName,
    ...(stage.region === undefined ? {} : { AWS_REGION: stage.region }),
  };
}
