import { runCommand } from '../../src/commands/cli.ts';
import { checkRecords, type Finding } from '../../src/export-import/check-records.ts';
import { recordTypes } from '../../src/records/index.ts';
import { reindexReport } from './reindex-report.ts';
import { openStageTable } from './stage-table.ts';

await runCommand({
  usage: 'npm run check-data [-- --stage STAGE]',
  options: { stage: 'optional' },
  async run({ env, options: { stage }, print }) {
    const table = await openStageTable(stage, { env, command: 'npm run check-data', print });
    try {
      print(await reindexReport(table, recordTypes));
      const findings = await checkRecords(table, recordTypes);
      for (const finding of findings) print(describe(finding));
      if (findings.length === 0) print('All values fit the definitions.');
      return findings.length === 0 ? 0 : 1;
    } finally {
      await table.close();
    }
  },
});

function describe({ type, field, reason, count, ids }: Finding): string {
  return `${type}.${field}: ${reason}, in ${count} ${count === 1 ? 'record' : 'records'} (${ids.join(', ')}${count > ids.length ? ', …' : ''})`;
}
