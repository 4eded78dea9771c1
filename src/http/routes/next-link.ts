import type { Parameters } from '../request/query-parameters.ts';

/** RFC 8288; an absolute path that keeps every parameter as it was sent, with another cursor. */
export function nextLink(path: string, parameters: Parameters, cursor: string): string {
  const next = new Map([...parameters, ['cursor', [cursor]]]);
  const pairs = [...next].flatMap(([name, values]) => values.map((value) => [name, value]));
  const query = pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
  return `<${path}?${query}>; rel="next"`;
}
