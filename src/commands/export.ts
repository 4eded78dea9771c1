import { exportRecords } from '../export-import/export-records.ts';
import { openTable } from '../export-import/open-table.ts';
import { runCommand } from './cli.ts';

await runCommand({
  usage: 'npm run export -- --to FOLDER [--workspace NAME] [--damaged]',
  options: { to: 'required', workspace: 'optional', damaged: 'flag' },
  async run({ env, options: { to: folder, workspace, damaged }, print }) {
    const table = await openTable(env, { command: 'npm run export', mayCreate: false, onProgress: print, damaged });
    try {
      print(`From ${table.name}`);
      const { records, digest } = await exportRecords(table, { folder, workspace, onProgress: print });
      for (const [type, { live, trashed }] of Object.entries(records)) print(`${type}: ${live} live, ${trashed} in the trash`);
      print(`Complete in ${folder}. Digest of its records: ${digest}`);
    } finally {
      await table.close();
    }
    return 0;
  },
});
