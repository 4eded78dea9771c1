import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { minify } from '@swc/core';
import type { InlineConfig, Plugin, Rolldown } from 'vite';
import { firstRequest } from './first-request.ts';
import { problemPages } from './problem-pages.ts';
import { serviceName } from './service-name.ts';
import { uiDefinitions } from './ui-definitions.ts';

const PAGES = ['index.html', 'docs/index.html', 'problems/index.html'];
/** Maximum size without record types. A test limits the page with the built-in record types to 30 KiB. */
const UI_GZIP_BYTES = 24.8 * 1024;
/** The chunk with the modules that the first list needs. */
const START = 'start';
/** The first versions that support light-dark(). */
const BROWSERS = ['chrome123', 'firefox121', 'safari17.5'];

/**
 * Returns Vite's settings for the web UI.
 * @param project a path to the project folder that Vite can use; see project-link.ts
 */
export function websiteConfig(project: string): InlineConfig {
  const root = `${join(project, 'public')}/`;
  return {
    configFile: false,
    root,
    // Every file of `public/` belongs to a page, so Vite must not copy any of them.
    publicDir: false,
    cacheDir: join(project, 'node_modules/.vite'),
    resolve: {
      // Without this, Vite resolves the link of project-link.ts and uses the real path of the folder.
      preserveSymlinks: true,
    },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      outDir: join(project, 'dist/public'),
      emptyOutDir: true,
      target: ['es2023', ...BROWSERS],
      // Not `es2023`, which includes older browsers: their fallback for light-dark() is long.
      cssTarget: BROWSERS,
      // The content security policy allows scripts and styles only from files.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: PAGES.map((page) => root + page).filter((page) => existsSync(page)),
        output: { codeSplitting: { groups: startAndLate(root) } },
      },
    },
    plugins: [
      serviceName(project),
      uiDefinitions(),
      firstRequest(project),
      ownPreact(`${root}docs/`),
      smallPreload(),
      problemPages(root),
      smallStart(),
      weightLimit({ page: `${root}index.html`, gzipBytes: UI_GZIP_BYTES }),
    ],
  };
}

/**
 * Replaces Vite's helper for dynamic imports: 1 KiB, mostly for old browsers and for pages with a nonce.
 * This one loads the style sheets of a chunk first, and reports a failure as `vite:preloadError`.
 */
function smallPreload(): Plugin {
  const code = `
    const sheets = new Map();
    const sheet = (href) => {
      const link = document.head.appendChild(Object.assign(document.createElement('link'), { rel: 'stylesheet', href }));
      const loaded = new Promise((resolve, reject) => { link.onload = resolve; link.onerror = reject; });
      loaded.catch(() => { sheets.delete(href); link.remove(); });
      sheets.set(href, loaded);
      return loaded;
    };
    export const __vitePreload = async (load, files = []) => {
      try {
        await Promise.all(files.filter((file) => file.endsWith('.css')).map((file) => sheets.get('/' + file) ?? sheet('/' + file)));
        return await load();
      } catch (error) {
        dispatchEvent(new Event('vite:preloadError'));
        throw error;
      }
    };`;
  return { name: 'small-preload', apply: 'build', enforce: 'pre', load: (id) => (id === '\0vite/preload-helper.js' ? code : undefined) };
}

/** Minifies the scripts of the start page with three passes of swc before Vite’s minifier, which makes one. This saves 0.4 KiB of gzip. */
function smallStart(): Plugin {
  return {
    name: 'small-start',
    apply: 'build',
    renderChunk: {
      order: 'post',
      async handler(code, { name }) {
        if (name !== START) return null;
        const { code: small } = await minify(code, { module: true, ecma: 2020, compress: { passes: 3, ecma: 2020 }, mangle: true });
        return small;
      },
    },
  };
}

