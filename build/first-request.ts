import { join } from 'node:path';
import { build } from 'esbuild';
import { type Plugin, runnerImport } from 'vite';

const PLACE = '<!-- first request -->';
const SIGN_IN_MODULE = /\/state\/signed-in\.ts$/;

/** Writes the script of `public/first-request.ts` into the start page. The content security policy allows it by its hash. */
export function firstRequest(project: string): Plugin {
  return {
    name: 'first-request',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      async handler(html, { bundle = {} }) {
        if (!html.includes(PLACE)) return html;
        const signIn = Object.values(bundle).find((file) => file.type === 'chunk' && SIGN_IN_MODULE.test(file.facadeModuleId ?? ''));
        const script = await scriptOf(project, `/${signIn?.fileName}`);
        return html.replace(PLACE, () => `<script>${script}</script>`);
      },
    },
  };
}

async function scriptOf(project: string, signInCode: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(project, 'public/first-request.ts')],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2023',
    write: false,
    define: { LISTS: JSON.stringify(await listsOf(project)), SIGN_IN_CODE: JSON.stringify(signInCode) },
  });
  return (outputFiles[0]?.text ?? '').trim();
}

/** Returns what the script needs of the record types, by their names. */
async function listsOf(project: string): Promise<Readonly<Record<string, object>>> {
  // Settings as in website.ts: without them, Vite fails in a folder whose name has a character such as "#".
  const settings = { configFile: false, root: project, resolve: { preserveSymlinks: true } } as const;
  const types = await runnerImport<typeof import('../src/records/index.ts')>(join(project, 'src/records/index.ts'), settings);
  const references = await runnerImport<typeof import('../public/model/references.ts')>(
    join(project, 'public/model/references.ts'),
    settings,
  );
  return Object.fromEntries(
    types.module.recordTypes.map((type) => {
      const { name, filterable: filters, sortable } = type;
      return [name, { expanded: references.module.referenceFields(type), filters, sortable }];
    }),
  );
}
