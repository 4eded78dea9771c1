import { recordTypes } from '../../src/records/index.ts';
import { ReindexTakenOver } from '../../src/store/reindex.ts';
import { UsageError } from '../../src/usage-error.ts';
import { readArguments } from './arguments.ts';
import { buildIndexes } from './build-indexes.ts';
import { runCommand } from './run-command.ts';
import { openStageTable } from './stage-table.ts';

await runCommand(async () => {
  const { stage, type } = readArguments(process.argv.slice(2), ['stage', 'type']);
  const types = type === undefined ? recordTypes : recordTypes.filter(({ name }) => name === type);
  if (types.length === 0) throw new UsageError(`--type is "${type}"; known are ${recordTypes.map(({ name }) => name).join(', ')}.`);
  const table = await openStageTable(stage, 'npm run reindex', console.log);
  try {
    await buildIndexes(table, types);
  } catch (error) {
    if (error instanceof ReindexTakenOver) throw new UsageError(`Stopped: ${error.message}, and goes on with the work.`);
    throw new UsageError(`Stopped (${String(error)}). Run the command again: it goes on where it stopped.`, { cause: error });
  } finally {
    await table.close();
  }
});