/** Gives the page of the API its own copy of Preact: the app’s copy is in the chunk that starts the app. */
function ownPreact(folder: string): Plugin {
  const OWN = '?own';
  return {
    name: 'own-preact',
    apply: 'build',
    enforce: 'pre',
    async resolveId(source, importer = '', options) {
      if (!/^preact\b/.test(source) || !(importer.startsWith(folder) || importer.endsWith(OWN))) return null;
      const found = await this.resolve(source, importer.replace(OWN, ''), { ...options, skipSelf: true });
      return found && { ...found, id: found.id + OWN };
    },
  };
}

/** Modules of `public/` that are loaded on demand. All other dynamic imports are in the late chunk. */
const ON_DEMAND = ['state/signed-in.ts', 'csv/csv-dialog.tsx'];

/**
 * Creates two chunks: `start` with the modules that the first list needs, and `late` with the modules that load after it is painted.
 * A chunk for each `lazy()` component would cost a dozen requests, and shared modules would add more.
 */
function startAndLate(root: string): Rolldown.CodeSplittingGroup[] {
  const entry = `${root}main.tsx`;
  const onDemand = ON_DEMAND.map((module) => root + module);
  return [
    { debugName: START, priority: 2, name: (id, modules) => (needs([entry], modules).has(id) ? START : null) },
    {
      debugName: 'late',
      priority: 1,
      name(id, modules) {
        const dynamic = [...needs([entry], modules)].flatMap((module) => modules.getModuleInfo(module)?.dynamicallyImportedIds ?? []);
        const late = dynamic.filter((module) => !onDemand.includes(module));
        return needs(late, modules).has(id) ? 'late' : null;
      },
    },
  ];
}

/** Returns these modules and all their static imports. */
function needs(entries: readonly string[], modules: Rolldown.ChunkingContext): Set<string> {
  const found = new Set<string>();
  const add = (id: string) => {
    if (found.has(id)) return;
    found.add(id);
    modules.getModuleInfo(id)?.importedIds.forEach(add);
  };
  entries.forEach(add);
  return found;
}

/**
 * Fails the build if the scripts and styles at the start of a page exceed a limit.
 * Record types and their field kinds do not count: a new record type must not fail the build.
 */
function weightLimit({ page, gzipBytes }: { readonly page: string; readonly gzipBytes: number }): Plugin {
  return {
    name: 'weight-limit',
    apply: 'build',
    generateBundle(_options, bundle) {
      const files = [...filesAtStart(bundle, page)].map((name) => bundle[name]).filter((file) => file !== undefined);
      const whole = files.reduce((sum, file) => sum + gzipSync(contentOf(file)).length, 0);
      const types = gzipSync(files.map(codeOfDefinitions).join('')).length;
      const summary = `the start page weighs ${whole} bytes of gzip, ${types} of them definitions of record types`;
      if (whole - types > gzipBytes) this.error(`${summary}; without these it may weigh ${gzipBytes}`);
      this.info(summary);
    },
  };
}

/** Returns the files of a page at its start: its entry, their static imports, and their styles. */
function filesAtStart(bundle: Rolldown.OutputBundle, page: string): Set<string> {
  const entry = Object.values(bundle).find((file) => file.type === 'chunk' && file.isEntry && file.facadeModuleId === page);
  const files = new Set<string>();
  const add = (name: string) => {
    const file = bundle[name];
    if (files.has(name) || file === undefined) return;
    files.add(name);
    if (file.type !== 'chunk') return;
    file.imports.forEach(add);
    file.viteMetadata?.importedCss.forEach(add);
  };
  if (entry !== undefined) add(entry.fileName);
  return files;
}

type OutputFile = Rolldown.OutputBundle[string];

function contentOf(file: OutputFile): string | Uint8Array {
  return file.type === 'chunk' ? file.code : file.source;
}

function codeOfDefinitions(file: OutputFile): string {
  if (file.type !== 'chunk') return '';
  return Object.entries(file.modules)
    .map(([id, { code }]) => (/\/src\/(records|schema)\//.test(id) ? code : ''))
    .join('');
}
