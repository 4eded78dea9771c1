import { exportRecords } from '../export-import/export-records.ts';
import { openTable } from '../export-import/open-table.ts';
import { runCommand } from './cli.ts';

await runCommand({
  usage: 'npm run export -- --to FOLDER [--workspace NAME]',
  options: ['to', 'workspace'],
  async run({ env, options, say }) {
    const folder = options.get('to') ?? '';
    const table = await openTable(env, { command: 'npm run export', mayCreate: false });
    try {
      say(`From ${table.name}`);
      const { records, digest } = await exportRecords(table, { folder, workspace: options.get('workspace'), onProgress: say });
      for (const [type, { live, trashed }] of Object.entries(records)) say(`${type}: ${live} live, ${trashed} in the trash`);
      say(`Complete in ${folder}. Digest of its records: ${digest}`);
    } finally {
      await table.close();
    }
    return 0;
  },
});
