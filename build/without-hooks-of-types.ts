import { readFile } from 'node:fs/promises';
import { type Plugin, transform } from 'esbuild';
import { withoutHooks } from './definition-code.ts';

const TYPESCRIPT = { tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } }, loader: 'ts' } as const;

/** Removes the hooks of record types, with their imports: the function of the API does not run them. */
export const withoutHooksOfTypes: Plugin = {
  name: 'without-hooks-of-types',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/]records[\\/].*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      if (!/\bhooks\b/.test(source)) return undefined;
      const [{ code }, { parseAst }] = await Promise.all([transform(source, TYPESCRIPT), import('vite')]);
      return { contents: withoutHooks(code, parseAst), loader: 'js' };
    });
  },
};
