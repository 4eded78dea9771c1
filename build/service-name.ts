import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { trimManifest } from './trim-manifest.ts';

/** Writes the title of the service into pages, and trims the package.json that `src/name.ts` imports. */
export function serviceName(project: string): Plugin {
  const file = join(project, 'package.json');
  return {
    name: 'service-name',
    enforce: 'pre',
    load: (id) => (id === file ? trimManifest(readFileSync(file, 'utf8')) : undefined),
    transformIndexHtml: {
      order: 'pre',
      handler: (html) => html.replaceAll('%TITLE%', escaped(JSON.parse(readFileSync(file, 'utf8')).title)),
    },
  };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
