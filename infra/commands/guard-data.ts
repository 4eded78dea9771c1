import { stopsDeployment } from '../../src/check-data/finding.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { createDynamoTable } from '../../src/store/dynamo-client.ts';
import { isUnchanged, type KeptDefinitions, readKeptDefinitions } from '../../src/store/kept-definitions.ts';
import { UsageError } from '../../src/usage-error.ts';
import type { Stage } from '../stage.ts';
import { compareData, findingLines, isAccepted, keepAcceptance } from './compare-data.ts';
import { readCostLine } from './reindex-report.ts';
import type { StageTable } from './stage-table.ts';

export interface GuardOptions {
  readonly stage: Stage;
  readonly recordTypes: readonly RecordType[];
  readonly print: (line: string) => void;
  readonly accept?: string | undefined;
}

/**
 * Stops a deployment that would hide or break values, unless someone has accepted the change with a reason.
 * An accepted change needs no second acceptance. Reads the records only if the definitions changed.
 * @returns whether the table could be read
 * @throws {UsageError}
 */
export async function guardData(table: StageTable, options: GuardOptions): Promise<boolean> {
  const { stage, accept, print } = options;
  try {
    await compareAndStop(table, options);
    return true;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const reason = `The records in ${table.name} could not be checked (${String(error)}).`;
    if (accept === undefined) throw new UsageError(`${reason} Nothing was deployed. ${withoutStop(stage)}`, { cause: error });
    print(`${reason} Accepted: ${accept}`);
    return false;
  }
}

async function compareAndStop(table: StageTable, { stage, recordTypes, accept, print }: GuardOptions): Promise<void> {
  const kept = await readKeptDefinitions(createDynamoTable(table));
  if (isUnchanged(kept, recordTypes)) return;
  print(await readCostLine(table));
  const { findings } = await compareData(table, recordTypes, print);
  for (const line of findingLines(findings, { stage: stage.name })) print(line);
  if (!findings.some(stopsDeployment)) return;
  const reason = accept ?? acceptedBefore(kept, recordTypes);
  if (reason === undefined) throw new UsageError(`Nothing was deployed. ${withoutStop(stage)}`);
  print(`Accepted: ${reason}`);
  if (accept !== undefined) await keepAcceptance(table, recordTypes, accept);
}

/** Returns the reason from an earlier deployment of the same change that failed later. */
function acceptedBefore(kept: KeptDefinitions, recordTypes: readonly RecordType[]): string | undefined {
  return isAccepted(kept, recordTypes) ? kept.accepted?.reason : undefined;
}

function withoutStop({ name }: Stage): string {
  return `To deploy all the same: npm run deploy -- --stage ${name} --accept "the reason"`;
}
