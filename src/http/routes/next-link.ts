import type { Parameters } from '../request/query-parameters.ts';

/** Clients and proxies refuse answers with long headers; the lowest of the usual limits is 8 KB for all headers together. */
const MAX_LENGTH = 6_000;

/** The `Link` header of a page whose body has the cursor too, so that a link that is too long for clients can be left out. */
export function linkIfShort(path: string, parameters: Parameters, cursor: string | null): Record<string, string> {
  if (cursor === null) return {};
  const link = nextLink(path, parameters, cursor);
  return link.length > MAX_LENGTH ? {} : { Link: link };
}

/** RFC 8288; an absolute path that keeps every parameter as it was sent, with another cursor. */
export function nextLink(path: string, parameters: Parameters, cursor: string): string {
  const next = new Map([...parameters, ['cursor', [cursor]]]);
  const pairs = [...next].flatMap(([name, values]) => values.map((value) => [name, value]));
  const query = pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
  return `<${path}?${query}>; rel="next"`;
}
