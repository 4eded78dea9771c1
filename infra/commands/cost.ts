import { runCommand } from '../../src/commands/cli.ts';
import { UsageError } from '../../src/usage-error.ts';
import { costReport } from '../cost/report.ts';
import { stageArgument } from './stage-argument.ts';

await runCommand({
  usage: 'npm run cost [-- --stage STAGE --requests NUMBER --reads SHARE --records NUMBER --users NUMBER]',
  options: { stage: 'optional', requests: 'optional', reads: 'optional', records: 'optional', users: 'optional' },
  async run({ options: { stage = 'prod', requests = '1000000', reads = '0.8', records = '100000', users = '100' }, print }) {
    const load = {
      requests: numberOf('requests', requests),
      reads: numberOf('reads', reads, 1),
      records: numberOf('records', records),
      users: numberOf('users', users),
    };
    print(costReport(stageArgument(stage), load));
    return 0;
  },
});

function numberOf(name: string, text: string, max = Number.MAX_SAFE_INTEGER): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!(value >= 0 && value <= max)) {
    throw new UsageError(`--${name} is "${text}"; it must be a number ${max === 1 ? 'from 0 to 1' : 'of 0 or more'}.`);
  }
  return value;
}
