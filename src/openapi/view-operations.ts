import type { ViewRouteName } from '../http/route.ts';
import type { Field } from '../schema/field.ts';
import type { JsonSchema } from '../schema/json-schema.ts';
import type { RecordType } from '../schema/record-type.ts';
import { MAX_OWN_VIEWS, MAX_SHARED_VIEWS, savedViews } from '../schema/saved-views.ts';
import { json, patchBody, record, wholeBody } from './bodies.ts';
import type { Schemas } from './document.ts';
import type { OperationText } from './operations.ts';
import { closed, schemaRef } from './schema-parts.ts';
import { recordSchemas } from './schemas.ts';
import { exampleRecord, type Subject, subjectOf } from './subject.ts';

const MEMBERS: Readonly<Record<string, string>> = {
  type: 'The record type that the view shows.',
  name: 'The name for people. Several views can have the same name.',
  kind: 'How the view shows the records.',
  by: 'The field with choices whose columns a board has, or the date that a calendar shows. A list has none.',
  query:
    'The filters, `q` and `sort` of `GET /api/v1/{type}`, as in a URL. The service checks them when they are written. ' +
    'If the type later loses a field, the view stays as it is.',
  columns: 'The fields that a list shows besides the title. Without it, the client chooses.',
  owner: 'The only person who sees the view; `me` for the caller. Without it, everyone in the workspace does.',
};

/** The subject of the operations on saved views. `type` has the names of the record types, and each member has a text of its own. */
export function viewSubject(recordTypes: readonly RecordType[]): Subject {
  const types = recordTypes.map(({ name }) => name);
  const fields = Object.fromEntries(Object.entries(savedViews.fields).map(([name, field]) => [name, described(name, field, types)]));
  const example = { type: types[0], name: 'Oldest first', kind: 'list', query: 'sort=createdAt' };
  return { ...subjectOf({ ...savedViews, fields, example }, []), Singular: 'SavedView', Plural: 'SavedViews' };
}

function described(name: string, field: Field, types: readonly string[]): Field {
  const jsonSchema = name === 'type' ? { type: 'string', enum: types } : field.jsonSchema;
  return { ...field, jsonSchema: { ...jsonSchema, description: MEMBERS[name] ?? '' } };
}

const RIGHTS = 'A view that everyone sees requires the role editor; everyone can keep views of their own.';

/** The operations on saved views. */
export const VIEW_OPERATIONS: Readonly<Record<ViewRouteName, (subject: Subject) => OperationText>> = {
  listViews: ({ type }) => ({
    summary: 'List saved views',
    description:
      'Returns all views that the caller may see, on one page: those that everyone sees, then the caller’s own, each oldest first. ' +
      'Nobody else sees a view with an `owner`, not even an admin. Changes of views are not in the history.',
    answers: {
      200: { description: 'The views.', content: json('SavedViewList', 'One view', { items: [exampleRecord(type)], nextCursor: null }) },
    },
  }),

  createView: (subject) => ({
    summary: 'Save a view',
    description:
      `${RIGHTS} A workspace shares at most ${MAX_SHARED_VIEWS} views, and a person keeps at most ${MAX_OWN_VIEWS}. ` +
      'With an `Idempotency-Key`, a retry does not save a second view.',
    headers: ['IdempotencyKey'],
    body: wholeBody(subject, 'The new view.'),
    answers: {
      201: { description: 'The new view.', headers: ['Location', 'ETag', 'Idempotency-Replayed'], content: record(subject) },
    },
    problems: ['gone-for-good', 'invalid-record', 'idempotency-key-reused'],
  }),

  readView: (subject) => ({
    summary: 'Read one saved view',
    head: 'Read the version of one saved view',
    description: 'Returns the current view.',
    headers: ['IfNoneMatch'],
    answers: {
      200: { description: 'The view.', headers: ['ETag'], content: record(subject) },
      304: { description: 'The version in `If-None-Match` is still current.', headers: ['ETag'] },
    },
  }),

  patchView: (subject) => ({
    summary: 'Change one saved view',
    description: `Applies a JSON Merge Patch (RFC 7396). ${RIGHTS} \`"owner": null\` shows a view to everyone.`,
    headers: ['IfMatch'],
    body: patchBody(subject),
    answers: { 200: { description: 'The current view.', headers: ['ETag'], content: record(subject) } },
    problems: ['invalid-record'],
  }),

  deleteView: () => ({
    summary: 'Delete one saved view',
    description: `Deletes the view permanently. ${RIGHTS}`,
    headers: ['IfMatch'],
    answers: { 204: { description: 'Deleted.' } },
  }),
};

export function viewSchemas(subject: Subject): Schemas {
  const { SavedView = {}, SavedViewInput = {}, SavedViewPatch = {}, SavedViewConflict = {} } = recordSchemas(subject);
  const items: JsonSchema = { type: 'array', maxItems: MAX_SHARED_VIEWS + MAX_OWN_VIEWS, items: schemaRef('SavedView') };
  const nextCursor: JsonSchema = { type: ['string', 'null'], description: 'Always `null`, because there is one page.' };
  return { SavedView, SavedViewInput, SavedViewPatch, SavedViewConflict, SavedViewList: closed({ items, nextCursor }) };
}
