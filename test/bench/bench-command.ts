import { execFileSync } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { installTools } from '../../scripts/install-tools.ts';
import { installLambda } from '../support/lambda/installation.ts';
import { type Figures, interleaved, ratio } from './interleaved.ts';
import { median } from './median.ts';
import { writeTable } from './page.ts';
import { BASE, PEERS, prepareSubjects } from './subjects.ts';

/** Measures nothing but the base and ours, in a tenth of the time, for a table of its own. */
const isShort = process.argv.includes('--short');
const COLD_ROUNDS = 11;
const WARM_ROUNDS = isShort ? 1 : 3;
const SINGLE = ['get', 'post', 'patch'];
const WARM = [...SINGLE, 'list'];
const HEADS = [
  'bundle',
  'kB',
  'cold CPU, ms',
  'cold ratio',
  'cold MB',
  ...WARM.map((name) => `${name}, ms`),
  'get + post + patch ratio',
  'list ratio',
];
/** In the columns of `HEADS`. */
const GOAL = ['*goal*', '560', '', '1.4; 0.8 with a cache', '75', '', '', '', '', '1.45', '1.55'];

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
const [{ node }] = await Promise.all([installLambda(), isShort || installTools('test/bench/peers')]);
const subjects = await prepareSubjects(node, isShort ? [BASE] : PEERS);
const cold = await interleaved({ node, subjects, mode: 'cold', rounds: COLD_ROUNDS });
const warm = await interleaved({ node, subjects, mode: 'warm', rounds: WARM_ROUNDS });

const of = (figures: ReadonlyMap<string, readonly Figures[]>, name: string) => figures.get(name) ?? [];
const middle = (figures: readonly Figures[], name: string) => median(figures.map((run) => run[name] ?? Number.NaN));
const rows = await Promise.all(
  subjects.map(async ({ name, code }) => [
    name,
    String(Math.round((await stat(code)).size / 1000)),
    middle(of(cold, name), 'cold').toFixed(0),
    ratio(of(cold, name), of(cold, 'raw-sdk'), 'cold').toFixed(2),
    middle(of(cold, name), 'memory').toFixed(0),
    ...WARM.map((operation) => middle(of(warm, name), operation).toFixed(2)),
    ratio(of(warm, name), of(warm, 'raw-sdk'), ...SINGLE).toFixed(2),
    ratio(of(warm, name), of(warm, 'raw-sdk'), 'list').toFixed(2),
  ]),
);
const version = execFileSync(node, ['--version']).toString().trim();
const how = `Node ${version}; medians of ${COLD_ROUNDS} cold and of ${WARM_ROUNDS} warm processes each, in turn.`;
await writeTable(isShort ? 'bench-short' : 'bench', HEADS, [...rows, GOAL], how);
