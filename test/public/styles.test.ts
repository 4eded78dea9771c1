import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

const filesOf = (ending: string) =>
  readdirSync('public', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join('public', name));

it('style sheets name sides by the direction of the text', () => {
  const physical = /(?<![\w-])(?:(?:margin|padding|border)-(?:left|right)\b|(?:left|right):|(?:float|clear|text-align): (?:left|right))/;
  const sheets = filesOf('.css');
  expect(sheets.length).toBeGreaterThan(20);
  expect(sheets.filter((file) => physical.test(readFileSync(file, 'utf8')))).toEqual([]);
});

it('lengths in styles have a unit, which Preact does not add', () => {
  const length = /\b(?:width|height|top|left|right|bottom|inset\w*|margin\w*|padding\w*|gap|fontSize): (?!['"`])/;
  const styles = filesOf('.tsx').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/style=\{\{([\s\S]*?)\}\}|const style = ([^;]*);/g)].map(([text]) => text),
  );
  expect(styles.length).toBeGreaterThan(2);
  expect(styles.filter((text) => length.test(text))).toEqual([]);
});
