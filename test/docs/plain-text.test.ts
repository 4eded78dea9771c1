import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const MAX_LINE = 140;
const MAX_CELL_WORDS = 20;
const PAGES = [...readdirSync('.'), ...readdirSync('docs', { recursive: true, encoding: 'utf8' }).map((page) => join('docs', page))].filter(
  (page) => page.endsWith('.md'),
);

const WRITTEN_BY_COMMANDS = /^<!-- (\w+) -->\n[\s\S]*?<!-- \/\1 -->/gm;

/** The lines of Markdown without code. */
function linesOf(text: string): string[] {
  const lines = text.replaceAll(/^ *```[\s\S]*?^ *```/gm, '').split('\n');
  return lines.filter((line) => !/^ {4}/.test(line));
}

const isRow = (line: string) => line.startsWith('|');
const isWordy = (cell: string) => cell.trim().split(/\s+/).length > MAX_CELL_WORDS;
const isLong = (line: string) => line.length > MAX_LINE && !line.trim().startsWith('<img');

describe('a page of the documentation', () => {
  it.each(PAGES)('%s has short lines, and short cells in its tables', (page) => {
    const text = readFileSync(page, 'utf8');
    const rows = linesOf(text).filter(isRow);
    const prose = linesOf(text.replaceAll(WRITTEN_BY_COMMANDS, '')).filter((line) => !isRow(line));
    expect(rows.filter((row) => row.split('|').some(isWordy))).toEqual([]);
    expect(prose.filter(isLong)).toEqual([]);
  });
});
