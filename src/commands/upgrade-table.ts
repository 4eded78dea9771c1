import { readDataConfig } from '../config.ts';
import { type OpenTable, openTable, settingsWith } from '../export-import/open-table.ts';
import { enableStream, hasStream } from '../store/enable-stream.ts';
import { LAYOUT } from '../store/layout-version.ts';
import { findOlderLayout } from '../store/prepare-layout.ts';
import { missingIndexes, stageOf } from '../store/table-indexes.ts';
import { upgradeTable } from '../store/upgrade-table.ts';
import { UsageError } from '../usage-error.ts';
import { runCommand } from './cli.ts';

await runCommand({
  usage: 'npm run upgrade-table [-- --data FOLDER] [--yes]',
  options: { data: 'optional', yes: 'flag' },
  async run({ env, options: { data, yes }, print }) {
    const settings = settingsWith(data, env);
    const table = await openTable(settings, { command: 'npm run upgrade-table', mayCreate: false, onProgress: print });
    try {
      print(await upgrade(table, { dryRun: !yes, print }));
      const note = readDataConfig(settings).database.kind === 'dynamodb' ? await addStream(table, { dryRun: !yes }) : undefined;
      if (note !== undefined) print(note);
      return 0;
    } catch (cause) {
      if (cause instanceof UsageError) throw cause;
      throw new UsageError(`${table.name} is not upgraded yet (${String(cause)}). Run the command again to continue.`, { cause });
    } finally {
      await table.close();
    }
  },
});

/** Adds the change stream that the history needs. @returns what was done, if anything */
async function addStream({ client, tableName, name }: OpenTable, { dryRun }: { dryRun: boolean }): Promise<string | undefined> {
  // The deployment of a stage adds the stream, or leaves it out.
  if ((await hasStream(client, tableName)) || (await stageOf(client, tableName)) !== undefined) return undefined;
  if (dryRun) return `${name} has no change stream, so no history. To add it, run: npm run upgrade-table -- --yes`;
  await enableStream(client, tableName);
  return `${name} now has a change stream, for the history of records.`;
}

async function upgrade({ client, tableName, name }: OpenTable, { dryRun, print }: { dryRun: boolean; print: (line: string) => void }) {
  const layout = await findOlderLayout(client, tableName);
  if (layout === undefined) return `${name} already has layout ${LAYOUT}. No upgrade is needed.`;
  const stage = (await missingIndexes(client, tableName)).length > 0 ? await stageOf(client, tableName) : undefined;
  if (stage !== undefined) {
    throw new UsageError(`The stack of stage ${stage} manages ${name} and adds its indexes. Run: npm run deploy -- --stage ${stage}`);
  }
  const { items, changed, indexes } = await upgradeTable(client, tableName, { dryRun, onProgress: print });
  if (!dryRun) return `${name} now has layout ${LAYOUT}. ${changed} items were changed, ${indexes.length} indexes were added.`;
  return [
    `${name} has layout ${layout}. The upgrade to layout ${LAYOUT} changes ${changed} of ${items} items and adds ${indexes.length} indexes.`,
    'Nothing was changed yet. Stop older versions of the service, which cannot read the new layout.',
    'Then run: npm run upgrade-table -- --yes',
  ].join('\n');
}
