import { runCommand } from '../../src/commands/cli.ts';
import { recordTypes } from '../../src/records/index.ts';
import { UsageError } from '../../src/usage-error.ts';
import { costReport } from '../cost/report.ts';
import { DEFAULT_LOAD, type Load } from '../cost/usage.ts';
import { defineStage, type Stage } from '../stage.ts';
import { reportOfType } from './report-of-type.ts';
import { stageArgument } from './stage-argument.ts';
import { typeArgument } from './type-argument.ts';

await runCommand({
  usage:
    'npm run cost [-- --type TYPE --stage STAGE --requests NUMBER --reads SHARE --records NUMBER --users NUMBER --history-days NUMBER]',
  options: {
    type: 'optional',
    stage: 'optional',
    requests: 'optional',
    reads: 'optional',
    records: 'optional',
    users: 'optional',
    'history-days': 'optional',
  },
  async run({ options, print }) {
    const { stage: name = 'prod' } = options;
    const type = options.type === undefined ? undefined : typeArgument(options.type);
    const load = {
      requests: numberOf('requests', options.requests),
      reads: numberOf('reads', options.reads, 1),
      records: numberOf('records', options.records),
      users: numberOf('users', options.users),
      hooks: (type === undefined ? recordTypes : [type]).some(({ hooks }) => hooks !== undefined),
    };
    const stage = withHistoryDays(stageArgument(name), options['history-days']);
    print(type === undefined ? costReport(stage, load) : await reportOfType({ type, stage, load }));
    return 0;
  },
});

function withHistoryDays(stage: Stage, days: string | undefined): Stage {
  if (days === undefined) return stage;
  const historyDays = readNumber('history-days', days);
  try {
    return defineStage({ ...stage, historyDays });
  } catch (error) {
    throw error instanceof TypeError ? new UsageError(`--history-days: ${error.message}`) : error;
  }
}

function numberOf(name: Exclude<keyof Load, 'hooks'>, text: string | undefined, max?: number): number {
  return text === undefined ? DEFAULT_LOAD[name] : readNumber(name, text, max);
}

function readNumber(name: string, text: string, max = Number.MAX_SAFE_INTEGER): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!(value >= 0 && value <= max)) {
    throw new UsageError(`--${name} is "${text}"; it must be a number ${max === 1 ? 'from 0 to 1' : 'of 0 or more'}.`);
  }
  return value;
}
