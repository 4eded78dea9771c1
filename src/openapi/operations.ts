import type { ProblemSlug } from '../http/problem.ts';
import type { RecordRouteName } from '../http/route.ts';
import { MAX_OPERATIONS } from '../http/routes/batch.ts';
import { MAX_COLUMNS, MAX_ROWS } from '../http/routes/csv-table.ts';
import { computedFields } from '../schema/computed.ts';
import { matchFields, uniqueFields } from '../schema/record-type.ts';
import {
  type BodyText,
  batchBody,
  batchResults,
  exampleEntry,
  importBody,
  importResult,
  json,
  page,
  patchBody,
  record,
  wholeBody,
} from './bodies.ts';
import type { Content, Header } from './document.ts';
import type { HeaderName, RequestHeader } from './headers.ts';
import type { Subject } from './subject.ts';

/** The texts of an operation, and details that its route does not contain. */
export interface OperationText {
  readonly summary: string;
  readonly description: string;
  /** The summary of the HEAD operation, if the document lists it separately. */
  readonly head?: string;
  /** Request headers. */
  readonly headers?: readonly RequestHeader[];
  readonly body?: BodyText;
  readonly answers: Readonly<Record<number, AnswerText>>;
  /** Problems of this operation only; `problemsOf` adds those of every route. */
  readonly problems?: readonly ProblemSlug[];
}

export interface AnswerText {
  readonly description: string;
  readonly headers?: readonly HeaderName[];
  /** Headers that only this response has. */
  readonly ownHeaders?: Readonly<Record<string, Header>>;
  readonly content?: Content;
  /** Operations that can follow on the same record, as OpenAPI links. */
  readonly next?: readonly RecordRouteName[];
}

