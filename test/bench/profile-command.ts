import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { join, resolve } from 'node:path';
import { installLambda } from '../support/lambda/installation.ts';
import { interleaved } from './interleaved.ts';
import { writeTable } from './page.ts';
import { type Place, readProfile, type Sample } from './profile.ts';
import { prepareSubjects } from './subjects.ts';

// `npm run bench:profile`: where the time of a cold start and of warm calls goes. Chromium's developer tools open the profiles too.

const FOLDER = resolve('node_modules/.cache/bench/profiles');
const MAP = 'dist/lambda/app.cjs.map';
const COLD_ROUNDS = 12;
const WARM_ROUNDS = 1;

/** The parts of the time. The first part that matches a file of a sample, from the innermost function, is the sample's. */
const PARTS: readonly (readonly [title: string, files: RegExp])[] = [
  ['the SDK', /node_modules\/(@aws-sdk|@smithy|@aws)\//],
  ['the adapter, serverless-express', /node_modules\/@codegenie\//],
  ['express-validator', /node_modules\/express-validator\/|shims\/lodash/],
  ['Express, helmet and their packages', /node_modules\/|src\/lambda\/shims\//],
  ['log lines and metrics', /src\/observability\/|middleware\/access-log/],
  ['our own code', /\bsrc\//],
  ['Node: HTTP, streams, hashes', /^node:/],
];
const COLLECTOR = 'garbage collection';
const REST = 'the rest';
const TITLES = [...PARTS.map(([title]) => title), COLLECTOR, REST];

const PHASES = ['read and compile', 'run the modules', 'create the app', 'a POST and a GET'] as const;
type Phase = (typeof PHASES)[number];

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER, { recursive: true });
const { node } = await installLambda();
const subjects = (await prepareSubjects(node, [])).filter(({ name }) => name === 'ours');
await interleaved({ node, subjects, mode: 'cold', rounds: COLD_ROUNDS, profiles: FOLDER });
await interleaved({ node, subjects, mode: 'warm', rounds: WARM_ROUNDS, profiles: FOLDER });

const cold = await samplesOf('cold');
const coldRows = TITLES.map((title) => {
  const own = cold.filter((sample) => partOf(sample) === title);
  return [
    title,
    ...PHASES.map((phase) =>
      share(
        own.filter((sample) => phaseOf(sample) === phase),
        cold,
      ),
    ),
    share(own, cold),
  ];
});
const sums = PHASES.map((phase) =>
  share(
    cold.filter((sample) => phaseOf(sample) === phase),
    cold,
  ),
);
const coldHow = `${COLD_ROUNDS} processes without a code cache.`;
await writeTable('profile-cold', ['of a cold start', ...PHASES, 'together'], [...coldRows, ['together', ...sums, '100.0 %']], coldHow);

const warm = await samplesOf('warm');
const warmRows = TITLES.map((title) => [
  title,
  share(
    warm.filter((sample) => partOf(sample) === title),
    warm,
  ),
]);
await writeTable('profile-warm', ['of warm calls', 'share'], warmRows, 'get, post, patch and a list of 50, equally often.');

async function samplesOf(mode: string): Promise<Sample[]> {
  const map = new SourceMap(JSON.parse(await readFile(MAP, 'utf8')));
  const files = (await readdir(FOLDER)).filter((file) => file.startsWith(mode));
  const samples = await Promise.all(files.map(async (file) => await readProfile(join(FOLDER, file), map)));
  return samples.flat().filter(({ stack }) => stack[0]?.name !== '(idle)');
}

function partOf({ stack }: Sample): string {
  if (stack[0]?.name === '(garbage collector)') return COLLECTOR;
  const innermost = stack.find(({ file }) => file !== '');
  return PARTS.find(([, files]) => files.test(innermost?.file ?? ''))?.[0] ?? REST;
}

/** `index.mjs` reads and runs the bundle, and then calls its `createHandler`, which is in `src/lambda.ts`. */
function phaseOf({ stack }: Sample): Phase {
  if (!stack.some(({ file }) => file.endsWith('/ours/index.mjs'))) return 'a POST and a GET';
  const outermost = stack.findLast(isOfBundle);
  if (outermost === undefined) return 'read and compile';
  return outermost.file.endsWith('src/lambda.ts') ? 'create the app' : 'run the modules';
}

function isOfBundle({ file }: Place): boolean {
  return file !== '' && !file.startsWith('node:') && !file.endsWith('.mjs');
}

function share(samples: readonly Sample[], all: readonly Sample[]): string {
  const sum = (some: readonly Sample[]) => some.reduce((total, { milliseconds }) => total + milliseconds, 0);
  return `${((100 * sum(samples)) / sum(all)).toFixed(1)} %`;
}
