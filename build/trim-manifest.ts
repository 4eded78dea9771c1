import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** Returns package.json with only what `src/name.ts` reads. A bundle must not contain the scripts and the dependencies. */
export function trimManifest(json: string): string {
  const { name, title } = JSON.parse(json);
  return JSON.stringify({ name, title });
}

/** Applies `trimManifest` to the package.json that `src/name.ts` imports. */
export const trimmedManifest: Plugin = {
  name: 'trimmed-manifest',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]package\.json$/, namespace: 'file' }, async ({ path, with: { type } }) =>
      type === 'json' ? { contents: trimManifest(await readFile(path, 'utf8')), loader: 'json' } : undefined,
    );
  },
};
