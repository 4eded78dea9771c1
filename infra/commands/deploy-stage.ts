import { requireValidDefinitions } from '../../src/check-data/valid-definitions.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { UsageError } from '../../src/usage-error.ts';
import type { Stage } from '../stage.ts';
import { buildIndexes, mayBuildBefore } from './build-indexes.ts';
import { keepDefinitions } from './compare-data.ts';
import type { DeployedStack, Outputs } from './deployed-stack.ts';
import { guardData } from './guard-data.ts';
import { prepareTable } from './prepare-table.ts';
import type { StageTable } from './stage-table.ts';
import { type StackUpdate, updateInSteps } from './update-stack.ts';

export interface Deployment {
  readonly stage: Stage;
  readonly stack: DeployedStack;
  readonly recordTypes: readonly RecordType[];
  readonly build: () => Promise<void>;
  readonly updateStack: (update: StackUpdate) => Promise<void>;
  readonly openTable: (tableName: string) => Promise<StageTable>;
  readonly print: (line: string) => void;
  /** The e-mail address of an administrator to create. */
  readonly admin?: string | undefined;
  /** The reason to accept a change that hides or breaks values. */
  readonly accept?: string | undefined;
  /** Waits until every process has read the last change of the catalog. Default: waits a few minutes. */
  readonly wait?: (() => Promise<unknown>) | undefined;
}

/**
 * Deploys a stage. Runs all checks before it changes the stack. After a failure, run the same command again to continue.
 * @returns the exit code
 * @throws {UsageError}
 */
export async function deployStage(deployment: Deployment): Promise<number> {
  const { stack, admin, print, recordTypes } = deployment;
  requireValidDefinitions(recordTypes);
  await stack.signedIn();
  const tableName = await stack.tableName();
  if (tableName === undefined) await deployment.build();
  else await withTable(deployment, tableName, async (table) => await prepare(table, deployment));
  await updateInSteps(deployment);
  const outputs = await stack.outputs();
  print(addressesOf(outputs));
  const isReady = await withTable(deployment, outputs['TableName'] ?? '', async (table) => await finishTable(table, deployment));
  if (admin !== undefined) print(`Administrator ${admin}: ${await stack.addAdmin(admin)}`);
  return isReady ? 0 : 1;
}

async function withTable<Result>({ openTable }: Deployment, name: string, use: (table: StageTable) => Promise<Result>): Promise<Result> {
  const table = await openTable(name);
  try {
    return await use(table);
  } finally {
    await table.close();
  }
}

async function prepare(table: StageTable, deployment: Deployment): Promise<void> {
  const isReadable = await guardData(table, deployment);
  await deployment.build();
  if (isReadable) await buildBefore(table, deployment);
}

/** Builds new indexes before the deployment if a slot is free. The running version keeps them complete. */
async function buildBefore(table: StageTable, { recordTypes, print, wait }: Deployment): Promise<void> {
  try {
    if (await mayBuildBefore(table)) await buildIndexes(table, recordTypes, { print, keepOthers: true, wait });
  } catch (error) {
    throw new UsageError(
      `The indexes were not built (${String(error)}). Nothing was deployed. Run the command again: it continues where it stopped.`,
      { cause: error },
    );
  }
}

/** @returns whether the service can use the table and its indexes */
async function finishTable(table: StageTable, { stage, recordTypes, print, wait }: Deployment): Promise<boolean> {
  const note = await prepareTable(table);
  if (note !== undefined) {
    print(`Table         ${note}`);
    return false;
  }
  try {
    await keepDefinitions(table, recordTypes, { all: true });
    await buildIndexes(table, recordTypes, { print, wait });
    return true;
  } catch (error) {
    // Do not roll back the deployment: responses are complete even without the indexes.
    print(`The table is not ready (${String(error)}). Run: npm run deploy -- --stage ${stage.name}`);
    return false;
  }
}

function addressesOf({ SiteUrl, ApiUrl, SignInUrl, Issuer, SiteAlias, ApiAlias }: Outputs): string {
  const lines = [
    `The UI        ${SiteUrl}/`,
    `The API       ${SiteUrl}/api/v1 (without CloudFront: ${ApiUrl}/api/v1)`,
    `Sign-in       ${SignInUrl ?? Issuer}`,
  ];
  if (SiteAlias !== undefined) lines.push(`DNS           create a record from the UI's domain to ${SiteAlias}`);
  if (ApiAlias !== undefined) lines.push(`DNS           create a record from the API's domain to ${ApiAlias}`);
  return lines.join('\n');
}
