import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';

const FOLDER = process.env['UI_FOLDER'] ?? 'dist/public';
/** The limit of the UI, which the build checks, plus about 5 KiB for the built-in record types. */
const MAX_BYTES = 30 * 1024;

it('the start page loads at most 30 KiB (gzip) of scripts and styles before it shows the list', async () => {
  const html = await readFile(join(FOLDER, 'index.html'), 'utf8');
  const files = [...html.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map(([, file = '']) => file);
  const contents = await Promise.all(files.map(async (file) => await readFile(join(FOLDER, file), 'utf8')));
  // The page must name all files that it loads at once. An import in a script would be missing from this sum.
  for (const content of contents) expect(content).not.toMatch(/\b(from|import)\s*["'`]\.\//);
  expect(contents.length).toBeGreaterThan(1);
  const scripts = [...html.matchAll(/<script>(.*?)<\/script>/gs)].map(([, script = '']) => script);
  expect([...contents, ...scripts].reduce((sum, content) => sum + gzipSync(content).length, 0)).toBeLessThanOrEqual(MAX_BYTES);
});
