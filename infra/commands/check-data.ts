import { stopsDeployment } from '../../src/check-data/finding.ts';
import { type TableArguments, tableOptions } from '../../src/check-data/table-options.ts';
import { runCommand } from '../../src/commands/cli.ts';
import { recordTypes } from '../../src/records/index.ts';
import { UsageError } from '../../src/usage-error.ts';
import { acceptArgument } from './accept-argument.ts';
import { type Comparison, compareData, findingLines, keepDefinitions } from './compare-data.ts';
import { purge } from './purge.ts';
import { planAsJson, readCostLine, reindexReport } from './reindex-report.ts';
import { openStageTable, type StageTable, typesNamed } from './stage-table.ts';

await runCommand({
  usage: 'npm run check-data [-- --stage STAGE | --data FOLDER] [--type TYPE] [--json] [--accept REASON] [--purge [--yes]]',
  options: { stage: 'optional', data: 'optional', type: 'optional', json: 'flag', accept: 'optional', purge: 'flag', yes: 'flag' },
  async run({ env, options: { stage, data, type, json, purge: purges, yes, ...options }, print }) {
    const accept = acceptArgument(options.accept);
    if (purges && (json || accept !== undefined)) throw new UsageError('Give --purge without --json and without --accept.');
    if (yes && !purges) throw new UsageError('Only --purge takes --yes.');
    if (accept !== undefined && stage !== undefined) {
      throw new UsageError(`The deployment accepts a change: npm run deploy -- --stage ${stage} --accept "${accept}"`);
    }
    const types = typesNamed(type);
    const table = await openStageTable({ stage, data }, { env, command: 'npm run check-data', print: json ? () => undefined : print });
    try {
      if (!json && table.shared) print(await readCostLine(table));
      const comparison = await compareData(table, recordTypes, json ? () => undefined : print);
      const ofTypes = { ...comparison, findings: comparison.findings.filter((finding) => type === undefined || finding.type === type) };
      if (json) print(JSON.stringify(await asJson(table, ofTypes), undefined, 2));
      else if (purges) await purge(table, types, { args: { stage, data }, comparison: ofTypes, yes, print });
      else for (const line of [await reindexReport(table, types), ...report(ofTypes, { stage, data })]) print(line);
      if (purges) return 0;
      if (accept === undefined) return ofTypes.findings.some(stopsDeployment) ? 1 : 0;
      await keepDefinitions(table, types, { reason: accept, all: type === undefined });
      if (!json) print("Accepted. Later comparisons start from today's definitions.");
      return 0;
    } finally {
      await table.close();
    }
  },
});

function report({ records, findings, kept }: Comparison, table: TableArguments): string[] {
  const { accepted } = kept;
  const command = table.stage === undefined ? 'npm run check-data' : 'npm run deploy';
  return [
    `${records} records were read.`,
    ...findingLines(findings, table),
    ...(accepted === undefined ? [] : [`Accepted on ${accepted.at.slice(0, 10)}: ${accepted.reason}`]),
    ...(findings.some(stopsDeployment) ? [`To accept the change: ${command} -- ${tableOptions(table)}--accept "the reason"`] : []),
  ];
}

async function asJson(table: StageTable, { records, findings, kept }: Comparison) {
  const stops = findings.filter(stopsDeployment).length;
  return { table: table.name, records, stops, findings, accepted: kept.accepted, indexes: await planAsJson(table, recordTypes) };
}
