import { FEED_START, type FeedPosition } from '../../history/history-reader.ts';
import type { RecordType } from '../../schema/record-type.ts';
import type { RequestFault } from '../problem.ts';
import { createFaultCollector } from './fault-collector.ts';
import { createReader, DEFAULT_LIMIT, readLimit } from './page-query.ts';
import { fault, type Query, unknownParameters } from './query-parameters.ts';

const FEED_PARAMETERS = ['since', 'type', 'limit'] as const;
/** The value of `since` that skips all earlier changes. */
export const SINCE_NOW = 'now';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const FEED_KEY = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#[a-z0-9-]{1,63}#[0-9a-f-]{36}#\d{10}$/;

export interface FeedRequest {
  /** `now`: skips all earlier changes. */
  readonly from: FeedPosition | typeof SINCE_NOW;
  readonly limit: number;
  readonly typeName: string | undefined;
}

/** @throws {Problem} `malformed-request` */
export function readFeedRequest(asked: Query, recordTypes: readonly RecordType[]): FeedRequest {
  const faults = createFaultCollector();
  faults.add(...asked.faults, ...unknownParameters(asked.parameters, FEED_PARAMETERS));
  const read = createReader(asked, faults);
  const names = recordTypes.map(({ name }) => name);
  const readType = (text: string) => (names.includes(text) ? text : fault('type', 'unknown-type', `must be one of ${names.join(', ')}`));
  const request = {
    from: read<FeedRequest['from']>('since', FEED_START, (text) =>
      text === SINCE_NOW ? SINCE_NOW : (openFeedPosition(text) ?? badCursor('since')),
    ),
    limit: read('limit', DEFAULT_LIMIT, readLimit),
    typeName: read<string | undefined>('type', undefined, readType),
  };
  faults.throwIfAny();
  return request;
}

/** A position as a cursor. It is not secret: the partition that it is used in comes from the caller. */
export function sealFeedPosition({ settled, after = '', settles = '' }: FeedPosition): string {
  return Buffer.from([settled, after, settles].join('|')).toString('base64url');
}

/** A position among the latest changes as a cursor. */
export function sealFeedKey(key: string): string {
  return Buffer.from(key).toString('base64url');
}

export function openFeedKey(cursor: string): string | undefined {
  const key = Buffer.from(cursor, 'base64url').toString();
  return FEED_KEY.test(key) && sealFeedKey(key) === cursor ? key : undefined;
}

function openFeedPosition(cursor: string): FeedPosition | undefined {
  const parts = Buffer.from(cursor, 'base64url').toString().split('|');
  const [settled = '', after = '', settles = ''] = parts;
  const isWhole = sealFeedPosition({ settled, after, settles }) === cursor && parts.length === 3;
  const isSettled = settled === '' || INSTANT.test(settled);
  if (!isWhole || !isSettled) return undefined;
  if (after === '' && settles === '') return { settled };
  return FEED_KEY.test(after) && INSTANT.test(settles) ? { settled, after, settles } : undefined;
}

function badCursor(name: string): RequestFault {
  return fault(name, 'bad-cursor', 'is no cursor of this list; start without it');
}
