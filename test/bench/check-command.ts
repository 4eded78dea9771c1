import { installLambda } from '../support/lambda/installation.ts';
import { type Figures, interleaved, ratio } from './interleaved.ts';
import { countRequests } from './request-counts.ts';
import { BASE, prepareSubjects } from './subjects.ts';

// Counts, and ratios of what ran side by side, with room for a machine that does other things; the bytes are checked by the build.
type Run = ReadonlyMap<string, readonly Figures[]>;

const COLD_ROUNDS = 5;
const WARM_ROUNDS = 3;
const CACHED = 'ours with a code cache';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
const { node } = await installLambda();

for (const { operation, asked, allowed } of await countRequests()) {
  report(asked.join() === allowed.join(), `${operation}: ${asked.join(', ')}`, `it may be ${allowed.join(', ')}`);
}

const subjects = await prepareSubjects(node, [BASE]);
const cold = await interleaved({ node, subjects, mode: 'cold', rounds: COLD_ROUNDS });
const warm = await interleaved({ node, subjects: subjects.filter(({ name }) => name !== CACHED), mode: 'warm', rounds: WARM_ROUNDS });
const limits: [what: string, figures: Run, name: string, of: readonly string[], limit: number][] = [
  ['a cold start', cold, 'ours', ['cold'], 1.7],
  ['a cold start', cold, CACHED, ['cold'], 0.95],
  ['get, post and patch', warm, 'ours', ['get', 'post', 'patch'], 2.2],
  ['a list of 50', warm, 'ours', ['list'], 2],
];
for (const [what, figures, name, of, limit] of limits) {
  const found = ratio(figures.get(name) ?? [], figures.get('raw-sdk') ?? [], ...of);
  report(found <= limit, `CPU of ${what}, ${name}: ${found.toFixed(2)} of the raw SDK's`, `at most ${limit}`);
}

function report(held: boolean, found: string, wanted: string): void {
  console.log(held ? `ok   ${found}` : `NOT  ${found}; ${wanted}`);
  if (!held) process.exitCode = 1;
}
