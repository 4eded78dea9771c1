import { NAME } from '../name.ts';
import { type Header, type Parameter, type Ref, ref } from './document.ts';
import { recordId } from './schema-parts.ts';
import { EXAMPLE_ID } from './subject.ts';

/** `If-Match` and `If-None-Match` (RFC 9110, section 8.8.3). */
const ANY_TAG = '(W/)?"[!#-~]*"';
export const entityTags = {
  type: 'string',
  pattern: `^(\\*|${ANY_TAG}( *, *${ANY_TAG})*)$`,
  examples: ['"3"'],
} as const;
const entityTag = { type: 'string', pattern: '^"[1-9][0-9]*"$' } as const;
const seconds = { type: 'integer', minimum: 0 } as const;

/** Response headers. `required`: every response that lists the header has it. */
export const HEADERS = {
  'X-Request-Id': {
    description: 'The id of the request in the log of the service. It is your own `X-Request-Id` if that was well-formed.',
    required: true,
    schema: { type: 'string', pattern: '^[A-Za-z0-9._-]{8,128}$' },
    example: '3b2f6c1e-8a44-4d0b-9c57-2e6f1d0a9b83',
  },
  'Cache-Control': {
    description: 'A response is for its caller only. Revalidate it with `If-None-Match`.',
    required: true,
    schema: { type: 'string', const: 'private, no-cache' },
  },
  RateLimit: {
    description: 'The requests that remain, if this server has a rate limit (draft-ietf-httpapi-ratelimit-headers).',
    schema: { type: 'string' },
  },
  'RateLimit-Policy': { description: 'The rate limit, if this server has one.', schema: { type: 'string' } },
  'Change-Set': {
    description: 'The id of the change set of a request that may write. It can be undone as a whole.',
    schema: recordId,
  },
  ETag: { description: 'The version of the record, in quotes.', required: true, schema: entityTag, example: '"3"' },
  Location: {
    description: 'The path of the new record.',
    required: true,
    schema: { type: 'string', pattern: '^/api/v1/' },
    example: `/api/v1/tasks/${EXAMPLE_ID}`,
  },
  Link: {
    description:
      'The next page (RFC 8288): the same path and parameters with the next `cursor`. The last page has no `Link`. ' +
      'A JSON response leaves out a `Link` of more than 6,000 characters; `nextCursor` has the cursor.',
    schema: { type: 'string', pattern: '^</api/v1/[^>]+>; rel="next"$' },
  },
  Vary: {
    description: 'The response depends on `Accept`, that of a list also on `Time-Zone`.',
    required: true,
    schema: { type: 'string', pattern: '\\bAccept\\b' },
    example: 'Accept',
  },
  'Idempotency-Replayed': {
    description: 'The service saw this request before and did not run it again.',
    schema: { type: 'string', const: 'true' },
  },
  Allow: { description: 'The methods that the path supports.', required: true, schema: { type: 'string' }, example: 'GET, HEAD, POST' },
  'Accept-Patch': {
    description: 'The media types that a PATCH accepts (RFC 5789). Only a PATCH has it.',
    schema: { type: 'string' },
    example: 'application/merge-patch+json, application/json',
  },
  'Retry-After': { description: 'Seconds to wait before you retry.', schema: seconds, example: 2 },
  'WWW-Authenticate': {
    description: 'How to sign in (RFC 6750).',
    schema: { type: 'string', pattern: '^Bearer' },
    example: `Bearer realm="${NAME}"`,
  },
} satisfies Readonly<Record<string, Header>>;

export type HeaderName = keyof typeof HEADERS;

/** Adds the headers of every response to the given ones. */
function everyAnswers(names: readonly HeaderName[]): HeaderName[] {
  return ['X-Request-Id', 'Cache-Control', ...names, 'RateLimit', 'RateLimit-Policy'];
}

export function headersOf(names: readonly HeaderName[]): Readonly<Record<string, Ref>> {
  return Object.fromEntries(everyAnswers(names).map((name) => [name, ref('headers', name)]));
}

/** Returns the headers of `headersOf` as optional ones, for a response that can lack any of them. */
export function optionalHeadersOf(names: readonly HeaderName[]): Readonly<Record<string, Header | Ref>> {
  const optional = everyAnswers(names).map((name): [string, Header | Ref] => {
    const header: Header = HEADERS[name];
    return [name, header.required ? { ...header, required: false } : ref('headers', name)];
  });
  return Object.fromEntries(optional);
}

/** Request headers by the key of their component. */
export const REQUEST_HEADERS = {
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    description:
      'Writes only if the record has this version. Otherwise the response is 412 with the current record. ' +
      'You can list up to 100 versions, separated by commas; one must match. `*` matches any version. ' +
      'Without `If-Match` the last writer wins, but a PATCH never undoes changes to other fields.',
    schema: entityTags,
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description: 'The version that you already have. If it is still current, the response is 304 without a body.',
    schema: entityTags,
  },
  IfDocumentNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description: 'The `ETag` of the document that you already have. If it is still current, the response is 304 without a body.',
    schema: { ...entityTags, examples: ['*'] },
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'Makes retries safe. For 24 hours, the service runs requests with the same key and body only once. ' +
      'A key belongs to the caller, the method and the path. The service does not remember refused requests.',
    schema: {
      type: 'string',
      minLength: 1,
      maxLength: 255,
      pattern: '^[\\x20-\\x7E]+$',
      examples: ['f6a5d1c2-0b8e-4f3a-9c7d-1e2b3a4c5d6e'],
    },
  },
  ContinuedChangeSet: {
    name: 'Change-Set',
    in: 'header',
    description:
      'The `Change-Set` of the first request of a job that needs several requests. The list of change sets then names it as ' +
      '`continues`, so that clients can show and undo the job as one. The request still has a change set of its own.',
    schema: recordId,
  },
  TimeZone: {
    name: 'Time-Zone',
    in: 'header',
    description:
      'The IANA name of a time zone. Its day is `today` in filters, and its days begin at its midnight. Default: UTC. ' +
      'The pages of a list keep the day and the time zone of the first one.',
    schema: { type: 'string', examples: ['Europe/Berlin'] },
  },
  XRequestId: {
    name: 'X-Request-Id',
    in: 'header',
    description: 'Your own id for the request. The service replaces it if it is not well-formed.',
    schema: { type: 'string', examples: ['order-import-2026-03-02'] },
  },
} satisfies Readonly<Record<string, Parameter>>;

export type RequestHeader = keyof typeof REQUEST_HEADERS;
