import { type OpenTable, openTable } from '../export-import/open-table.ts';
import { LAYOUT } from '../store/layout.ts';
import { findOlderLayout } from '../store/prepare-layout.ts';
import { upgradeTable } from '../store/upgrade-table.ts';
import { UsageError } from '../usage-error.ts';
import { runCommand } from './cli.ts';

await runCommand({
  usage: 'npm run upgrade-table [-- --yes]',
  options: { yes: 'flag' },
  async run({ env, options: { yes }, print }) {
    const table = await openTable(env, { command: 'npm run upgrade-table', mayCreate: false, onProgress: print });
    try {
      print(await upgrade(table, { dryRun: !yes, print }));
      return 0;
    } catch (cause) {
      throw new UsageError(`${table.name} is not upgraded yet (${String(cause)}). Run the command again to continue.`, { cause });
    } finally {
      await table.close();
    }
  },
});

async function upgrade({ client, tableName, name }: OpenTable, { dryRun, print }: { dryRun: boolean; print: (line: string) => void }) {
  const layout = await findOlderLayout(client, tableName);
  if (layout === undefined) return `${name} has layout ${LAYOUT}. There is nothing to upgrade.`;
  const onProgress = ({ items, changed }: { items: number; changed: number }) =>
    print(`${items} items read, ${changed} ${dryRun ? 'to change' : 'changed'}`);
  const { items, changed } = await upgradeTable(client, tableName, { dryRun, onProgress });
  if (!dryRun) return `${name} now has layout ${LAYOUT}. ${changed} items were changed.`;
  return [
    `${name} has layout ${layout}. ${changed} of its ${items} items must be changed for layout ${LAYOUT}. Nothing was changed yet.`,
    'Stop older versions of the service, which cannot read the new layout. Then run: npm run upgrade-table -- --yes',
  ].join('\n');
}
