import { runCommand } from '../../src/commands/cli.ts';
import { recordTypes } from '../../src/records/index.ts';
import { ReindexTakenOver } from '../../src/store/reindex.ts';
import { UsageError } from '../../src/usage-error.ts';
import { buildIndexes } from './build-indexes.ts';
import { openStageTable } from './stage-table.ts';

await runCommand({
  usage: 'npm run reindex [-- --stage STAGE --type TYPE]',
  options: { stage: 'optional', type: 'optional' },
  async run({ env, options: { stage, type }, print }) {
    const types = type === undefined ? recordTypes : recordTypes.filter(({ name }) => name === type);
    if (types.length === 0) throw new UsageError(`--type is "${type}"; known are ${recordTypes.map(({ name }) => name).join(', ')}.`);
    const table = await openStageTable(stage, { env, command: 'npm run reindex', print });
    try {
      await buildIndexes(table, types, { print });
    } catch (error) {
      if (error instanceof ReindexTakenOver) throw new UsageError(`Stopped: ${error.message}, and goes on with the work.`);
      throw new UsageError(`Stopped (${String(error)}). Run the command again: it goes on where it stopped.`, { cause: error });
    } finally {
      await table.close();
    }
    return 0;
  },
});
