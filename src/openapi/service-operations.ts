import type { ServiceRouteName } from '../http/route.ts';
import { json } from './bodies.ts';
import type { Header, Schemas } from './document.ts';
import type { OperationText } from './operations.ts';
import { closed } from './schema-parts.ts';

const documentHeaders: Readonly<Record<string, Header>> = {
  ETag: {
    description: 'Names this document. Weak, because a server compresses it.',
    required: true,
    schema: { type: 'string', pattern: '^W/"[A-Za-z0-9_-]+"$' },
  },
  Vary: { description: 'A server compresses the document.', required: true, schema: { type: 'string', const: 'Accept-Encoding' } },
};

/** The operations that are about no type of records. */
export const SERVICE_OPERATIONS: Readonly<Record<ServiceRouteName, OperationText>> = {
  checkHealth: {
    summary: 'Ask whether the service runs',
    description: 'Touches no other service, so it says only that this one answers.',
    answers: { 200: { description: 'It runs.', content: json('HealthStatus', 'It runs', { status: 'ok' }) } },
  },
  checkReadiness: {
    summary: 'Ask whether the service can work',
    description: 'Asks the table, too.',
    answers: { 200: { description: 'The table answers.', content: json('HealthStatus', 'It can work', { status: 'ok' }) } },
    problems: ['unavailable'],
  },
  readOpenApi: {
    summary: 'Read this document',
    description: 'The API as OpenAPI 3.1 describes it.',
    headers: ['IfDocumentNoneMatch'],
    answers: {
      304: { description: 'The document has not changed.', ownHeaders: documentHeaders },
      200: {
        description: 'This document.',
        ownHeaders: documentHeaders,
        content: json('OpenApiDocument', 'Its beginning', { openapi: '3.1.1', info: {}, paths: {} }),
      },
    },
  },
  listRecordTypes: {
    summary: 'List the types of records',
    description: 'Every type of records that the service keeps, and where.',
    answers: {
      200: {
        description: 'The types.',
        content: json('RecordTypeList', 'Some types', { recordTypes: [{ name: 'tasks', title: 'Tasks', href: '/api/v1/tasks' }] }),
      },
    },
  },
};

const text = { type: 'string' } as const;

export const serviceSchemas = {
  HealthStatus: closed({ status: { type: 'string', const: 'ok' } }),
  RecordTypeList: closed({
    recordTypes: { type: 'array', items: closed({ name: text, title: text, href: { ...text, pattern: '^/api/v1/' } }) },
  }),
  OpenApiDocument: {
    type: 'object',
    required: ['openapi', 'info', 'paths'],
    properties: { openapi: { type: 'string', pattern: '^3\\.1\\.' }, info: { type: 'object' }, paths: { type: 'object' } },
  },
} satisfies Schemas;