/** The operations on the records of one type. */
export const RECORD_OPERATIONS: Readonly<Record<RecordRouteName, (subject: Subject) => OperationText>> = {
  listRecords: (subject) => ({
    summary: `List ${subject.plural}`,
    description:
      `Returns a page of ${subject.plural}, newest first unless you set \`sort\`. Every filter must match. Continue with \`nextCursor\` until it is \`null\`. ` +
      'Every record that did not change during that time is listed exactly once. ' +
      'The cost of a page does not depend on the number of records. `Accept: text/csv` returns the page as CSV. ' +
      'Without `fields` it has the columns `createdBy.name` and `updatedBy.name` for reading; an import ignores them.',
    headers: ['TimeZone'],
    answers: { 200: { description: `A page of ${subject.plural}.`, headers: ['Link', 'Vary'], content: page(subject) } },
    problems: ['index-building'],
  }),

  countRecords: (subject) => ({
    summary: `Count ${subject.plural}`,
    description: `Counts ${subject.plural} with the same filters as the list. With \`complete: false\`, each number is a lower bound.`,
    headers: ['TimeZone'],
    answers: { 200: { description: 'The count.', content: json(`${subject.Singular}Count`, 'A count', { count: 3, complete: true }) } },
  }),

  createRecord: (subject) => ({
    summary: `Create one ${subject.singular}`,
    description: `With an \`Idempotency-Key\`, a retry does not create a second ${subject.singular}.`,
    headers: ['IdempotencyKey'],
    body: wholeBody(subject, `The new ${subject.singular}.`),
    answers: {
      201: {
        description: `The new ${subject.singular}.`,
        headers: ['Location', 'ETag', 'Idempotency-Replayed'],
        content: record(subject),
        next: ['readRecord', 'replaceRecord', 'patchRecord', 'deleteRecord'],
      },
    },
    problems: ['gone-for-good', ...uniqueProblems(subject), 'invalid-record', 'idempotency-key-reused'],
  }),

  readRecord: (subject) => ({
    summary: `Read one ${subject.singular}`,
    head: `Read the version of one ${subject.singular}`,
    description:
      `Returns the current ${subject.singular}, unless it is in the trash.` +
      (isComputed(subject) ? ' `If-None-Match` has no effect: computed fields can change without a new version.' : ''),
    headers: isComputed(subject) ? [] : ['IfNoneMatch'],
    answers: readAnswers(subject),
  }),

  replaceRecord: (subject) => ({
    summary: `Replace one ${subject.singular}`,
    description: 'Replaces the whole record. Missing fields are unset or get their default. The version stays the same if nothing changes.',
    headers: ['IfMatch'],
    body: wholeBody(subject, `The whole ${subject.singular}.`),
    answers: { 200: { description: `The current ${subject.singular}.`, headers: ['ETag'], content: record(subject) } },
    problems: [...uniqueProblems(subject), 'invalid-record'],
  }),

  patchRecord: (subject) => ({
    summary: `Update fields of one ${subject.singular}`,
    description:
      'Applies a JSON Merge Patch (RFC 7396). Missing fields stay the same. A patch never undoes changes that others make to other fields.',
    headers: ['IfMatch'],
    body: patchBody(subject),
    answers: { 200: { description: `The current ${subject.singular}.`, headers: ['ETag'], content: record(subject) } },
    problems: [...uniqueProblems(subject), 'invalid-record'],
  }),

  deleteRecord: ({ singular, isReferenced }) => ({
    summary: `Trash one ${singular}, or delete it permanently`,
    description:
      'Moves the record to the trash; you can restore it. `permanent=true` deletes it permanently and requires the role admin.' +
      (isReferenced ? ' A record that live records refer to is deleted permanently only with `detach=true`.' : ''),
    headers: ['IfMatch'],
    answers: { 204: { description: 'Deleted.', next: ['restoreRecord'] } },
    problems: isReferenced ? ['referenced'] : [],
  }),

  restoreRecord: (subject) => ({
    summary: `Restore one ${subject.singular}`,
    description: 'Moves the record out of the trash.',
    headers: ['IfMatch', 'IdempotencyKey'],
    answers: {
      200: {
        description: `The restored ${subject.singular}.`,
        headers: ['ETag', 'Idempotency-Replayed'],
        content: record(subject),
      },
    },
    problems: ['not-in-trash', 'gone-for-good', ...uniqueProblems(subject)],
  }),

  batchRecords: (subject) => ({
    summary: `Write up to ${MAX_OPERATIONS} ${subject.plural} in one request`,
    description:
      `Runs 1 to ${MAX_OPERATIONS} operations. Each succeeds or fails on its own. Operations on the same record run in order. ` +
      'The results have the order of the operations. An `Idempotency-Key` covers each operation. ' +
      'The response stays below 5 MB: beyond that, a result has only `id` and `version`, and its faults are counted.',
    headers: ['IdempotencyKey', 'ContinuedChangeSet'],
    body: batchBody(subject),
    answers: { 200: { description: 'The result of each operation.', headers: ['Idempotency-Replayed'], content: batchResults(subject) } },
    problems: ['invalid-batch', 'idempotency-key-reused'],
  }),

  importRecords: (subject) => ({
    summary: `Import ${subject.plural} from CSV`,
    description:
      `Accepts CSV (RFC 4180) in UTF-8 with at most ${MAX_ROWS} rows and ${MAX_COLUMNS} columns. The header row names fields in any order; columns with other names are ignored. ` +
      'An empty cell unsets a field. `;` separates list items. Choices are also accepted as the UI shows them, in any case: `In progress`. A row without `id` creates a record. A row with `id` updates that record; ' +
      'its `version`, if any, works like `If-Match`. An exported list imports as unchanged. ' +
      'An `Idempotency-Key` covers each row: sending the same file again creates nothing twice. `dryRun=true` ignores the key.',
    headers: ['IdempotencyKey', 'ContinuedChangeSet'],
    body: importBody(subject),
    answers: { 200: { description: 'The result of the import.', headers: ['Idempotency-Replayed'], content: importResult(subject) } },
    problems: ['invalid-csv', 'idempotency-key-reused', ...(matchFields(subject.type).length === 0 ? [] : ['index-building' as const])],
  }),

  listRecordHistory: (subject) => ({
    summary: `List the changes of one ${subject.singular}`,
    description:
      'Returns who changed what, newest first, also for a record in the trash. A change appears within 10 seconds. ' +
      'A permanent delete also deletes the history.',
    answers: {
      200: {
        description: 'A page of changes.',
        content: json(`${subject.Singular}History`, 'The first change', { items: [exampleEntry(subject.type)], nextCursor: null }),
      },
    },
  }),

  readRecordVersion: (subject) => ({
    summary: `Read an earlier version of one ${subject.singular}`,
    description: `Returns the ${subject.singular} as that version was.`,
    answers: { 200: { description: `The ${subject.singular} as it was.`, content: record(subject) } },
  }),

  restoreRecordVersion: (subject) => ({
    summary: `Restore an earlier version of one ${subject.singular}`,
    description: 'Writes the values of that version as a new version. Values that no longer fit are refused.',
    headers: ['IfMatch'],
    answers: { 200: { description: `The current ${subject.singular}.`, headers: ['ETag'], content: record(subject) } },
    problems: [...uniqueProblems(subject), 'invalid-record'],
  }),
};

/** A record with computed fields can change without a new version, so a read of it is never 304. */
function readAnswers(subject: Subject): OperationText['answers'] {
  const found: AnswerText = { description: `The ${subject.singular}.`, headers: ['ETag'], content: record(subject) };
  const unchanged: AnswerText = { description: 'The version in `If-None-Match` is still current.', headers: ['ETag'] };
  return isComputed(subject) ? { 200: found } : { 200: found, 304: unchanged };
}

function isComputed({ type }: Subject): boolean {
  return computedFields(type).length > 0;
}

/** Returns the problems of a write to a type with unique fields. */
export function uniqueProblems({ type }: Subject): readonly ProblemSlug[] {
  return uniqueFields(type).length === 0 ? [] : ['not-unique', 'index-building'];
}
