import type { RequestFault } from '../problem.ts';

/** The values of each query parameter, in the order of the URL. */
export type Parameters = ReadonlyMap<string, readonly string[]>;

export interface Query {
  readonly parameters: Parameters;
  /** Faults of parameters that cannot be decoded. `parameters` does not contain them. */
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

/** Returns the value of a parameter, `undefined` if it is missing, or a fault if it is repeated. */
export function singleValue(parameters: Parameters, name: string): string | undefined | RequestFault {
  const values = parameters.get(name) ?? [];
  return values.length > 1 ? repeated(name) : values[0];
}

export function repeated(name: string): RequestFault {
  return fault(name, 'repeated', 'must be given once');
}

/** Returns a fault for each parameter that the route does not accept. */
export function unknownParameters(parameters: Parameters, allowed: readonly string[]): RequestFault[] {
  return [...parameters.keys()].filter((name) => !allowed.includes(name)).map((name) => unknownParameter(name, allowed));
}

/** Lists each allowed name once, without operators: `dueDate` for `dueDate[gte]`. A list of tasks takes 90 parameters, but 21 names. */
export function unknownParameter(name: string, allowed: readonly string[]): RequestFault {
  const names = [...new Set(allowed.map((parameter) => parameter.replace(/\[.*/, '')))];
  const takes = names.length === 0 ? 'no parameters' : names.join(', ');
  return fault(name, 'unknown-parameter', `is unknown; this path takes ${takes}`);
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
