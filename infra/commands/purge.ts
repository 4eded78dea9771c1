import type { Finding } from '../../src/check-data/finding.ts';
import { purgeRecords } from '../../src/check-data/purge-records.ts';
import { exportCommand, type TableArguments } from '../../src/check-data/table-options.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { UsageError } from '../../src/usage-error.ts';
import type { Comparison } from './compare-data.ts';
import type { StageTable } from './stage-table.ts';

export interface PurgeCommand {
  readonly args: TableArguments;
  readonly comparison: Comparison;
  readonly yes: boolean;
  readonly print: (line: string) => void;
}

/**
 * Prints the values that a purge removes or moves. Changes them only with `yes`.
 * @throws {UsageError} if a version of the service may still use these values
 */
export async function purge(
  table: StageTable,
  types: readonly RecordType[],
  { args, comparison, yes, print }: PurgeCommand,
): Promise<void> {
  const findings = comparison.findings.filter(({ problem }) => problem === 'removed-field' || problem === 'former-name');
  if (findings.length === 0) {
    print(`There is nothing to purge in ${table.name}.`);
    return;
  }
  print(`In ${table.name}:`);
  for (const finding of findings) print(purgeLine(finding));
  refuseIfInUse(table, findings);
  if (!yes) {
    print('Nothing was changed yet. Older versions of the service will not find these values.');
    print(`To save them first: ${exportCommand(args, table.tableName)}`);
    print('To continue, run the command again with --yes.');
    return;
  }
  const onProgress = ({ items, changed }: { items: number; changed: number }) => print(`${items} items read, ${changed} changed`);
  const { changed } = await purgeRecords({ ...table, recordTypes: types, onProgress });
  print(`Purged: ${changed} records were changed.`);
}

function purgeLine({ type, field, problem, detail, count }: Finding): string {
  const records = `${count} ${count === 1 ? 'record' : 'records'}`;
  return problem === 'removed-field'
    ? `  ${type}.${field}: to remove from ${records}`
    : `  ${type}.${detail}: to move to "${field}" in ${records}`;
}

/** Refuses values that the deployed version may use, which the kept definitions show. Nothing else uses an embedded database. */
function refuseIfInUse(table: StageTable, findings: readonly Finding[]): void {
  const used = findings.filter(({ isNew }) => isNew);
  if (!table.shared || used.length === 0) return;
  const names = used.map(({ type, field, problem, detail }) => `${type}.${problem === 'removed-field' ? field : detail}`);
  throw new UsageError(
    `Nothing was changed: the deployed version may still use ${names.join(', ')}. Deploy the definitions of today first ` +
      '(for a table without a stage: npm run check-data -- --accept "the reason").',
  );
}
