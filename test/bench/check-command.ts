import { installLambda } from '../support/lambda/installation.ts';
import { type Figures, interleaved, ratio } from './interleaved.ts';
import { countRequests } from './request-counts.ts';
import { BASE, prepareSubjects } from './subjects.ts';

// Counts, and ratios of what ran side by side, with room for a machine that does other things; the bytes are checked by the build.
type Run = ReadonlyMap<string, readonly Figures[]>;

interface Figure {
  readonly what: string;
  readonly found: number;
  readonly limit: number;
}

const COLD_ROUNDS = 5;
const WARM_ROUNDS = 3;
const CACHED = 'ours with a code cache';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
const { node } = await installLambda();

for (const { operation, asked, allowed } of await countRequests()) {
  report(asked.join() === allowed.join(), `${operation}: ${asked.join(', ')}`, `it may be ${allowed.join(', ')}`);
}

const subjects = await prepareSubjects(node, [BASE]);
const first = await measure();
// Other work on the machine can distort one measurement, but seldom the same figure twice.
const second = first.every(isWithin) ? [] : await measure();
for (const [index, figure] of first.entries()) {
  const { what, found, limit } = { ...figure, found: Math.min(figure.found, second[index]?.found ?? figure.found) };
  report(found <= limit, `CPU of ${what}: ${found.toFixed(2)} of the raw SDK's`, `at most ${limit}`);
}

/** Measures the CPU of our function, as a ratio of the raw SDK's. */
async function measure(): Promise<Figure[]> {
  const cold = await interleaved({ node, subjects, mode: 'cold', rounds: COLD_ROUNDS });
  const warm = await interleaved({ node, subjects: subjects.filter(({ name }) => name !== CACHED), mode: 'warm', rounds: WARM_ROUNDS });
  const ratioOf = (run: Run, name: string, ...of: readonly string[]) => ratio(run.get(name) ?? [], run.get('raw-sdk') ?? [], ...of);
  return [
    { what: 'a cold start, ours', found: ratioOf(cold, 'ours', 'cold'), limit: 1.7 },
    { what: `a cold start, ${CACHED}`, found: ratioOf(cold, CACHED, 'cold'), limit: 0.95 },
    { what: 'get, post and patch, ours', found: ratioOf(warm, 'ours', 'get', 'post', 'patch'), limit: 2.2 },
    { what: 'a list of 50, ours', found: ratioOf(warm, 'ours', 'list'), limit: 2 },
  ];
}

function isWithin({ found, limit }: Figure): boolean {
  return found <= limit;
}

function report(held: boolean, found: string, wanted: string): void {
  console.log(held ? `ok   ${found}` : `NOT  ${found}; ${wanted}`);
  if (!held) process.exitCode = 1;
}
