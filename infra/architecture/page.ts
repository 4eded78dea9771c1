import { SERVICES, type Service, STEPS, SUPPORTING_SERVICES, TITLE } from './description.ts';
import { svgOf } from './svg.ts';
import { escaped } from './text.ts';
import { DARK, LIGHT } from './theme.ts';

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 Inter, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif; }
  body { max-width: 1080px; margin: 2rem auto; padding: 0 1rem; background: ${LIGHT.page}; color: ${LIGHT.text}; }
  img { width: 100%; height: auto; }
  .scheme { overflow-x: auto; }
  table { width: 100%; border-collapse: collapse; }
  th, td { padding: .4rem .8rem .4rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid ${LIGHT.border}; }
  code { font-size: .9em; }
  @media (prefers-color-scheme: dark) {
    body { background: ${DARK.page}; color: ${DARK.text}; }
    th, td { border-color: ${DARK.border}; }
  }
`;

/** Returns the drawing and its descriptions as one self-contained file. */
export function pageOf(): string {
  const services: readonly Service[] = [...SERVICES, ...SUPPORTING_SERVICES];
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(TITLE)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    `<h1>${escaped(TITLE)}</h1>`,
    `<picture class="scheme"><source media="(prefers-color-scheme: dark)" srcset="${inline(svgOf(DARK))}"><img src="${inline(svgOf(LIGHT))}" alt="${escaped(services.map(({ name }) => name).join(', '))}"></picture>`,
    '<h2>A request in six steps</h2>',
    '<ol>',
    ...STEPS.map(({ title, text }) => `<li><strong>${escaped(title)}</strong>: ${escaped(text)}</li>`),
    '</ol>',
    '<h2>Services</h2>',
    '<table>',
    '<tr><th>Service</th><th>Purpose</th><th>Present</th></tr>',
    ...services.map(
      ({ name, purpose, setting }) =>
        `<tr><td>${escaped(name)}</td><td>${escaped(purpose)}</td><td>${setting === undefined ? 'always' : `if a stage sets <code>${setting}</code>`}</td></tr>`,
    ),
    '</table>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function inline(svg: string): string {
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
