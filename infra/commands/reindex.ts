import { overwriteRefusal } from '../../src/check-data/overwrite-refusal.ts';
import { runCommand } from '../../src/commands/cli.ts';
import { ReindexTakenOver } from '../../src/store/reindex-pass.ts';
import { UsageError } from '../../src/usage-error.ts';
import { buildIndexes } from './build-indexes.ts';
import { openStageTable, typesNamed } from './stage-table.ts';

await runCommand({
  usage: 'npm run reindex [-- --stage STAGE | --data FOLDER] [--type TYPE] [--computed]',
  options: { stage: 'optional', data: 'optional', type: 'optional', computed: 'flag' },
  async run({ env, options: { stage, data, type, computed }, print }) {
    const types = typesNamed(type);
    const table = await openStageTable({ stage, data }, { env, command: 'npm run reindex', print });
    try {
      const refusal = await overwriteRefusal({ ...table, recordTypes: types }, { stage, data });
      if (refusal !== undefined) throw new UsageError(refusal);
      await buildIndexes(table, types, { print, computeAgain: computed });
    } catch (error) {
      if (error instanceof UsageError) throw error;
      if (error instanceof ReindexTakenOver) throw new UsageError(`Stopped: ${error.message}, and goes on with the work.`);
      throw new UsageError(`Stopped (${String(error)}). Run the command again: it goes on where it stopped.`, { cause: error });
    } finally {
      await table.close();
    }
    return 0;
  },
});
