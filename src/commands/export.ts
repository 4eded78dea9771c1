import { exportRecords } from '../export-import/export-records.ts';
import { CHANGES } from '../export-import/history-lines.ts';
import { openTable, settingsWith } from '../export-import/open-table.ts';
import { PEOPLE } from '../export-import/people-lines.ts';
import { runCommand } from './cli.ts';

await runCommand({
  usage: 'npm run export -- [--data FOLDER] --to FOLDER [--workspace NAME] [--damaged]',
  options: { data: 'optional', to: 'required', workspace: 'optional', damaged: 'flag' },
  async run({ env, options: { data, to: folder, workspace, damaged }, print }) {
    const table = await openTable(settingsWith(data, env), { command: 'npm run export', mayCreate: false, onProgress: print, damaged });
    try {
      print(`From ${table.name}`);
      const { records, digest } = await exportRecords(table, { folder, workspace, onProgress: print });
      const { [PEOPLE]: people, [CHANGES]: changes, ...types } = records;
      for (const [type, { live, trashed }] of Object.entries(types)) print(`${type}: ${live} live, ${trashed} in the trash`);
      if (people !== undefined) print(`${PEOPLE}: ${people.live}`);
      if (changes !== undefined) print(`${CHANGES} in the history: ${changes.live}`);
      print(`Complete in ${folder}. Digest of its records: ${digest}`);
    } finally {
      await table.close();
    }
    return 0;
  },
});
