import type { Parameters } from '../request/query-parameters.ts';

/** Maximum length of the header. Clients and proxies refuse long headers; the lowest common limit is 8 KB for all headers together. */
const MAX_LENGTH = 6_000;

/** Returns the `Link` header of a page. Omits it if it is too long, because the body has the cursor too. */
export function linkIfShort(path: string, parameters: Parameters, cursor: string | null): Record<string, string> {
  if (cursor === null) return {};
  const link = nextLink(path, parameters, cursor);
  return link.length > MAX_LENGTH ? {} : { Link: link };
}

/** Returns a link to the next page (RFC 8288): the same path and parameters with another cursor. */
export function nextLink(path: string, parameters: Parameters, cursor: string): string {
  const next = new Map([...parameters, ['cursor', [cursor]]]);
  const pairs = [...next].flatMap(([name, values]) => values.map((value) => [name, value]));
  const query = pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
  return `<${path}?${query}>; rel="next"`;
}
