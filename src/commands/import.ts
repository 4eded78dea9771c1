import { importRecords } from '../export-import/import-records.ts';
import { openTable } from '../export-import/open-table.ts';
import { recordTypes } from '../records/index.ts';
import { runCommand } from './cli.ts';

const MOST_TOLD = 20;

await runCommand({
  usage: 'npm run import -- --from FOLDER [--into WORKSPACE]',
  options: ['from', 'into'],
  async run({ env, options, say }) {
    const folder = options.get('from') ?? '';
    const table = await openTable(env, { command: 'npm run import', mayCreate: true });
    try {
      say(`Into ${table.name}`);
      const { created, unchanged, different } = await importRecords(table, {
        folder,
        into: options.get('into'),
        recordTypes,
        onProgress: say,
      });
      say(`${created} records were put in, ${unchanged} were there already, ${different.length} are there with another content`);
      for (const name of different.slice(0, MOST_TOLD)) say(`left as it is: ${name}`);
      return different.length === 0 ? 0 : 1;
    } finally {
      await table.close();
    }
  },
});
