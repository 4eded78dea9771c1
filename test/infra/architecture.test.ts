import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { CLIENTS, SERVICES, type Service, STEPS, SUPPORTING_SERVICES } from '../../infra/architecture/description.ts';
import { DRAWINGS, textDrawings } from '../../infra/architecture/drawings.ts';
import { CANVAS, CARDS, LINES } from '../../infra/architecture/layout.ts';
import { isDrawnFrom } from '../../infra/architecture/png.ts';
import { svgOf } from '../../infra/architecture/svg.ts';
import { LIGHT } from '../../infra/architecture/theme.ts';
import { at, resourcesOf } from './support/resources.ts';
import { type Template, templateOf } from './support/templates.ts';

const drawn: readonly Service[] = [...SERVICES, ...SUPPORTING_SERVICES];

/** The service of a resource type, as the description of the drawing names it: `AWS::Lambda`, or the whole name of a custom type. */
const serviceOf = (type: string) => (type.startsWith('AWS::') ? type.split('::').slice(0, 2).join('::') : type);

const servicesIn = (template: Template) => new Set(Object.values(template.Resources).map(({ Type }) => serviceOf(Type)));

const isTraced = (template: Template) =>
  resourcesOf(template, 'AWS::Lambda::Function').some(({ Properties }) => at(Properties, 'TracingConfig', 'Mode') === 'Active');

/** The drawn services that have no resource in a template. */
function missingIn(template: Template, services: readonly Service[]): string[] {
  const there = servicesIn(template);
  const isThere = ({ id, resources }: Service) => (id === 'xray' ? isTraced(template) : resources.every((name) => there.has(name)));
  return services.filter((service) => !isThere(service)).map(({ name }) => name);
}

/** The services of a template that are not drawn. */
function undrawnIn(template: Template): string[] {
  const known = new Set(drawn.flatMap(({ resources }) => resources));
  return [...servicesIn(template)].filter((name) => !known.has(name));
}

describe('the drawing of the architecture', () => {
  it.each(['dev', 'prod', 'everything', 'restored'] as const)('shows every service that is in the template of %s', (stage) => {
    expect(undrawnIn(templateOf(stage))).toEqual([]);
  });

  it('shows only services that are in a template', () => {
    expect(
      missingIn(
        templateOf('everything'),
        drawn.filter(({ id }) => id !== 's3'),
      ),
    ).toEqual([]);
    // The function that empties the bucket exists only if the bucket is deleted with the stack, as in dev.
    expect(
      missingIn(
        templateOf('dev'),
        drawn.filter(({ id }) => id === 's3'),
      ),
    ).toEqual([]);
  });

  it('marks the services that a stage has only with a setting', () => {
    const asked = drawn.filter(({ setting }) => setting !== undefined);
    expect(missingIn(templateOf('restored'), asked)).toEqual(asked.map(({ name }) => name));
  });

  it('fails these tests if it lacks a service or shows one too many', () => {
    const { Resources, ...rest } = templateOf('prod');
    const rule = { Type: 'AWS::Events::Rule', Properties: {} };
    expect(undrawnIn({ ...rest, Resources: { ...Resources, rule } })).toEqual(['AWS::Events']);
    const others = Object.fromEntries(Object.entries(Resources).filter(([, { Type }]) => !Type.startsWith('AWS::SNS')));
    expect(missingIn({ ...rest, Resources: others }, SERVICES)).toEqual(['SNS']);
  });

  it('shows the path of a request in six steps', () => {
    const path = (step: number) => LINES.filter((line) => line.step?.number === step).map(({ from, to }) => `${from} → ${to}`);
    expect(STEPS.map((_, n) => path(n + 1))).toEqual([
      ['browser → cloudfront', 'cloudfront → s3'],
      ['browser → cloudfront', 'programs → gateway', 'cloudfront → gateway'],
      ['gateway → lambda'],
      ['lambda → dynamodb'],
      ['cloudfront → browser', 'gateway → programs', 'gateway → cloudfront', 'lambda → gateway', 'dynamodb → lambda'],
      ['lambda → cloudwatch', 'gateway → cloudwatch', 'cloudwatch → sns'],
    ]);
  });

  it('has no overlapping boxes', () => {
    expect(CARDS.map(({ id }) => id)).toEqual([...CLIENTS, ...drawn].map(({ id }) => id));
    const isApart = (a: (typeof CARDS)[number], b: (typeof CARDS)[number]) =>
      a.x + a.width < b.x || b.x + b.width < a.x || a.y + a.height < b.y || b.y + b.height < a.y;
    const overlaps = CARDS.flatMap((a, n) => CARDS.slice(n + 1).flatMap((b) => (isApart(a, b) ? [] : [`${a.id} and ${b.id}`])));
    expect(overlaps).toEqual([]);
    expect(CARDS.filter(({ x, y, width, height }) => x + width > CANVAS.width || y + height > CANVAS.height)).toEqual([]);
  });
});

describe('docs/architecture', () => {
  const folder = new URL(`../../${DRAWINGS}/`, import.meta.url);

  it.each(Object.entries(textDrawings()))('%s is what `npm run architecture` writes', (name, content) => {
    expect(readFileSync(new URL(name, folder), 'utf8')).toBe(content);
  });

  it('architecture.png is drawn from the current SVG', () => {
    const picture = readFileSync(new URL('architecture.png', folder));
    expect(isDrawnFrom(picture, svgOf(LIGHT))).toBe(true);
    expect(isDrawnFrom(picture, svgOf({ ...LIGHT, page: '#000000' }))).toBe(false);
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([2 * CANVAS.width, 2 * CANVAS.height]);
  });

  it('every format names every service and every step', () => {
    const { 'architecture.html': page = '', 'architecture.drawio': drawio = '', 'architecture.svg': svg = '' } = textDrawings();
    for (const { name } of [...CLIENTS, ...drawn]) for (const format of [svg, drawio]) expect(format).toContain(name);
    for (const { name, purpose } of drawn) expect(page).toContain(`<tr><td>${name}</td><td>${purpose}</td>`);
    for (const { title } of STEPS) for (const format of [svg, page]) expect(format).toContain(title);
    const cells = new Set([...drawio.matchAll(/<mxCell id="([^"]+)"/g)].map(([, id]) => id));
    const ends = [...drawio.matchAll(/source="([^"]+)" target="([^"]+)"/g)].flatMap(([, source, target]) => [source, target]);
    expect(ends).toHaveLength(2 * LINES.length);
    expect(ends.filter((id) => !cells.has(id))).toEqual([]);
  });
});
