import type { RequestFault } from '../problem.ts';
import { createFaultCollector, type FaultCollector, isFault } from './fault-collector.ts';
import { fault, type Query, singleValue, unknownParameters } from './query-parameters.ts';

export const DEFAULT_LIMIT = 25;
export const MAX_LIMIT = 100;

/** The query parameters of a list that has no filters. */
const PAGE_PARAMETERS = ['limit', 'cursor'] as const;

export interface PageRequest {
  readonly limit: number;
  /** The position before the page; `undefined` for the first page. */
  readonly after: string | undefined;
}

/**
 * Reads the query of a list that has no filters.
 * @param openCursor returns the position in a cursor, or `undefined` if the cursor is not for this list
 * @throws {Problem} `malformed-request` with every invalid parameter and its allowed values
 */
export function readPageRequest(asked: Query, openCursor: (cursor: string) => string | undefined): PageRequest {
  const faults = createFaultCollector();
  faults.add(...asked.faults, ...unknownParameters(asked.parameters, PAGE_PARAMETERS));
  const read = createReader(asked, faults);
  const badCursor = fault('cursor', 'bad-cursor', 'is not valid for this list; start without a cursor');
  const request = {
    limit: read('limit', DEFAULT_LIMIT, readLimit),
    after: read<string | undefined>('cursor', undefined, (text) => openCursor(text) ?? badCursor),
  };
  faults.throwIfAny();
  return request;
}

/** Reads one parameter. Returns `fallback` if it is missing or has a fault, and collects the fault. */
export type ReadParameter = <Value>(name: string, fallback: Value, parse: (text: string) => Value | RequestFault) => Value;

export function createReader({ parameters }: Query, faults: FaultCollector): ReadParameter {
  return (name, fallback, parse) => {
    const text = singleValue(parameters, name);
    return faults.take(text === undefined ? fallback : isFault(text) ? text : parse(text), fallback);
  };
}

export function readLimit(text: string): number | RequestFault {
  const isWithin = /^[1-9]\d{0,2}$/.test(text) && Number(text) <= MAX_LIMIT;
  return isWithin ? Number(text) : fault('limit', 'out-of-range', `must be a whole number from 1 to ${MAX_LIMIT}`);
}
