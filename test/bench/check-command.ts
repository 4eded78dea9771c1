import { installLambda } from '../support/lambda-installation.ts';
import { interleaved, ratio } from './interleaved.ts';
import { prepareSubjects } from './subjects.ts';

// Ratios of what ran side by side, with room for a machine that does other things; the bytes are checked by the build.
const ROUNDS = 5;
const LIMITS: Readonly<Record<string, number>> = { ours: 1.9, 'ours with a code cache': 1.1 };

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
const { node } = await installLambda();
const subjects = (await prepareSubjects(node)).filter(({ name }) => name === 'raw-sdk' || name in LIMITS);
const figures = await interleaved({ node, subjects, mode: 'cold', rounds: ROUNDS });

for (const [name, limit] of Object.entries(LIMITS)) {
  const found = ratio(figures.get(name) ?? [], figures.get('raw-sdk') ?? [], 'cold');
  const held = found <= limit;
  console.log(`${held ? 'ok  ' : 'SLOW'} CPU of a cold start, ${name}: ${found.toFixed(2)} of the raw SDK's, at most ${limit}`);
  if (!held) process.exitCode = 1;
}
