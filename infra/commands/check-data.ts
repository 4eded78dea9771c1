import { checkRecords, type Finding } from '../../src/export-import/check-records.ts';
import { recordTypes } from '../../src/records/index.ts';
import { readArguments } from './arguments.ts';
import { reindexReport } from './reindex-report.ts';
import { runCommand } from './run-command.ts';
import { openStageTable } from './stage-table.ts';

await runCommand(async () => {
  const { stage } = readArguments(process.argv.slice(2), ['stage']);
  const table = await openStageTable(stage, 'npm run check-data', console.log);
  try {
    console.log(await reindexReport(table, recordTypes));
    const findings = await checkRecords(table, recordTypes);
    for (const finding of findings) console.log(describe(finding));
    if (findings.length === 0) console.log('All values fit the definitions.');
    process.exitCode = findings.length === 0 ? 0 : 1;
  } finally {
    await table.close();
  }
});

function describe({ type, field, reason, count, ids }: Finding): string {
  return `${type}.${field}: ${reason}, in ${count} ${count === 1 ? 'record' : 'records'} (${ids.join(', ')}${count > ids.length ? ', …' : ''})`;
}
