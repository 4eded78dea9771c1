import { drawioOf } from './drawio.ts';
import { pageOf } from './page.ts';
import { pngOf } from './png.ts';
import { svgOf } from './svg.ts';
import { DARK, LIGHT } from './theme.ts';

/** Where the drawings lie. */
export const DRAWINGS = 'docs/architecture';

/** The drawings that are text, by their file: the same bytes on every machine. */
export function textDrawings(): Readonly<Record<string, string>> {
  return {
    'architecture.svg': svgOf(LIGHT),
    'architecture-dark.svg': svgOf(DARK),
    'architecture.html': pageOf(),
    'architecture.drawio': drawioOf(),
  };
}

export function pictures(): Readonly<Record<string, Buffer>> {
  return { 'architecture.png': pngOf(svgOf(LIGHT)) };
}
