import type { RequestFault } from '../problem.ts';

/** The values of each query parameter, in the order in which they came. */
export type Parameters = ReadonlyMap<string, readonly string[]>;

export interface Query {
  readonly parameters: Parameters;
  /** Parameters that cannot be decoded. They are not in the other list. */
  readonly faults: readonly RequestFault[];
}

/** Reads the query of a URL as percent-encoded UTF-8. */
export function readQuery(url: string): Query {
  const parameters = new Map<string, string[]>();
  const faults: RequestFault[] = [];
  const start = url.indexOf('?');
  for (const pair of start < 0 ? [] : url.slice(start + 1).split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = decode(equals < 0 ? '' : pair.slice(equals + 1));
    if (name === undefined || value === undefined) {
      faults.push(fault(name ?? pair, 'bad-encoding', 'must be percent-encoded UTF-8'));
      continue;
    }
    const values = parameters.get(name);
    if (values === undefined) parameters.set(name, [value]);
    else values.push(value);
  }
  return { parameters, faults };
}

/** The value of a parameter that takes one; `undefined` where it was not sent. */
export function singleValue(parameters: Parameters, name: string): string | undefined | RequestFault {
  const values = parameters.get(name) ?? [];
  return values.length > 1 ? repeated(name) : values[0];
}

export function repeated(name: string): RequestFault {
  return fault(name, 'repeated', 'must be given once');
}

/** Faults for the parameters that a route does not take. */
export function unknownParameters(parameters: Parameters, allowed: readonly string[]): RequestFault[] {
  const takes = allowed.length === 0 ? 'this path takes no parameters' : `this path takes ${allowed.join(', ')}`;
  return [...parameters.keys()]
    .filter((name) => !allowed.includes(name))
    .map((name) => fault(name, 'unknown-parameter', `is unknown; ${takes}`));
}

export function fault(name: string, code: string, detail: string): RequestFault {
  return { in: 'query', name, code, detail };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
