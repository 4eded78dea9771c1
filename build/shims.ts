import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * Puts the files of a folder in the place of the packages that they are named after: what one exports by default is what
 * `require` gives of its package.
 */
export function standIns(folder: string): Plugin {
  const names = standInNames(folder);
  return {
    name: 'stand-ins',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: new RegExp(`^(${names.join('|')})$`) }, ({ path }) => ({ path, namespace: 'stand-in' }));
      // A relative path: esbuild would read a `*` in the name of the project's folder as a pattern.
      onLoad({ filter: /.*/, namespace: 'stand-in' }, ({ path }) => ({
        contents: `module.exports = require(${JSON.stringify(`./${path}.ts`)}).default;`,
        resolveDir: resolve(folder),
      }));
    },
  };
}

/** The packages that have a stand-in. */
export function standInNames(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.replaceAll('\\', '/').slice(0, -'.ts'.length));
}
