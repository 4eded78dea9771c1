import type { Environment } from '../../src/config.ts';
import { type OpenTable, openTable } from '../../src/export-import/open-table.ts';
import { createDeployedStack } from './deployed-stack.ts';
import { stageArgument } from './stage-argument.ts';

export interface StageTable extends OpenTable {
  /** Whether other processes may use the table at the same time. */
  readonly shared: boolean;
}

export interface OpenStageTable {
  readonly env: Environment;
  /** The command that opens it. */
  readonly command: string;
  readonly print: (line: string) => void;
}

/**
 * The table of a deployed stage, or without one the table that the server's settings name.
 * @throws {UsageError}
 */
export async function openStageTable(stageName: string | undefined, { env, command, print }: OpenStageTable): Promise<StageTable> {
  const settings = stageName === undefined ? env : await settingsOf(env, stageName);
  const shared = (settings['DATABASE'] ?? 'dynamodb') !== 'embedded';
  return { ...(await openTable(settings, { command, mayCreate: !shared, onProgress: print })), shared };
}

async function settingsOf(env: Environment, stageName: string): Promise<Environment> {
  const stage = stageArgument(stageName);
  const { TableName } = await createDeployedStack(stage).outputs();
  return {
    ...env,
    DATABASE: 'dynamodb',
    TABLE_NAME: TableName,
    ...(stage.region === undefined ? {} : { AWS_REGION: stage.region }),
  };
}
