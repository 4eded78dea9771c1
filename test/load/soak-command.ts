import { parseArgs } from 'node:util';
import { startServerTarget } from '../support/server-target.ts';
import { soak } from './soak.ts';
import { shortcomings, tableOf } from './soak-report.ts';

// npm run soak -- --minutes 30: half of capacity for 30 minutes, then the overload. Exits with 1 if a check fails.
const { values } = parseArgs({ options: { minutes: { type: 'string', default: '30' } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new RangeError(`--minutes is "${values.minutes}"; it must be a number above 0`);

const log = (line: string) => void process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
const target = await startServerTarget({ database: 'embedded', probed: true, env: { LOG_LEVEL: 'warn', RATE_LIMIT: '6000' } });
try {
  const report = await soak(target, { workspaces: 200, measuring: 20, half: minutes * 60, overload: 60, log });
  process.stdout.write(`${tableOf(report)}\n`);
  const found = shortcomings(report);
  for (const fault of found.slice(0, 20)) process.stdout.write(`FELL SHORT: ${fault}\n`);
  process.exitCode = found.length === 0 ? 0 : 1;
} finally {
  await target.close();
}
