import type { ServiceRouteName } from '../http/route.ts';
import { json } from './bodies.ts';
import type { Header, Schemas } from './document.ts';
import type { OperationText } from './operations.ts';
import { closed } from './schema-parts.ts';

const documentHeaders: Readonly<Record<string, Header>> = {
  ETag: {
    description: 'The version of this document. It is weak because servers compress the document.',
    required: true,
    schema: { type: 'string', pattern: '^W/"[A-Za-z0-9_-]+"$' },
  },
  Vary: { description: 'Servers compress the document.', required: true, schema: { type: 'string', const: 'Accept-Encoding' } },
};

/** The operations that do not belong to a record type. */
export const SERVICE_OPERATIONS: Readonly<Record<ServiceRouteName, OperationText>> = {
  checkHealth: {
    summary: 'Check that the service runs',
    description: 'Calls no other service.',
    answers: { 200: { description: 'The service runs.', content: json('HealthStatus', 'The service runs', { status: 'ok' }) } },
  },
  checkReadiness: {
    summary: 'Check that the service is ready',
    description: 'Also reads from the table.',
    answers: { 200: { description: 'The table responds.', content: json('HealthStatus', 'The service is ready', { status: 'ok' }) } },
    problems: ['unavailable'],
  },
  readOpenApi: {
    summary: 'Read this document',
    description: 'The OpenAPI 3.1 document of this API.',
    headers: ['IfDocumentNoneMatch'],
    answers: {
      304: { description: 'The document has not changed.', ownHeaders: documentHeaders },
      200: {
        description: 'This document.',
        ownHeaders: documentHeaders,
        content: json('OpenApiDocument', 'The start of the document', { openapi: '3.1.1', info: {}, paths: {} }),
      },
    },
  },
  listRecordTypes: {
    summary: 'List the record types',
    description: 'Every record type and its path.',
    answers: {
      200: {
        description: 'The record types.',
        content: json('RecordTypeList', 'One record type', { recordTypes: [{ name: 'tasks', title: 'Tasks', href: '/api/v1/tasks' }] }),
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
