import { pascalCase } from '../http/operation-id.ts';
import { PROBLEMS, type ProblemSlug } from '../http/problem.ts';
import type { JsonSchema } from '../schema/json-schema.ts';
import { type Content, type Ref, type ResponseObject, ref } from './document.ts';
import { type HeaderName, headersOf, optionalHeadersOf } from './headers.ts';
import { EXAMPLE_REQUEST_ID, problemExample } from './problem-examples.ts';
import { closed, recordId, schemaRef } from './schema-parts.ts';
import { exampleRecord, type Subject } from './subject.ts';

const GATEWAY = 'On AWS, API Gateway can send this status itself, with only a `message` and without these headers.';
/** Statuses that API Gateway sends itself: bad token, body over 10 MB, too many requests, timeout. */
const GATEWAY_STATUSES: readonly number[] = [401, 413, 429, 503];

const text: JsonSchema = { type: 'string' };

/** The schemas of problems and of API Gateway's errors. */
export const problemSchemas = {
  ProblemDetails: closed(
    {
      type: {
        type: 'string',
        pattern: '^/problems/[a-z-]+$',
        description: 'The problem type: a path to its explanation. Later versions may add types.',
      },
      title: { type: 'string', description: 'The same text for every problem of this type.' },
      status: { type: 'integer', minimum: 400, maximum: 599 },
      detail: { type: 'string', description: 'The cause of this problem and what to do.' },
      instance: { type: 'string', description: 'The path of the request.' },
      requestId: {
        type: 'string',
        pattern: '^[A-Za-z0-9._-]{8,128}$',
        description: 'Also in the header `X-Request-Id`. Quote it when you report a problem.',
      },
      errors: { type: 'array', items: schemaRef('RequestFault'), description: 'The first 100 faults of the request.' },
      errorsOmitted: { type: 'integer', minimum: 1, description: 'The number of faults beyond those in `errors`.' },
      referrers: {
        type: 'array',
        maxItems: 10,
        items: closed({ type: text, id: recordId, title: text, href: text }),
        description: 'The first records that refer to the one of the request.',
      },
      current: { type: 'object', description: 'The current record, if the request was made for an older version.' },
    },
    ['type', 'title', 'status', 'detail', 'instance', 'requestId'],
    'Problem details (RFC 9457).',
  ),
  UnreadableRequest: closed(
    {
      type: { type: 'string', const: 'about:blank' },
      title: { type: 'string' },
      status: { type: 'integer', enum: [408, 431] },
      detail: { type: 'string' },
      requestId: { type: 'string' },
    },
    undefined,
    'The reason why the server could not read a request. It closes the connection.',
  ),
  RequestFault: { oneOf: [bodyFault(), parameterFault()] },
  GatewayMessage: closed({ message: { type: 'string' } }, undefined, 'An error of the API gateway itself.'),
} satisfies Record<string, JsonSchema>;

function bodyFault(): JsonSchema {
  const pointer: JsonSchema = {
    type: 'string',
    pattern: '^(/[\\s\\S]*)?$',
    description: 'JSON Pointer (RFC 6901) into the body.',
  };
  const href: JsonSchema = { type: 'string', description: 'The path of the record that has the value, for the code `not-unique`.' };
  const members = { in: { type: 'string', const: 'body' }, pointer, ...faultText() } as const;
  const trashed: JsonSchema = { type: 'boolean', const: true, description: 'That record is in the trash.' };
  return closed({ ...members, href, trashed }, Object.keys(members));
}

function parameterFault(): JsonSchema {
  const name: JsonSchema = { type: 'string', description: 'The name of the parameter or header.' };
  return closed({ in: { type: 'string', enum: ['query', 'header', 'path'] }, name, ...faultText() });
}

function faultText(): Record<string, JsonSchema> {
  return {
    code: { type: 'string', pattern: '^[a-z0-9-]+$', description: 'Stable; for programs.' },
    detail: { type: 'string', description: 'For people.' },
  };
}

/** Collects the problem responses, so that the document contains each response only once. */
export interface ProblemResponses {
  /** Returns references to the responses for these problems, by status. */
  answersFor(slugs: readonly ProblemSlug[], subject?: Subject): Readonly<Record<string, Ref>>;
  all(): Readonly<Record<string, ResponseObject>>;
}

