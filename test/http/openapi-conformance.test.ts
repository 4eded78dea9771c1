import { describe, expect, it } from '@jest/globals';
import { problemExample } from '../../src/openapi/problem-examples.ts';
import { EXAMPLE_ID, exampleRecord } from '../../src/openapi/subject.ts';
import { tasks } from '../../src/records/tasks.ts';
import { createConformance } from '../support/openapi/conformance.ts';
import type { DocumentedAnswer } from '../support/openapi/described-path.ts';
import { openApiDocument } from '../support/openapi/document.ts';

const assertDocumented = createConformance(openApiDocument());

const path = `/api/v1/tasks/${EXAMPLE_ID}`;
const task = exampleRecord(tasks);
const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'private, no-cache', 'x-request-id': 'a-request-id' };
const read: DocumentedAnswer = { method: 'get', path, status: 200, headers: { ...headers, etag: '"1"' }, body: task };
const missing: DocumentedAnswer = {
  method: 'GET',
  path,
  status: 404,
  headers: { ...headers, 'content-type': 'application/problem+json; charset=utf-8' },
  body: { ...problemExample('not-found', '/api/v1/tasks'), requestId: 'a-request-id' },
};
const conflict: DocumentedAnswer = {
  ...missing,
  method: 'patch',
  status: 412,
  headers: { ...missing.headers, etag: '"1"' },
  body: { ...problemExample('version-conflict', '/api/v1/tasks'), requestId: 'a-request-id', current: task },
};
const page = { items: [{ id: EXAMPLE_ID, title: 'x' }], nextCursor: null };
const list: DocumentedAnswer = {
  method: 'get',
  path: '/api/v1/tasks?fields=title',
  status: 200,
  headers: { ...headers, vary: 'Accept' },
  body: page,
};

describe('the check of answers against the document', () => {
  it.each<[string, DocumentedAnswer]>([
    ['a record', read],
    ['its text', { ...read, body: JSON.stringify(task) }],
    ['HEAD', { ...read, method: 'HEAD', body: '' }],
    ['HEAD where the document has only GET', { ...read, method: 'HEAD', path: '/api/v1', headers, body: {} }],
    ['304 without a body', { ...read, status: 304, headers: { ...headers, etag: '"1"', 'content-type': undefined }, body: {} }],
    ['a problem', missing],
    ['a conflict', conflict],
    ['some fields of records, where they were asked for', list],
    [
      'no such path',
      {
        ...missing,
        path: '/nowhere',
        body: { ...problemExample('not-found', '/nowhere'), instance: '/nowhere', requestId: 'a-request-id' },
      },
    ],
    [
      'what the gateway in front refuses',
      { ...read, status: 401, headers: { 'content-type': 'application/json' }, body: { message: 'Unauthorized' } },
    ],
  ])('takes %s', (_, answer) => {
    expect(() => assertDocumented(answer)).not.toThrow();
  });

  it.each<[string, DocumentedAnswer, RegExp]>([
    ['a status that the operation has not', { ...read, status: 202 }, /status is not documented; 200, 304, 400/],
    ['a status that no other path has', { ...read, path: '/nowhere' }, /path is not documented/],
    ['a method that the path has not', { ...read, method: 'post' }, /method is not documented/],
    [
      'a header of ours at the wrong operation',
      { ...read, headers: { ...read.headers, location: '/api/v1/x' } },
      /header location is not documented here/,
    ],
    ['a header of nobody’s', { ...read, headers: { ...read.headers, powered: 'by magic' } }, /header powered is not documented/],
    ['a missing header', { ...read, headers }, /header ETag is missing/],
    ['a malformed header', { ...read, headers: { ...read.headers, etag: 'W/"1"' } }, /header ETag: W\/"1" must match pattern/],
    [
      'another content type',
      { ...read, headers: { ...read.headers, 'content-type': 'text/html' } },
      /content type "text\/html" is not documented/,
    ],
    ['a member too many', { ...read, body: { ...task, colour: 'red' } }, /must NOT have additional properties.*colour/],
    ['a missing member', { ...read, body: { ...task, title: undefined } }, /must have required property 'title'/],
    ['a value of another type', { ...read, body: { ...task, version: '1' } }, /\/version must be integer/],
    ['a choice that is none', { ...read, body: { ...task, status: 'asleep' } }, /\/status must be equal to one of/],
    ['a day that is none', { ...read, body: { ...task, dueDate: '2026-02-30' } }, /\/dueDate must match format "date"/],
    ['an ETag of another version', { ...read, headers: { ...headers, etag: '"2"' } }, /the ETag is "2", not "1"/],
    ['a body after HEAD', { ...read, method: 'head' }, /a body is not documented/],
    ['a body with 304', { ...read, status: 304 }, /a body is not documented/],
    ['some fields of records, where all were asked for', { ...list, path: '/api/v1/tasks' }, /must have required property/],
    [
      'a problem of another status',
      { ...missing, body: problemExample('forbidden', '/api/v1/tasks') },
      /"type" is \/problems\/forbidden; documented are/,
    ],
    ['a problem with another request id', { ...missing, body: problemExample('not-found', '/api/v1/tasks') }, /"requestId" is/],
    ['a problem of another path', { ...missing, path: `/api/v1/customers/${EXAMPLE_ID}` }, /"instance" is/],
    [
      'a conflict that does not show the record',
      { ...conflict, body: { ...Object(conflict.body), current: { id: 'x' } } },
      /\/current must have required/,
    ],
  ])('refuses %s', (_, answer, reason) => {
    expect(() => assertDocumented(answer)).toThrow(reason);
  });
});
