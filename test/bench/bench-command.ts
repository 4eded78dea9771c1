import { execFileSync } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { installLambda } from '../support/lambda-installation.ts';
import { type Figures, interleaved, median, ratio } from './interleaved.ts';
import { writeTable } from './page.ts';
import { prepareSubjects } from './subjects.ts';

const COLD_ROUNDS = 11;
const WARM_ROUNDS = 3;
const WARM = ['get', 'post', 'patch', 'list'];

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
const { node } = await installLambda();
const subjects = await prepareSubjects(node);
const cold = await interleaved({ node, subjects, mode: 'cold', rounds: COLD_ROUNDS });
const warm = await interleaved({ node, subjects, mode: 'warm', rounds: WARM_ROUNDS });

const of = (figures: ReadonlyMap<string, readonly Figures[]>, name: string) => figures.get(name) ?? [];
const middle = (figures: readonly Figures[], name: string) => median(figures.map((one) => one[name] ?? Number.NaN));
const heads = [
  'bundle',
  'kB',
  'cold CPU, ms',
  'cold ratio',
  'cold MB',
  ...WARM.map((name) => `${name}, ms`),
  ...WARM.map((name) => `${name} ratio`),
];
const rows = await Promise.all(
  subjects.map(async ({ name, code }) => [
    name,
    String(Math.round((await stat(code)).size / 1000)),
    middle(of(cold, name), 'cold').toFixed(0),
    ratio(of(cold, name), of(cold, 'raw-sdk'), 'cold').toFixed(2),
    middle(of(cold, name), 'memory').toFixed(0),
    ...WARM.map((operation) => middle(of(warm, name), operation).toFixed(2)),
    ...WARM.map((operation) => ratio(of(warm, name), of(warm, 'raw-sdk'), operation).toFixed(2)),
  ]),
);
const version = execFileSync(node, ['--version']).toString().trim();
const how = `Node ${version}; medians of ${COLD_ROUNDS} cold and ${WARM_ROUNDS} warm processes each, one of each in turn.`;
await writeTable('bench', heads, rows, how);
