import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const MAX_LINE = 140;
const MAX_CELL_WORDS = 20;
const PAGES = [...readdirSync('.'), ...readdirSync('docs', { recursive: true, encoding: 'utf8' }).map((page) => join('docs', page))].filter(
  (page) => page.endsWith('.md'),
);

/** The Markdown of a page without code and without the tables that a command writes. */
function linesOf(page: string): string[] {
  const text = readFileSync(page, 'utf8')
    .replaceAll(/^ *```[\s\S]*?^ *```/gm, '')
    .replaceAll(/^<!-- (\w+) -->\n[\s\S]*?<!-- \/\1 -->/gm, '');
  return text.split('\n').filter((line) => !/^ {4}/.test(line));
}

describe('a page of the documentation', () => {
  it.each(PAGES)('%s has short lines, and short cells in its tables', (page) => {
    const long = linesOf(page).filter((line) =>
      line.startsWith('|')
        ? line.split('|').some((cell) => cell.trim().split(/\s+/).length > MAX_CELL_WORDS)
        : line.length > MAX_LINE && !line.trim().startsWith('<img'),
    );
    expect(long).toEqual([]);
  });
});
