import type { IncomingHttpHeaders } from 'node:http';
import type { IfMatch } from '../../store/record-store.ts';
import { malformed } from '../problem.ts';

// RFC 9110, section 8.8.3: entity-tag = [ weak ] opaque-tag. The second pattern is a list of them, separated by commas.
const ENTITY_TAG = /(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"/g;
const ENTITY_TAGS = new RegExp(`^(?:[\\s,]*${ENTITY_TAG.source}\\s*(?=,|$))+[\\s,]*$`);
/** Maximum number of tags: DynamoDB's limit of operands for `IN`. */
const MAX_IF_MATCH = 100;
export const IF_MATCH_FAULT = `must be at most ${MAX_IF_MATCH} entity tags in quotes such as "3", or *`;
const VERSION = /^[1-9]\d{0,14}$/;

/** Returns the strong entity tag of a record: its version in quotes. */
export function etagOf({ version }: { readonly version: number }): string {
  return `"${version}"`;
}

/**
 * Returns the versions that `If-Match` accepts, by strong comparison (RFC 9110, section 13.1.1): a weak tag never matches.
 * @throws {Problem} `malformed-request`
 */
export function readIfMatch(headers: IncomingHttpHeaders): IfMatch | undefined {
  // `If-None-Match: *` wants that there is no record (RFC 9110, section 13.1.2). A write needs a record, so no version fits.
  if (headers['if-none-match']?.trim() === '*') return [];
  const value = headers['if-match'];
  return value === undefined ? undefined : parseIfMatch(value, () => malformedTags('If-Match', IF_MATCH_FAULT));
}

export function parseIfMatch(value: string, refuse: () => Error): IfMatch {
  const tags = parseTags(value);
  if (tags === '*') return 'any';
  if (tags === undefined || tags.length > MAX_IF_MATCH) throw refuse();
  return tags.filter(({ weak, tag }) => !weak && VERSION.test(tag)).map(({ tag }) => Number(tag));
}

/** Checks whether `If-None-Match` contains an entity tag. */
export type EntityTagTest = (etag: string) => boolean;

/**
 * Returns the test of `If-None-Match`, by weak comparison (RFC 9110, section 13.1.2).
 * @throws {Problem} `malformed-request`
 */
export function readIfNoneMatch(headers: IncomingHttpHeaders): EntityTagTest | undefined {
  const value = headers['if-none-match'];
  if (value === undefined) return undefined;
  const tags = parseTags(value);
  if (tags === undefined) throw malformedTags('If-None-Match', 'must be entity tags in quotes such as "3", or *');
  return (etag) => tags === '*' || tags.some(({ tag }) => `"${tag}"` === etag.replace(/^W\//, ''));
}

/** Checks whether `If-Match` contains a weak tag. A weak tag never matches, even if the record has not changed. */
export function hasWeakTag(value: string): boolean {
  const tags = parseTags(value);
  return tags !== undefined && tags !== '*' && tags.some(({ weak }) => weak);
}

function parseTags(value: string): '*' | { weak: boolean; tag: string }[] | undefined {
  if (value.trim() === '*') return '*';
  if (!ENTITY_TAGS.test(value)) return undefined;
  return [...value.matchAll(ENTITY_TAG)].map(([, weak, tag = '']) => ({ weak: weak !== undefined, tag }));
}

function malformedTags(name: string, detail: string): Error {
  return malformed([{ in: 'header', name, code: 'bad-format', detail }]);
}
