import type { RequestFault } from '../problem.ts';

/** Query parameters by name, in the order they came. */
export type Parameters = ReadonlyMap<string, string>;

/** What a URL asks for, and what is wrong with how it does. */
export interface Query {
  readonly parameters: Parameters;
  readonly faults: readonly RequestFault[];
}

/** Reads the query of a URL: percent-encoded UTF-8, each name once. A parameter at fault is not among the others. */
export function readQuery(url: string): Query {
  const parameters = new Map<string, string>();
  const repeated = new Set<string>();
  const faults: RequestFault[] = [];
  const start = url.indexOf('?');
  for (const pair of start < 0 ? [] : url.slice(start + 1).split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = decode(equals < 0 ? '' : pair.slice(equals + 1));
    if (name === undefined || value === undefined) faults.push(fault(name ?? pair, 'bad-encoding', 'must be percent-encoded UTF-8'));
    else if (parameters.has(name)) repeated.add(name);
    else parameters.set(name, value);
  }
  for (const name of repeated) {
    parameters.delete(name);
    faults.push(fault(name, 'repeated', 'must be given once'));
  }
  return { parameters, faults };
}

/** Faults for the parameters that a route does not take. */
export function unknownParameters(parameters: Parameters, allowed: readonly string[]): RequestFault[] {
  const takes = allowed.length === 0 ? 'this path takes no parameters' : `this path takes ${allowed.join(', ')}`;
  return [...parameters.keys()]
    .filter((name) => !allowed.includes(name))
    .map((name) => fault(name, 'unknown-parameter', `is unknown here; ${takes}`));
}

export function fault(name: string, code: string, detail: string): RequestFault {
  return { in: 'query', name, code, detail };
}

export function isFault(value: unknown): value is RequestFault {
  return typeof value === 'object' && value !== null && 'in' in value && 'code' in value;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
