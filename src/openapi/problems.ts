import { PROBLEMS, type ProblemSlug } from '../http/problem.ts';
import type { JsonSchema } from '../schema/json-schema.ts';
import { type Content, type Ref, type ResponseObject, ref } from './document.ts';
import { type HeaderName, headersOf, optionalHeadersOf } from './headers.ts';
import { EXAMPLE_REQUEST_ID, problemExample } from './problem-examples.ts';
import { closed, schemaRef } from './schema-parts.ts';
import { exampleRecord, pascalCase, type Subject } from './subject.ts';

const GATEWAY = 'On AWS the gateway in front of the service can answer this itself, with a `message` alone and without these headers.';
/** What the gateway answers itself: no token or a bad one, a body over 10 MB, too many requests, no answer in time. */
const GATEWAY_STATUSES: readonly number[] = [401, 413, 429, 503];

/** What problems, and the gateway's own refusals, look like. */
export const problemSchemas = {
  ProblemDetails: closed(
    {
      type: {
        type: 'string',
        pattern: '^/problems/[a-z-]+$',
        description: 'Which problem it is; a path to its explanation. Later versions may add problems.',
      },
      title: { type: 'string', description: 'The same for every problem of this type.' },
      status: { type: 'integer', minimum: 400, maximum: 599 },
      detail: { type: 'string', description: 'What is wrong this time, and what to do.' },
      instance: { type: 'string', description: 'The path of the request.' },
      requestId: {
        type: 'string',
        pattern: '^[A-Za-z0-9._-]{8,128}$',
        description: 'Also in the header X-Request-Id; finds the request in the log.',
      },
      errors: { type: 'array', items: schemaRef('RequestFault'), description: 'The faults of the request, at most 100.' },
      errorsOmitted: { type: 'integer', minimum: 1, description: 'How many more faults there are. They are counted, not listed.' },
      current: { type: 'object', description: 'The record as it is now, where the request was made for an older one.' },
    },
    ['type', 'title', 'status', 'detail', 'instance', 'requestId'],
    'What went wrong, as RFC 9457 has it.',
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
    'Why the server could not read a request. The connection is closed.',
  ),
  RequestFault: { oneOf: [bodyFault(), placeFault()] },
  GatewayMessage: closed({ message: { type: 'string' } }, undefined, 'What the gateway in front of the service answers itself.'),
} satisfies Record<string, JsonSchema>;

function bodyFault(): JsonSchema {
  const pointer: JsonSchema = {
    type: 'string',
    pattern: '^(/[\\s\\S]*)?$',
    description: 'JSON Pointer (RFC 6901) to the place in the body.',
  };
  return closed({ in: { type: 'string', const: 'body' }, pointer, ...faultText() });
}

function placeFault(): JsonSchema {
  const name: JsonSchema = { type: 'string', description: 'The name of the parameter or header.' };
  return closed({ in: { type: 'string', enum: ['query', 'header', 'path'] }, name, ...faultText() });
}

function faultText(): Record<string, JsonSchema> {
  return {
    code: { type: 'string', pattern: '^[a-z0-9-]+$', description: 'For programs; it stays the same.' },
    detail: { type: 'string', description: 'For people.' },
  };
}

/** Gives references to the answers that tell problems, and collects them, so that each is written once. */
export interface ProblemResponses {
  /** Answers by status for the problems that a request can meet. */
  answersFor(slugs: readonly ProblemSlug[], subject?: Subject): Readonly<Record<string, Ref>>;
  all(): Readonly<Record<string, ResponseObject>>;
}

/** @param collection the path of the records that the examples are about */
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
      const told = statuses.map((status): [string, Ref] => [
        String(status),
        refTo(
          slugs.filter((slug) => PROBLEMS[slug].status === status),
          subject,
        ),
      ]);
      return Object.fromEntries(told);
    },
    all: () => Object.fromEntries([...responses].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** The answer that tells one of several problems of one status. `subject`: whose record it shows as it is now. */
export function problemResponse(slugs: readonly ProblemSlug[], collection: string, subject?: Subject): ResponseObject {
  const isGateways = slugs.some((slug) => GATEWAY_STATUSES.includes(PROBLEMS[slug].status));
  const links = slugs.map((slug) => `${PROBLEMS[slug].title} ([${slug}](/problems/${slug})).`);
  return {
    description: [...links, ...(isGateways ? [GATEWAY] : [])].join('\n\n'),
    headers: isGateways ? optionalHeadersOf(ownHeaders(slugs)) : headersOf(ownHeaders(slugs)),
    content: {
      // One schema for all: generated clients then have one class for every problem.
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

/** Answers of the server to a request that no route has seen: it arrived too slowly, or its head is too long. */
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
      'Cache-Control': { description: 'Never kept.', schema: { type: 'string', const: 'no-store' } },
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
