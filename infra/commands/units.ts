import { readFile, writeFile } from 'node:fs/promises';
import { UNITS } from '../cost/units.ts';

// Writes the read and write units of every operation to the table in docs/cost.md. `npm run test:dynamodb-local` measures them.
const PAGE = 'docs/cost.md';
const TABLE = /^\| operation \|.*\n(?:\|.*\n)+/m;

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
if (!TABLE.test(page)) throw new Error(`${PAGE} has no table of operations`);
await writeFile(PAGE, page.replace(TABLE, table));
process.stdout.write(table);
