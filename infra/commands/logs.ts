import { runCommand } from '../../src/commands/cli.ts';
import { sinceArgument } from './since-argument.ts';
import { stageArgument } from './stage-argument.ts';
import { readLogs } from './stage-logs.ts';

await runCommand({
  usage: 'npm run logs [-- --stage STAGE --since 10m --filter PATTERN --follow]',
  options: { stage: 'optional', since: 'optional', filter: 'optional', follow: 'flag' },
  async run({ options: { stage, since, filter, follow }, print }) {
    const reading = { since: sinceArgument(since, Date.now()), filter, follow };
    for await (const { at, source, text } of readLogs(stageArgument(stage), reading)) print(`${at} ${source} ${text}`);
    return 0;
  },
});
