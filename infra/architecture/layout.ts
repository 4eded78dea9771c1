import { CLIENTS, type Place, SERVICES, SUPPORTING_SERVICES, TITLE } from './description.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface Card extends Box {
  readonly id: Place;
  readonly name: string;
  readonly purpose: string;
  readonly kind: 'client' | 'service' | 'surrounding';
  /** Drawn with a broken border: there only where a stage asks for it. */
  readonly optional: boolean;
}

export interface Line {
  readonly from: Place;
  readonly to: Place;
  readonly points: readonly Point[];
  /** `answer`: the way back. `aside`: what no request waits for, or happens once. */
  readonly kind: 'request' | 'answer' | 'aside';
  /** Its number in the six steps, and where that is drawn. */
  readonly step?: { readonly number: number; readonly at: Point };
}

export const CANVAS = { width: 1080, height: 676 } as const;
/** Drawn around all that is in the account. */
export const ACCOUNT: Box & { readonly title: string } = { title: TITLE, x: 196, y: 16, width: 868, height: 644 };
/** Drawn around what no request waits for. */
export const AROUND: Box & { readonly title: string } = { title: 'Around it', x: 220, y: 528, width: 820, height: 116 };

const CARD = { width: 224, height: 98 };
const COLUMNS = [220, 518, 816];
const ROWS = [64, 226, 396];
const CLIENT = { x: 12, width: 140 };
const CHIP = { y: 556, width: 128, height: 76, gap: 7.4 };

const CELLS: Readonly<Record<(typeof SERVICES)[number]['id'], readonly [column: number, row: number]>> = {
  cloudfront: [0, 0],
  s3: [1, 0],
  gateway: [0, 1],
  lambda: [1, 1],
  dynamodb: [2, 1],
  cognito: [0, 2],
  cloudwatch: [1, 2],
  sns: [2, 2],
};

export const CARDS: readonly Card[] = [
  ...CLIENTS.map((client, n): Card => ({ ...client, ...CLIENT, y: ROWS[n] ?? 0, height: CARD.height, kind: 'client', optional: false })),
  ...SERVICES.map(({ id, name, purpose }): Card => {
    const [column, row] = CELLS[id];
    return { id, name, purpose, ...CARD, x: COLUMNS[column] ?? 0, y: ROWS[row] ?? 0, kind: 'service', optional: false };
  }),
  ...SUPPORTING_SERVICES.map(
    ({ id, name, purpose, ...service }, n): Card => ({
      id,
      name,
      purpose,
      x: AROUND.x + CHIP.gap + n * (CHIP.width + CHIP.gap),
      y: CHIP.y,
      width: CHIP.width,
      height: CHIP.height,
      kind: 'surrounding',
      optional: 'setting' in service,
    }),
  ),
];

/** How far the way back lies below the way there. */
const APART = 16;
/** The same where there are three lines. */
const FAR = 28;

export const LINES: readonly Line[] = [
  between('browser', 'cloudfront', { step: 1, shift: -FAR }),
  between('cloudfront', 's3', { step: 1 }),
  between('browser', 'cloudfront', { step: 2 }),
  between('cloudfront', 'browser', { kind: 'answer', step: 5, shift: FAR }),
  between('programs', 'gateway', { step: 2, shift: -APART }),
  between('gateway', 'programs', { kind: 'answer', step: 5, shift: APART }),
  between('cloudfront', 'gateway', { step: 2, shift: -APART }),
  between('gateway', 'cloudfront', { kind: 'answer', step: 5, shift: APART }),
  between('gateway', 'lambda', { step: 3, shift: -APART }),
  between('lambda', 'gateway', { kind: 'answer', step: 5, shift: APART }),
  between('lambda', 'dynamodb', { step: 4, shift: -APART }),
  between('dynamodb', 'lambda', { kind: 'answer', step: 5, shift: APART }),
  between('cognito', 'gateway', { kind: 'aside' }),
  between('lambda', 'cloudwatch', { kind: 'aside', step: 6 }),
  fromGatewayToCloudwatch(),
  between('cloudwatch', 'sns', { kind: 'aside', step: 6 }),
];

/** What the kinds of lines and borders mean, where the drawing has room for it. */
export const LEGEND: { readonly box: Box; readonly entries: readonly (readonly [kind: Line['kind'] | 'optional', meaning: string])[] } = {
  box: { x: COLUMNS[2] ?? 0, y: ROWS[0] ?? 0, ...CARD },
  entries: [
    ['request', 'a request'],
    ['answer', 'its answer'],
    ['aside', 'beside it: nothing waits for it'],
    ['optional', 'only where a stage asks for it'],
  ],
};

export function cardOf(id: Place): Card {
  const card = CARDS.find((candidate) => candidate.id === id);
  if (card === undefined) throw new Error(`nothing is drawn for ${id}`);
  return card;
}

interface LineOptions {
  readonly kind?: Line['kind'];
  readonly step?: number;
  /** Across the line. */
  readonly shift?: number;
}

/** A straight line between two cards, beside each other or one below the other. */
function between(from: Place, to: Place, { kind = 'request', step, shift = 0 }: LineOptions): Line {
  const [a, b] = [cardOf(from), cardOf(to)];
  const isBeside = a.y === b.y;
  const across = shift + (isBeside ? a.y + a.height / 2 : a.x + a.width / 2);
  const ends = isBeside ? gap([a.x, a.width], [b.x, b.width]) : gap([a.y, a.height], [b.y, b.height]);
  const points = ends.map((along) => (isBeside ? { x: along, y: across } : { x: across, y: along }));
  return lineOf({ from, to, kind, points }, step);
}

/** From where the first of two cards ends to where the other begins, in the direction from one to the other. */
function gap([a, lengthOfA]: Extent, [b, lengthOfB]: Extent): [number, number] {
  return a < b ? [a + lengthOfA, b] : [a, b + lengthOfB];
}

type Extent = readonly [start: number, length: number];

/** Its log, around the corner. */
function fromGatewayToCloudwatch(): Line {
  const [gateway, cloudwatch] = [cardOf('gateway'), cardOf('cloudwatch')];
  const [x, y] = [gateway.x + gateway.width - 28, gateway.y + gateway.height];
  const corner = cloudwatch.y + cloudwatch.height / 2;
  const middle = (y + cloudwatch.y) / 2;
  const last = { x: cloudwatch.x, y: corner - APART };
  const bend = last.x - 37;
  return lineOf(
    {
      from: 'gateway',
      to: 'cloudwatch',
      kind: 'aside',
      points: [{ x, y }, { x, y: middle }, { x: bend, y: middle }, { x: bend, y: last.y }, last],
    },
    6,
  );
}

function lineOf(line: Line, number: number | undefined): Line {
  if (number === undefined) return line;
  const [start, end] = line.points.length === 2 ? line.points : line.points.slice(1, 3);
  if (start === undefined || end === undefined) throw new Error('a line has two ends');
  return { ...line, step: { number, at: { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 } } };
}
