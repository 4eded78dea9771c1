import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { OnResolveArgs, Plugin } from 'esbuild';

/** Packages by name, each with the packages for which it is replaced. Every other importer gets the package itself. */
export type Replaced = Readonly<Record<string, readonly string[]>>;

/**
 * Replaces packages by the files of a folder that have their names. The default export of a file is what `require` of its
 * package returns. A package that `only` does not name is replaced for every importer.
 */
export function shims(folder: string, only: Replaced): Plugin {
  const names = shimNames(folder);
  return {
    name: 'shims',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: exactly(names) }, (importing) =>
        isReplacedFor(importing, only[importing.path]) ? { path: importing.path, namespace: 'shim' } : undefined,
      );
      // A relative path, because esbuild would read a `*` in the name of the project's folder as a pattern.
      onLoad({ filter: /.*/, namespace: 'shim' }, ({ path }) => ({
        contents: `module.exports = require(${JSON.stringify(`./${path}.ts`)}).default;`,
        resolveDir: resolve(folder),
      }));
    },
  };
}

/** The packages that have a shim. */
export function shimNames(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.replaceAll('\\', '/').slice(0, -'.ts'.length));
}

/**
 * Loads CommonJS packages on the first use of their exports, from files beside the bundle (`lateFile`). They are complete, but
 * cost nothing at the start.
 */
export function latePackages(packages: Replaced): Plugin {
  return {
    name: 'late-packages',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: exactly(Object.keys(packages)) }, (importing) =>
        isReplacedFor(importing, packages[importing.path]) ? { path: importing.path, namespace: 'late' } : undefined,
      );
      onResolve({ filter: /^late:/ }, ({ path }) => ({ path: `./${lateFile(path.slice('late:'.length))}.cjs`, external: true }));
      onLoad({ filter: /.*/, namespace: 'late' }, ({ path }) => ({ contents: loadOnUse(`late:${path}`) }));
    },
  };
}

/** Where a late package lies, from the folder of the bundle, without its extension. */
export function lateFile(name: string): string {
  return `late/${name}`;
}

function loadOnUse(file: string): string {
  return `
    let loaded;
    module.exports = new Proxy({}, { get: (_, name) => (loaded ??= require(${JSON.stringify(file)}))[name] });`;
}

function isReplacedFor({ importer }: OnResolveArgs, users: readonly string[] | undefined): boolean {
  const path = importer.replaceAll('\\', '/');
  return users === undefined || users.some((user) => path.includes(`/node_modules/${user}/`));
}

function exactly(names: readonly string[]): RegExp {
  return new RegExp(`^(${names.map((name) => name.replaceAll('.', '\\.')).join('|')})$`);
}
