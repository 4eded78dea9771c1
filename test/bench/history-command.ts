import { installLambda } from '../support/lambda/installation.ts';
import { interleaved, ratio } from './interleaved.ts';
import { prepareHistorySubjects } from './subjects.ts';

const ROUNDS = 3;
const LIMIT = 1.05;

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
const { node } = await installLambda();
const figures = await interleaved({ node, subjects: await prepareHistorySubjects(), mode: 'warm', rounds: ROUNDS });
const [on = [], off = []] = ['with a history', 'without a history'].map((name) => figures.get(name));
for (const operation of ['post', 'patch']) {
  const found = ratio(on, off, operation);
  const each = (runs: typeof on) => runs.map((run) => run[operation]?.toFixed(3)).join(', ');
  console.log(`${operation}: ${found.toFixed(3)}; CPU ms per request with a history ${each(on)}; without ${each(off)}`);
}
const writes = ratio(on, off, 'post', 'patch');
console.log(`writes with a history: ${writes.toFixed(3)} of those without; at most ${LIMIT}`);
if (writes > LIMIT) process.exitCode = 1;
