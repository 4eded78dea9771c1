import { isObject } from '../model/json.ts';
import type { ApiProblem } from './problem.ts';

/** A record that refers to another one. */
export interface Referrer {
  /** The name of its type. */
  readonly type: string;
  readonly id: string;
  readonly title: string;
}

/** The referring records in a problem that refuses a permanent deletion. */
export function referrersOf({ referrers }: ApiProblem): Referrer[] {
  return Array.isArray(referrers) ? referrers.flatMap(referrerOf) : [];
}

function referrerOf(value: unknown): Referrer[] {
  const { type, id, title }: Readonly<Record<string, unknown>> = isObject(value) ? value : {};
  return typeof type === 'string' && typeof id === 'string' ? [{ type, id, title: String(title) }] : [];
}
