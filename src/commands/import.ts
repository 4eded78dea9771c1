import { requireValidDefinitions } from '../check-data/valid-definitions.ts';
import { importRecords } from '../export-import/import-records.ts';
import { openTable, settingsWith } from '../export-import/open-table.ts';
import { recordTypes } from '../records/index.ts';
import { runCommand } from './cli.ts';

const MAX_LISTED = 20;

await runCommand({
  usage: 'npm run import -- [--data FOLDER] --from FOLDER [--into WORKSPACE]',
  options: { data: 'optional', from: 'required', into: 'optional' },
  async run({ env, options: { data, from: folder, into }, print }) {
    requireValidDefinitions(recordTypes);
    const table = await openTable(settingsWith(data, env), { command: 'npm run import', mayCreate: true, onProgress: print });
    try {
      print(`Into ${table.name}`);
      const { created, unchanged, different, taken } = await importRecords(table, { folder, into, recordTypes, onProgress: print });
      print(`${created} records created, ${unchanged} existed already, ${different.length} exist with different content`);
      for (const name of different.slice(0, MAX_LISTED)) print(`not changed: ${name}`);
      if (taken.length > 0) print(`${taken.length} records have a unique value that another record has`);
      for (const name of taken.slice(0, MAX_LISTED)) print(`not created: ${name}`);
      return different.length + taken.length === 0 ? 0 : 1;
    } finally {
      await table.close();
    }
  },
});
