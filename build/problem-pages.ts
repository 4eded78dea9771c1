import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { marked } from 'marked';
import type { Plugin } from 'vite';

const EXPLANATIONS = fileURLToPath(new URL('../docs/problems.md', import.meta.url));
const TEMPLATE = 'problems/index.html';
const MARKER = '<!-- problems -->';

/**
 * Builds the pages that the `type` of a problem links to, from the template `problems/index.html`.
 * Each section of `docs/problems.md` has a page, and one page has all sections.
 */
export function problemPages(root: string): Plugin {
  return {
    name: 'problem-pages',
    // Run after Vite has built the template.
    enforce: 'post',

    generateBundle(_options, bundle) {
      const template = bundle[TEMPLATE];
      if (template?.type !== 'asset') this.error(`there is no ${TEMPLATE} to make the pages of problems from`);
      const page = String(template.source);
      for (const slug of slugsOf(readExplanations())) {
        this.emitFile({ type: 'asset', fileName: `problems/${slug}.html`, source: filled(page, slug) });
      }
      template.source = filled(page);
    },

    configureServer({ middlewares, transformIndexHtml }) {
      middlewares.use(async (req, res, next) => {
        const { pathname } = new URL(req.url ?? '/', 'http://here');
        const [, slug] = /^\/problems\/([a-z-]*)$/.exec(pathname) ?? [];
        if (slug === undefined || !['', ...slugsOf(readExplanations())].includes(slug)) return next();
        const page = filled(readFileSync(`${root}${TEMPLATE}`, 'utf8'), slug);
        res.setHeader('Content-Type', 'text/html').end(await transformIndexHtml(`/${TEMPLATE}`, page));
      });
    },
  };
}

function readExplanations(): string {
  return readFileSync(EXPLANATIONS, 'utf8');
}

function slugsOf(explanations: string): string[] {
  return [...explanations.matchAll(/^## ([a-z-]+)$/gm)].map(([, slug = '']) => slug);
}

/** Fills the template with the section of one problem, or with all sections. */
function filled(page: string, slug = ''): string {
  const explanations = readExplanations();
  const text = slug === '' ? explanations : `# ${explanations.split(/^## /m).find((section) => section.startsWith(`${slug}\n`)) ?? slug}`;
  const html = marked.parse(text, { async: false }).replaceAll(/<h2>([a-z-]+)<\/h2>/g, '<h2 id="$1"><a href="/problems/$1">$1</a></h2>');
  const titled = slug === '' ? page : page.replace('<title>Problems</title>', `<title>${slug}</title>`);
  return titled.replace(MARKER, () => html);
}
