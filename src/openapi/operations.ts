import type { ProblemSlug } from '../http/problem.ts';
import type { RecordRouteName } from '../http/route.ts';
import { MAX_OPERATIONS } from '../http/routes/batch.ts';
import { MAX_COLUMNS, MAX_ROWS } from '../http/routes/csv-import.ts';
import { type BodyText, batchBody, batchResults, importBody, importResult, json, page, patchBody, record, wholeBody } from './bodies.ts';
import type { Content, Header } from './document.ts';
import type { HeaderName, RequestHeader } from './headers.ts';
import type { Subject } from './subject.ts';

/** What the document says of an operation beyond what its route tells by itself. */
export interface OperationText {
  readonly summary: string;
  readonly description: string;
  /** The summary of the same with HEAD, where the document has it as an operation of its own. */
  readonly head?: string;
  /** Headers that the request can have. */
  readonly headers?: readonly RequestHeader[];
  readonly body?: BodyText;
  readonly answers: Readonly<Record<number, AnswerText>>;
  /** Problems that this operation alone can meet; those that any such route can meet are known. */
  readonly problems?: readonly ProblemSlug[];
}

export interface AnswerText {
  readonly description: string;
  readonly headers?: readonly HeaderName[];
  /** Headers that no other answer has. */
  readonly ownHeaders?: Readonly<Record<string, Header>>;
  readonly content?: Content;
  /** Operations that can follow on the same record. */
  readonly next?: readonly RecordRouteName[];
}

/** The operations on the records of one type. */
export const RECORD_OPERATIONS: Readonly<Record<RecordRouteName, (subject: Subject) => OperationText>> = {
  listRecords: (subject) => ({
    summary: `List ${subject.plural}`,
    description:
      `A page of ${subject.plural}, the newest first unless \`sort\` says otherwise. All filters must hold. Go on with \`nextCursor\` until it is \`null\`: ` +
      'that gives every record that was there, unchanged, from start to end exactly once, whatever else is written meanwhile. ' +
      'A page costs the same however many records there are. `Accept: text/csv` gives the page as CSV.',
    answers: { 200: { description: `A page of ${subject.plural}.`, headers: ['Link', 'Vary'], content: page(subject) } },
    problems: ['index-building'],
  }),

  countRecords: (subject) => ({
    summary: `Count ${subject.plural}`,
    description: `How many ${subject.plural} there are, by the same filters as in the list. With \`complete: false\` each number is a lower bound.`,
    answers: { 200: { description: 'The count.', content: json(`${subject.Singular}Count`, 'A count', { count: 3, complete: true }) } },
  }),

  createRecord: (subject) => ({
    summary: `Create a new ${subject.singular}`,
    description: `Send an \`Idempotency-Key\` to be able to try again without making a second one.`,
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
    problems: ['gone-for-good', 'invalid-record', 'idempotency-key-reused'],
  }),

  readRecord: (subject) => ({
    summary: `Read one ${subject.singular}`,
    head: `Ask for the version of one ${subject.singular}`,
    description: `The ${subject.singular} as it is now, unless it is in the trash.`,
    headers: ['IfNoneMatch'],
    answers: {
      200: { description: `The ${subject.singular}.`, headers: ['ETag'], content: record(subject) },
      304: { description: 'It is still at the version that `If-None-Match` names.', headers: ['ETag'] },
    },
  }),

  replaceRecord: (subject) => ({
    summary: `Replace one ${subject.singular}`,
    description:
      'Replaces the whole record: fields that are left out are unset or take their default. If that changes nothing, the version stays.',
    headers: ['IfMatch'],
    body: wholeBody(subject, `The whole ${subject.singular}.`),
    answers: { 200: { description: `The ${subject.singular} as it is now.`, headers: ['ETag'], content: record(subject) } },
    problems: ['invalid-record'],
  }),

  patchRecord: (subject) => ({
    summary: `Change some fields of one ${subject.singular}`,
    description: 'A JSON Merge Patch (RFC 7396): fields that are left out stay. It never undoes what another caller does to other fields.',
    headers: ['IfMatch'],
    body: patchBody(subject),
    answers: { 200: { description: `The ${subject.singular} as it is now.`, headers: ['ETag'], content: record(subject) } },
    problems: ['invalid-record'],
  }),

  deleteRecord: ({ singular }) => ({
    summary: `Move one ${singular} to the trash, or delete it for good`,
    description:
      'Moves the record to the trash, from where it can be restored. With `permanent=true`, which takes the role admin, it is gone for good.',
    headers: ['IfMatch'],
    answers: { 204: { description: 'It is done.', next: ['restoreRecord'] } },
  }),

  restoreRecord: (subject) => ({
    summary: `Take one ${subject.singular} out of the trash`,
    description: 'Undoes a deletion that was not for good.',
    headers: ['IfMatch', 'IdempotencyKey'],
    answers: {
      200: {
        description: `The ${subject.singular}, out of the trash.`,
        headers: ['ETag', 'Idempotency-Replayed'],
        content: record(subject),
      },
    },
    problems: ['not-in-trash', 'gone-for-good'],
  }),

  batchRecords: (subject) => ({
    summary: `Write up to ${MAX_OPERATIONS} ${subject.plural} at once`,
    description:
      `Carries out 1 to ${MAX_OPERATIONS} operations. Each succeeds or fails by itself, those on one record in their order; ` +
      'the results are in the order of the operations. An `Idempotency-Key` covers each of them. ' +
      'The answer stays below 5 MB: where records would take more, a result has the `id` and `version` alone, and its faults are counted.',
    headers: ['IdempotencyKey'],
    body: batchBody(subject),
    answers: { 200: { description: 'What became of each operation.', headers: ['Idempotency-Replayed'], content: batchResults(subject) } },
    problems: ['invalid-batch', 'idempotency-key-reused'],
  }),

  importRecords: (subject) => ({
    summary: `Import ${subject.plural} from CSV`,
    description:
      `CSV as RFC 4180 has it, in UTF-8, with at most ${MAX_ROWS} rows. The header row names fields, in any order; an empty cell is an unset field, list items are ` +
      'joined by `;`. A row without `id` creates, one with `id` updates that record, under `If-Match` if there is a `version`. What a list as CSV gave imports as unchanged. ' +
      `At most ${MAX_COLUMNS} columns. An \`Idempotency-Key\` covers each row: a repetition of the same file creates nothing twice. With \`dryRun=true\` it is ignored.`,
    headers: ['IdempotencyKey'],
    body: importBody(subject),
    answers: { 200: { description: 'What became of the rows.', headers: ['Idempotency-Replayed'], content: importResult(subject) } },
    problems: ['invalid-csv', 'idempotency-key-reused'],
  }),
};
