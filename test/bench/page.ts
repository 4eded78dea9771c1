import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';

const PAGE = 'docs/reports/benchmarks.md';

/** Prints a table and writes it between its marks in the report, with the date and the machine. */
export async function writeTable(mark: string, heads: readonly string[], rows: readonly (readonly string[])[], how: string): Promise<void> {
  const lines = [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  const [processor] = cpus();
  const where = `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${processor?.model ?? 'unknown'}, ${process.platform} ${process.arch}`;
  const text = `${lines.join('\n')}\n\n${where}; ${how}\n`;
  console.log(text);
  const marked = new RegExp(`(<!-- ${mark} -->\n)[\\s\\S]*(<!-- /${mark} -->)`);
  const page = await readFile(PAGE, 'utf8');
  if (!marked.test(page)) throw new Error(`${PAGE} has no marks for "${mark}"`);
  await writeFile(
    PAGE,
    page.replace(marked, (_, start, end) => `${start}${text}${end}`),
  );
}