/** @param collection the path of the records in the examples, such as `/api/v1/tasks` */
export function createProblemResponses(collection: string): ProblemResponses {
  const responses = new Map<string, ResponseObject>();

  function refTo(slugs: readonly ProblemSlug[], subject: Subject | undefined): Ref {
    const own = slugs.includes('version-conflict') ? subject : undefined;
    const name = (own?.Singular ?? '') + slugs.map(pascalCase).join('Or');
    if (!responses.has(name)) responses.set(name, problemResponse(slugs, collection, own));
    return ref('responses', name);
  }

  return {
    answersFor(slugs, subject) {
      const statuses = [...new Set(slugs.map((slug) => PROBLEMS[slug].status))].sort((a, b) => a - b);
      const responses = statuses.map((status): [string, Ref] => [
        String(status),
        refTo(
          slugs.filter((slug) => PROBLEMS[slug].status === status),
          subject,
        ),
      ]);
      return Object.fromEntries(responses);
    },
    all: () => Object.fromEntries([...responses].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/**
 * Describes the response for several problems with the same status.
 * @param subject the type of the current record in the response
 */
export function problemResponse(slugs: readonly ProblemSlug[], collection: string, subject?: Subject): ResponseObject {
  const isGateways = slugs.some((slug) => GATEWAY_STATUSES.includes(PROBLEMS[slug].status));
  const links = slugs.map((slug) => `${PROBLEMS[slug].title} ([${slug}](/problems/${slug})).`);
  return {
    description: [...links, ...(isGateways ? [GATEWAY] : [])].join('\n\n'),
    headers: isGateways ? optionalHeadersOf(ownHeaders(slugs)) : headersOf(ownHeaders(slugs)),
    content: {
      // Use one schema, so that generated clients have one class for all problems.
      'application/problem+json': {
        schema: schemaRef(subject === undefined ? 'ProblemDetails' : `${subject.Singular}Conflict`),
        examples: examplesOf(slugs, collection, subject),
      },
      ...(isGateways ? { 'application/json': { schema: schemaRef('GatewayMessage') } } : {}),
    },
  };
}

function examplesOf(
  slugs: readonly ProblemSlug[],
  collection: string,
  subject: Subject | undefined,
): NonNullable<Content[string]['examples']> {
  const shown = slugs.map((slug) => {
    const current = subject === undefined ? {} : { current: { ...exampleRecord(subject.type), version: 4 } };
    return [slug, { summary: PROBLEMS[slug].title, value: { ...problemExample(slug, collection), ...current } }];
  });
  return Object.fromEntries(shown);
}

/** Responses to requests that reach no route, because they are too slow or their headers are too long. */
export const unreadableResponses = {
  RequestTimeout: unreadable(408, 'Request Timeout', 'The request took too long to arrive.'),
  RequestHeaderFieldsTooLarge: unreadable(
    431,
    'Request Header Fields Too Large',
    'The request line and headers may have at most 16 KiB together.',
  ),
} satisfies Readonly<Record<string, ResponseObject>>;

export const unreadableAnswers: Readonly<Record<string, Ref>> = {
  408: ref('responses', 'RequestTimeout'),
  431: ref('responses', 'RequestHeaderFieldsTooLarge'),
};

function unreadable(status: number, title: string, detail: string): ResponseObject {
  const value = { type: 'about:blank', title, status, detail, requestId: EXAMPLE_REQUEST_ID };
  return {
    description: detail,
    headers: {
      'X-Request-Id': ref('headers', 'X-Request-Id'),
      'Cache-Control': { description: 'Do not cache.', schema: { type: 'string', const: 'no-store' } },
    },
    content: { 'application/problem+json': { schema: schemaRef('UnreadableRequest'), examples: { example: { summary: title, value } } } },
  };
}

const OWN_HEADERS: Readonly<Partial<Record<ProblemSlug, HeaderName>>> = {
  unauthenticated: 'WWW-Authenticate',
  'version-conflict': 'ETag',
  'unsupported-media-type': 'Accept-Patch',
  'too-many-requests': 'Retry-After',
  'index-building': 'Retry-After',
  unavailable: 'Retry-After',
};

function ownHeaders(slugs: readonly ProblemSlug[]): HeaderName[] {
  return slugs.flatMap((slug) => OWN_HEADERS[slug] ?? []);
}
