import { isObject } from '../model/json.ts';
import type { ApiProblem } from './problem.ts';

/** A record that refers to another record. */
export interface Referrer {
  /** The name of the record type. */
  readonly type: string;
  readonly id: string;
  readonly title: string;
}

/** Returns the referring records that a problem lists. The service sends it when it refuses a permanent deletion. */
export function referrersOf({ referrers }: ApiProblem): Referrer[] {
  return Array.isArray(referrers) ? referrers.flatMap(referrerOf) : [];
}

function referrerOf(value: unknown): Referrer[] {
  const { type, id, title }: Readonly<Record<string, unknown>> = isObject(value) ? value : {};
  return typeof type === 'string' && typeof id === 'string' ? [{ type, id, title: String(title) }] : [];
}
