import { type NodeId, STEPS, TITLE } from './description.ts';
import { ACCOUNT, AROUND, type Box, CANVAS, CARDS, cardOf, LINES, type Line, type Point } from './layout.ts';
import { escaped } from './text.ts';
import { LIGHT, tintOf } from './theme.ts';

const FRAME = `rounded=1;arcSize=3;html=1;whiteSpace=wrap;verticalAlign=top;align=left;spacingLeft=12;spacingTop=4;fontStyle=1;fillColor=${LIGHT.frame};strokeColor=${LIGHT.border};fontColor=${LIGHT.quiet};`;

/** Returns the drawing for draw.io (diagrams.net), uncompressed so that diffs are readable. Its lines move with their boxes. */
export function drawioOf(): string {
  const steps = STEPS.map(({ title, text }, n) => `<b>${n + 1}. ${title}</b>: ${text}`).join('<br>');
  const below = { x: ACCOUNT.x, y: CANVAS.height + 8, width: ACCOUNT.width, height: 132 };
  return [
    '<mxfile type="device">',
    `<diagram id="architecture" name="${escaped(TITLE)}">`,
    `<mxGraphModel grid="0" page="0" pageWidth="${CANVAS.width}" pageHeight="${CANVAS.height + 150}">`,
    '<root><mxCell id="0"/><mxCell id="1" parent="0"/>',
    vertex('account', ACCOUNT.title, ACCOUNT, FRAME),
    vertex('around', AROUND.title, AROUND, FRAME),
    ...CARDS.map(({ id, name, purpose, optional, ...box }) => {
      const border = `strokeColor=${tintOf(id, LIGHT)};${optional ? 'dashed=1;' : ''}`;
      const style = `rounded=1;arcSize=10;html=1;whiteSpace=wrap;fillColor=${LIGHT.card};fontColor=${LIGHT.text};${border}`;
      return vertex(id, `<b>${escaped(name)}</b><br>${escaped(purpose)}`, box, style);
    }),
    ...LINES.map(edge),
    vertex('steps', steps, below, `text;html=1;whiteSpace=wrap;align=left;verticalAlign=top;fontColor=${LIGHT.text};`),
    '</root></mxGraphModel></diagram></mxfile>',
    '',
  ].join('\n');
}

function vertex(id: string, label: string, { x, y, width, height }: Box, style: string): string {
  return `<mxCell id="${id}" value="${escaped(label)}" style="${style}" vertex="1" parent="1"><mxGeometry x="${x}" y="${y}" width="${width}" height="${height}" as="geometry"/></mxCell>`;
}

function edge({ from, to, points, kind, step }: Line, n: number): string {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return '';
  const ends = [end('exit', first, from), end('entry', last, to)].join('');
  const style = `edgeStyle=orthogonalEdgeStyle;html=1;strokeColor=${LIGHT[kind]};strokeWidth=2;${kind === 'request' ? '' : 'dashed=1;'}${ends}`;
  const corners = points.slice(1, -1).map(({ x, y }) => `<mxPoint x="${x}" y="${y}"/>`);
  const geometry = `<mxGeometry relative="1" as="geometry">${corners.length === 0 ? '' : `<Array as="points">${corners.join('')}</Array>`}</mxGeometry>`;
  return `<mxCell id="line-${n}" value="${step?.number ?? ''}" style="${style}" edge="1" parent="1" source="${from}" target="${to}">${geometry}</mxCell>`;
}

/** Returns the end of a line on the border of its box, as fractions of width and height. */
function end(which: 'exit' | 'entry', { x, y }: Point, id: NodeId): string {
  const box = cardOf(id);
  const share = (value: number) => Math.round(value * 1000) / 1000;
  return `${which}X=${share((x - box.x) / box.width)};${which}Y=${share((y - box.y) / box.height)};`;
}
