import { UsageError } from '../../src/usage-error.ts';
import { costReport } from '../cost/report.ts';
import { readArguments, stageArgument } from './arguments.ts';
import { runCommand } from './run-command.ts';

await runCommand(() => {
  const given = readArguments(process.argv.slice(2), ['stage', 'requests', 'reads', 'records', 'users']);
  const stage = stageArgument(given.stage ?? 'prod');
  const load = {
    requests: numberOf('requests', given.requests ?? '1000000'),
    reads: numberOf('reads', given.reads ?? '0.8', 1),
    records: numberOf('records', given.records ?? '100000'),
    users: numberOf('users', given.users ?? '100'),
  };
  console.log(costReport(stage, load));
});

function numberOf(name: string, text: string, most = Number.MAX_SAFE_INTEGER): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!(value >= 0 && value <= most)) {
    throw new UsageError(`--${name} is "${text}"; it must be a number ${most === 1 ? 'from 0 to 1' : 'of 0 or more'}.`);
  }
  return value;
}
