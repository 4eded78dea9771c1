import { STEPS, TITLE } from './description.ts';
import { GLYPHS } from './glyphs.ts';
import { ACCOUNT, AROUND, type Box, CANVAS, CARDS, type Card, LEGEND, LINES, type Line, type Point } from './layout.ts';
import { escaped, wrapped } from './text.ts';
import { type Theme, tintOf } from './theme.ts';

/** The dimensions of a card's text, in canvas units. */
const TEXT = {
  client: { name: 15, purpose: 12.5, line: 17, letters: 17, glyph: 30 },
  service: { name: 16, purpose: 13, line: 18, letters: 29, glyph: 34 },
  surrounding: { name: 12.5, purpose: 11.5, line: 15, letters: 19, glyph: 20 },
} as const;

const CORNER = 10;
const BADGE = 11;

/** Returns the drawing. It has a background, so that it is readable on any page. */
export function svgOf(theme: Theme): string {
  const { width, height } = CANVAS;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title steps" font-family="Inter, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif">`,
    `<title id="title">${escaped(TITLE)}</title>`,
    `<desc id="steps">${escaped(STEPS.map(({ title, text }, n) => `${n + 1}. ${title}: ${text}`).join(' '))}</desc>`,
    ...Object.entries({ request: theme.request, answer: theme.answer, aside: theme.aside }).map(
      ([kind, color]) =>
        `<marker id="${kind}" viewBox="0 0 10 10" refX="8.5" refY="5" markerWidth="7" markerHeight="7" orient="auto"><path d="M1 1l8 4-8 4z" fill="${color}"/></marker>`,
    ),
    `<rect width="${width}" height="${height}" rx="12" fill="${theme.page}"/>`,
    frame(ACCOUNT, theme, 15),
    frame(AROUND, theme, 12),
    ...LINES.map(({ kind, points }) => arrow(kind, points, theme)),
    legend(theme),
    ...CARDS.map((card) => cardDrawing(card, theme)),
    ...LINES.map((line) => (line.step === undefined ? '' : badge(line.step, theme))),
    '</svg>',
    '',
  ]
    .filter((part, n, parts) => part !== '' || n === parts.length - 1)
    .join('\n');
}

function frame({ x, y, width, height, title }: Box & { title: string }, theme: Theme, size: number): string {
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="14" fill="${theme.frame}" stroke="${theme.border}"/>`,
    `<text x="${x + 16}" y="${y + size + 8}" font-size="${size}" font-weight="600" fill="${theme.quiet}">${escaped(title)}</text>`,
  ].join('');
}

function cardDrawing(card: Card, theme: Theme): string {
  const { x, y, width, height, id, name, purpose, kind, optional } = card;
  const text = TEXT[kind];
  const inset = kind === 'surrounding' ? 9 : 12;
  const tint = tintOf(id, theme);
  const scale = (text.glyph * 0.64) / 24;
  const offset = text.glyph * 0.18;
  const lines = wrapped(purpose, text.letters);
  const below = y + inset + text.glyph + text.purpose + 5;
  return [
    `<g><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${CORNER}" fill="${theme.card}" stroke="${theme.border}"${optional ? ' stroke-dasharray="4 3"' : ''}/>`,
    `<rect x="${x + inset}" y="${y + inset}" width="${text.glyph}" height="${text.glyph}" rx="${text.glyph / 4}" fill="${tint}"/>`,
    `<path transform="translate(${round(x + inset + offset)} ${round(y + inset + offset)}) scale(${round(scale)})" d="${GLYPHS[id]}" fill="none" stroke="${theme.glyph}" stroke-width="${round(1.5 / scale)}" stroke-linecap="round" stroke-linejoin="round"/>`,
    `<text x="${x + inset + text.glyph + 8}" y="${round(y + inset + text.glyph / 2 + text.name * 0.36)}" font-size="${text.name}" font-weight="600" fill="${theme.text}">${escaped(name)}</text>`,
    ...lines.map(
      (line, n) =>
        `<text x="${x + inset}" y="${round(below + n * text.line)}" font-size="${text.purpose}" fill="${theme.quiet}">${escaped(line)}</text>`,
    ),
    '</g>',
  ].join('');
}

function arrow(kind: Line['kind'], points: readonly Point[], theme: Theme): string {
  const path = points.map(({ x, y }, n) => `${n === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join(' ');
  const dashes = kind === 'request' ? '' : ' stroke-dasharray="5 4"';
  return `<path d="${path}" fill="none" stroke="${theme[kind]}" stroke-width="1.8" stroke-linejoin="round"${dashes} marker-end="url(#${kind})"/>`;
}

function legend(theme: Theme): string {
  const { box, entries } = LEGEND;
  const step = box.height / entries.length;
  return entries
    .map(([kind, meaning], n) => {
      const y = box.y + step * (n + 0.5);
      const sample =
        kind === 'optional'
          ? `<rect x="${box.x + 6}" y="${y - 7}" width="28" height="14" rx="4" fill="${theme.card}" stroke="${theme.border}" stroke-dasharray="4 3"/>`
          : arrow(
              kind,
              [
                { x: box.x, y },
                { x: box.x + 40, y },
              ],
              theme,
            );
      return `${sample}<text x="${box.x + 52}" y="${y + 4}" font-size="12" fill="${theme.quiet}">${escaped(meaning)}</text>`;
    })
    .join('');
}

function badge({ number, at }: { number: number; at: Point }, theme: Theme): string {
  return [
    `<circle cx="${round(at.x)}" cy="${round(at.y)}" r="${BADGE}" fill="${theme.badge}" stroke="${theme.frame}" stroke-width="2"/>`,
    `<text x="${round(at.x)}" y="${round(at.y + 4.3)}" font-size="12" font-weight="700" text-anchor="middle" fill="${theme.badgeText}">${number}</text>`,
  ].join('');
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
