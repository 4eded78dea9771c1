import { readdirSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { OnResolveArgs, Plugin } from 'esbuild';

/** Packages to replace, each with the packages that import the replacement. All other packages import the original. */
export type Replaced = Readonly<Record<string, readonly string[]>>;

/**
 * Replaces packages with the files of the same name in a folder. `require` returns the default export of the file.
 * `import` gets the file itself: through `require`, esbuild would keep everything that the file imports, even unused code.
 * A package that is not in `only` is replaced for every importer.
 */
export function shims(folder: string, only: Replaced): Plugin {
  const names = shimNames(folder);
  return {
    name: 'shims',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: exactly(names) }, (importing) => {
        const { path, kind } = importing;
        if (!isReplacedFor(importing, only[path])) return undefined;
        return kind === 'import-statement' ? { path: resolve(folder, `${path}.ts`) } : { path, namespace: 'shim' };
      });
      // A relative path, because esbuild would read a `*` in the name of the project folder as a pattern.
      onLoad({ filter: /.*/, namespace: 'shim' }, ({ path }) => ({
        contents: `module.exports = require(${JSON.stringify(`./${path}.ts`)}).default;`,
        resolveDir: resolve(folder),
      }));
    },
  };
}

/** Returns the names of the packages that have a shim. */
export function shimNames(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.replaceAll('\\', '/').slice(0, -'.ts'.length));
}

/**
 * Loads CommonJS packages on the first use of their exports, from files beside the bundle (`lateFile`).
 * So the packages are complete, but do not slow down the start.
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

/** Loads modules that `import()` names from files beside the bundle (`lateFile`), by their names. */
export function lateModules(names: readonly string[]): Plugin {
  return {
    name: 'late-modules',
    setup({ onResolve }) {
      onResolve({ filter: new RegExp(`(^|/)(${names.join('|')})(\\.ts)?$`) }, ({ kind, path }) =>
        kind === 'dynamic-import' ? { path: `./${lateFile(basename(path, '.ts'))}.cjs`, external: true } : undefined,
      );
    },
  };
}

/** Returns the path of a late package or module, relative to the folder of the bundle and without extension. */
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
