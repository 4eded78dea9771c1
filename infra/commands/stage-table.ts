import { installTools } from '../../scripts/install-tools.ts';
import type { TableArguments } from '../../src/check-data/table-options.ts';
import { requireValidDefinitions } from '../../src/check-data/valid-definitions.ts';
import type { Environment } from '../../src/config.ts';
import { type OpenTable, openTable, settingsWith } from '../../src/export-import/open-table.ts';
import { recordTypes } from '../../src/records/index.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { createDynamoTable } from '../../src/store/dynamo-client.ts';
import { checkLayout } from '../../src/store/layout.ts';
import { WrongLayout } from '../../src/store/record-store.ts';
import { UsageError } from '../../src/usage-error.ts';
import type { Stage } from '../stage.ts';
import { stageArgument } from './stage-argument.ts';

export interface StageTable extends OpenTable {
  /** Whether other processes may use the table at the same time. */
  readonly shared: boolean;
}

export interface OpenStageTable {
  readonly env: Environment;
  /** The command that opens the table. */
  readonly command: string;
  readonly print: (line: string) => void;
}

/**
 * Opens the table of a deployed stage (`--stage`) or of a data folder (`--data`). Without both, opens the table in the server's settings.
 * @throws {UsageError}
 */
export async function openStageTable(args: TableArguments, { env, command, print }: OpenStageTable): Promise<StageTable> {
  const settings = await settingsOf(args, env);
  const shared = (settings['DATABASE'] ?? 'dynamodb') !== 'embedded';
  const table = { ...(await openTable(settings, { command, mayCreate: false, onProgress: print })), shared };
  try {
    await checkLayout(createDynamoTable(table));
    return table;
  } catch (cause) {
    await table.close();
    const reason = cause instanceof WrongLayout ? cause.message : `It cannot be read (${String(cause)}).`;
    throw new UsageError(`${table.name}: ${reason}`, { cause });
  }
}

async function settingsOf({ stage: stageName, data }: TableArguments, env: Environment): Promise<Environment> {
  if (stageName !== undefined && data !== undefined) throw new UsageError('Give either --stage or --data, not both.');
  if (stageName === undefined) return settingsWith(data, env);
  const stage = stageArgument(stageName);
  // Late, because a data folder needs no packages of infra.
  await installTools('infra');
  const { createDeployedStack } = await import('./deployed-stack.ts');
  const { TableName } = await createDeployedStack(stage).outputs();
  return settingsFor(stage, env, TableName);
}

/** Opens the table with this name in the region of a stage. @throws {UsageError} */
export async function openTableOfStage(stage: Stage, tableName: string, { env, command, print }: OpenStageTable): Promise<StageTable> {
  const settings = settingsFor(stage, env, tableName);
  return { ...(await openTable(settings, { command, mayCreate: false, onProgress: print })), shared: true };
}

function settingsFor({ region }: Stage, env: Environment, tableName: string | undefined): Environment {
  return { ...env, DATABASE: 'dynamodb', TABLE_NAME: tableName, ...(region === undefined ? {} : { AWS_REGION: region }) };
}

/**
 * Returns the record type with a name, or all types.
 * @throws {UsageError} with the names of all types if it is unknown, or with the faults of the definitions
 */
export function typesNamed(name: string | undefined): readonly RecordType[] {
  requireValidDefinitions(recordTypes);
  const types = name === undefined ? recordTypes : recordTypes.filter((type) => type.name === name);
  if (types.length === 0) throw new UsageError(`--type is "${name}"; known are ${recordTypes.map((type) => type.name).join(', ')}.`);
  return types;
}
