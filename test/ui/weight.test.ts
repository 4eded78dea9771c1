import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';

const FOLDER = process.env['UI_FOLDER'] ?? 'dist/public';
/** The UI's own limit, which the build checks, and about 5 KiB for the record types that are built in. */
const MAX_BYTES = 30 * 1024;

it('asks a browser for at most 30 KiB of gzip, scripts and styles, before the list is on the screen', async () => {
  const html = await readFile(join(FOLDER, 'index.html'), 'utf8');
  const files = [...html.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map(([, file = '']) => file);
  const contents = await Promise.all(files.map(async (file) => await readFile(join(FOLDER, file), 'utf8')));
  // All that it asks for at once stands in the page; a script that imports another would hide it from here.
  for (const content of contents) expect(content).not.toMatch(/\b(from|import)\s*["'`]\.\//);
  expect(contents.length).toBeGreaterThan(1);
  const scripts = [...html.matchAll(/<script>(.*?)<\/script>/gs)].map(([, script = '']) => script);
  expect([...contents, ...scripts].reduce((sum, content) => sum + gzipSync(content).length, 0)).toBeLessThanOrEqual(MAX_BYTES);
});
