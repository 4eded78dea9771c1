import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';

const PAGES = ['docs/reports/benchmarks.md', 'docs/performance.md'];

/** Prints a table and writes it between its marks in one of the pages, with the date and the machine. */
export async function writeTable(mark: string, heads: readonly string[], rows: readonly (readonly string[])[], how: string): Promise<void> {
  const lines = [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  const [processor] = cpus();
  const where = `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${processor?.model ?? 'unknown'}, ${process.platform} ${process.arch}`;
  const text = `${lines.join('\n')}\n\n${where}; ${how}\n`;
  console.log(text);
  const marked = new RegExp(`(<!-- ${mark} -->\n)[\\s\\S]*(<!-- /${mark} -->)`);
  const pages = await Promise.all(PAGES.map(async (file) => ({ file, page: await readFile(file, 'utf8') })));
  const found = pages.find(({ page }) => marked.test(page));
  if (found === undefined) throw new Error(`No page has marks for "${mark}"`);
  await writeFile(
    found.file,
    found.page.replace(marked, (_, start, end) => `${start}${text}${end}`),
  );
}
