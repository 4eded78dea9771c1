import { readFile, writeFile } from 'node:fs/promises';
import { UNITS } from '../cost/units.ts';
import { DEFAULT_LOAD } from '../cost/usage.ts';
import { stageNamed } from '../stage.ts';
import { reportOfType } from './report-of-type.ts';
import { typeArgument } from './type-argument.ts';

// Writes to docs/cost.md: the units of every operation, and what `npm run cost -- --type tasks` prints. Tests compare both.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
const PAGE = 'docs/cost.md';
const TABLE = /^\| operation \|.*\n(?:\|.*\n)+/m;
const OUTPUT = /^```text\nCost of tasks[\s\S]*?^```\n/m;

const head = ['operation', 'task: read', 'task: write', 'customer: read', 'customer: write'];
const rows = Object.entries(UNITS).map(([operation, { tasks, customers }]) => [
  operation,
  tasks.read,
  tasks.write,
  customers.read,
  customers.write,
]);
const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`);
const table = lines.join('').replace(/^\| --- .*$/m, `|${'---|'.repeat(head.length)}`);
const page = await readFile(PAGE, 'utf8');
if (!TABLE.test(page) || !OUTPUT.test(page)) throw new Error(`${PAGE} has no table of operations, or no output of the command`);
const output = `\`\`\`text\n${await reportOfType({ type: typeArgument('tasks'), stage: stageNamed('prod'), load: DEFAULT_LOAD })}\`\`\`\n`;
await writeFile(
  PAGE,
  page.replace(TABLE, () => table).replace(OUTPUT, () => output),
);
process.stdout.write(table);
