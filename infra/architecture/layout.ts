import { CLIENTS, type NodeId, SERVICES, SUPPORTING_SERVICES, TITLE } from './description.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface Card extends Box {
  readonly id: NodeId;
  readonly name: string;
  readonly purpose: string;
  readonly kind: 'client' | 'service' | 'surrounding';
  /** Whether a stage must turn this service on. Its border is dashed. */
  readonly optional: boolean;
}

export interface Line {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly points: readonly Point[];
  /** `answer`: the response to a request. `aside`: work that no request waits for, or that happens once. */
  readonly kind: 'request' | 'answer' | 'aside';
  /** The number of its step and the position of that number. */
  readonly step?: { readonly number: number; readonly at: Point };
}

export const CANVAS = { width: 1080, height: 676 } as const;
/** The frame around everything in the account. */
export const ACCOUNT: Box & { readonly title: string } = { title: TITLE, x: 196, y: 16, width: 868, height: 644 };
/** The frame around the supporting services. */
export const AROUND: Box & { readonly title: string } = { title: 'Supporting services', x: 206, y: 528, width: 848, height: 116 };

const CARD = { width: 224, height: 98 };
const COLUMNS = [220, 518, 816];
const ROWS = [64, 226, 396];
const CLIENT = { x: 12, width: 140 };
const CHIP = { y: 556, width: 115, height: 76, gap: 5.37 };

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

/** The distance between a request line and its response line. */
const APART = 16;
/** The distance between three parallel lines. */
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

/** The legend of lines and borders. */
export const LEGEND: { readonly box: Box; readonly entries: readonly (readonly [kind: Line['kind'] | 'optional', meaning: string])[] } = {
  box: { x: COLUMNS[2] ?? 0, y: ROWS[0] ?? 0, ...CARD },
  entries: [
    ['request', 'a request'],
    ['answer', 'its response'],
    ['aside', 'in the background'],
    ['optional', 'only if a stage sets it'],
  ],
};

export function cardOf(id: NodeId): Card {
  const card = CARDS.find((candidate) => candidate.id === id);
  if (card === undefined) throw new Error(`there is no card for ${id}`);
  return card;
}

interface LineOptions {
  readonly kind?: Line['kind'];
  readonly step?: number;
  /** Offset perpendicular to the line. */
  readonly shift?: number;
}

/** Returns a straight line between two adjacent cards. */
function between(from: NodeId, to: NodeId, { kind = 'request', step, shift = 0 }: LineOptions): Line {
  const [a, b] = [cardOf(from), cardOf(to)];
  const isBeside = a.y === b.y;
  const across = shift + (isBeside ? a.y + a.height / 2 : a.x + a.width / 2);
  const ends = isBeside ? gap([a.x, a.width], [b.x, b.width]) : gap([a.y, a.height], [b.y, b.height]);
  const points = ends.map((along) => (isBeside ? { x: along, y: across } : { x: across, y: along }));
  return lineOf({ from, to, kind, points }, step);
}

/** Returns the gap between two cards along an axis, from the first card to the second. */
function gap([a, lengthOfA]: Extent, [b, lengthOfB]: Extent): [number, number] {
  return a < b ? [a + lengthOfA, b] : [a, b + lengthOfB];
}

type Extent = readonly [start: number, length: number];

/** Returns the line for the gateway's log, which has corners. */
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
  if (start === undefined || end === undefined) throw new Error('a line needs at least two points');
  return { ...line, step: { number, at: { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 } } };
}
