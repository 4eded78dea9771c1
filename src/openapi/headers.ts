import { type Header, type Parameter, type Ref, ref } from './document.ts';
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

/** Headers of answers. `required`: every answer that lists the header has it. */
export const HEADERS = {
  'X-Request-Id': {
    description: 'Finds the request in the log of the service; the one that came in, if it was well-formed.',
    required: true,
    schema: { type: 'string', pattern: '^[A-Za-z0-9._-]{8,128}$' },
    example: '3b2f6c1e-8a44-4d0b-9c57-2e6f1d0a9b83',
  },
  'Cache-Control': {
    description: 'Answers are for their caller alone, and asking again with `If-None-Match` is cheap.',
    required: true,
    schema: { type: 'string', const: 'private, no-cache' },
  },
  RateLimit: {
    description: 'What is left of the limit, where this server has one (draft-ietf-httpapi-ratelimit-headers).',
    schema: { type: 'string' },
  },
  'RateLimit-Policy': { description: 'The limit itself, where this server has one.', schema: { type: 'string' } },
  ETag: { description: 'The version of the record, in quotes.', required: true, schema: entityTag, example: '"3"' },
  Location: {
    description: 'The path of the new record.',
    required: true,
    schema: { type: 'string', pattern: '^/api/v1/' },
    example: `/api/v1/tasks/${EXAMPLE_ID}`,
  },
  Link: {
    description: 'The next page (RFC 8288), unless this is the last one: this path with every parameter, and its `cursor`.',
    schema: { type: 'string', pattern: '^</api/v1/[^>]+>; rel="next"$' },
  },
  Vary: {
    description: 'The answer depends on `Accept`.',
    required: true,
    schema: { type: 'string', pattern: '\\bAccept\\b' },
    example: 'Accept',
  },
  'Idempotency-Replayed': {
    description: 'The request has been seen before; it was not carried out again.',
    schema: { type: 'string', const: 'true' },
  },
  Allow: { description: 'The methods that the path takes.', required: true, schema: { type: 'string' }, example: 'GET, HEAD, POST' },
  'Accept-Patch': {
    description: 'The formats of a patch that are taken, where the request was a patch (RFC 5789).',
    schema: { type: 'string' },
    example: 'application/merge-patch+json, application/json',
  },
  'Retry-After': { description: 'Seconds after which to try again.', schema: seconds, example: 2 },
  'WWW-Authenticate': {
    description: 'How to sign in (RFC 6750).',
    schema: { type: 'string', pattern: '^Bearer' },
    example: 'Bearer realm="records"',
  },
} satisfies Readonly<Record<string, Header>>;

export type HeaderName = keyof typeof HEADERS;

/** The given headers, and those of every answer. */
function everyAnswers(names: readonly HeaderName[]): HeaderName[] {
  return ['X-Request-Id', 'Cache-Control', ...names, 'RateLimit', 'RateLimit-Policy'];
}

export function headersOf(names: readonly HeaderName[]): Readonly<Record<string, Ref>> {
  return Object.fromEntries(everyAnswers(names).map((name) => [name, ref('headers', name)]));
}

/** As `headersOf`, for an answer that can come without any of them. */
export function optionalHeadersOf(names: readonly HeaderName[]): Readonly<Record<string, Header | Ref>> {
  const optional = everyAnswers(names).map((name): [string, Header | Ref] => {
    const header: Header = HEADERS[name];
    return [name, header.required ? { ...header, required: false } : ref('headers', name)];
  });
  return Object.fromEntries(optional);
}

/** Headers of requests, by the key of their component. */
export const REQUEST_HEADERS = {
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    description:
      'Only if the record is at this version; else it is a 412 that shows the record as it is now. Several, up to 100 and separated by commas: any of them. ' +
      '`*`: any version. Without it the last writer wins, though a patch never undoes changes to other fields.',
    schema: entityTags,
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description: 'The version that you have already. If the record is still at it, the answer is 304 without a body.',
    schema: entityTags,
  },
  IfDocumentNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description: 'The `ETag` of the document that you have already. If it is still the current one, the answer is 304 without a body.',
    schema: { ...entityTags, examples: ['*'] },
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'Makes it safe to send the request again: for 24 hours the same key with the same body is carried out once. ' +
      'It belongs to the caller, the method and the path; what was refused is not remembered.',
    schema: {
      type: 'string',
      minLength: 1,
      maxLength: 255,
      pattern: '^[\\x20-\\x7E]+$',
      examples: ['f6a5d1c2-0b8e-4f3a-9c7d-1e2b3a4c5d6e'],
    },
  },
  XRequestId: {
    name: 'X-Request-Id',
    in: 'header',
    description: 'Your own id for the request, kept if it is well-formed and replaced if not.',
    schema: { type: 'string', examples: ['order-import-2026-03-02'] },
  },
} satisfies Readonly<Record<string, Parameter>>;

export type RequestHeader = keyof typeof REQUEST_HEADERS;
