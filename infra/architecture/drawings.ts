import { drawioOf } from './drawio.ts';
import { pageOf } from './page.ts';
import { pngOf } from './png.ts';
import { svgOf } from './svg.ts';
import { DARK, LIGHT } from './theme.ts';

/** The folder of the drawings. */
export const DRAWINGS = 'docs/architecture';

/** Returns the text drawings by file name. Their bytes are the same on every machine. */
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
