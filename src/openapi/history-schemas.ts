import { ACTIONS } from '../history/entry.ts';
import { UNDO_OUTCOMES } from '../history/undo.ts';
import { MAX_LIMIT } from '../http/request/page-query.ts';
import { SHOWN_RECORDS } from '../http/routes/history-routes.ts';
import type { JsonSchema } from '../schema/json-schema.ts';
import { closed, count, type Properties, pageOf, recordId } from './schema-parts.ts';

const change: JsonSchema = closed(
  {
    from: { description: 'The value before; missing if there was none.' },
    to: { description: 'The value after; missing if it was unset.' },
  },
  [],
);

const entry = {
  version: { type: 'integer', minimum: 1, description: 'The version that the change made.' },
  at: { type: 'string', format: 'date-time', description: 'The time of the change.' },
  by: { type: 'string', description: 'The `sub` of the caller who made it.' },
  action: { type: 'string', enum: [...ACTIONS] },
  changes: { type: 'object', additionalProperties: change, description: 'The fields that changed.' },
  changeSet: { type: ['string', 'null'], description: 'The `Change-Set` of the request; `null` for changes from before there were any.' },
} satisfies Properties;

/** One change of a record. */
export const historyEntry: JsonSchema = closed(entry);

/** Changes of a workspace. */
export const changeFeed: JsonSchema = closed({
  items: { type: 'array', maxItems: MAX_LIMIT, items: closed({ type: { type: 'string' }, id: recordId, ...entry }) },
  nextCursor: { type: 'string', description: 'The `since` of the next request.' },
  more: { type: 'boolean', description: 'Whether there are more changes now.' },
});

/** Change sets, the latest first. */
export const changeSetPage: JsonSchema = pageOf(
  closed({
    id: { type: ['string', 'null'], description: 'The `Change-Set` of the request; `null` for a change from before there were any.' },
    continues: {
      type: ['string', 'null'],
      description: 'The change set that the request named in its header `Change-Set`: the first one of the same job.',
    },
    at: entry.at,
    by: entry.by,
    changes: { ...count, description: 'The number of all its changes.' },
    types: { type: 'array', items: { type: 'string' }, description: 'The record types that it changed, on this page.' },
    actions: { type: 'array', items: entry.action, description: 'What it did, on this page.' },
    records: {
      type: 'array',
      maxItems: SHOWN_RECORDS,
      items: closed(
        { type: { type: 'string' }, id: recordId, title: { type: 'string', description: 'The title after the change.' }, ...entry },
        ['type', 'id', ...Object.keys(entry)],
      ),
      description: `Its first ${SHOWN_RECORDS} changes on this page.`,
    },
  }),
  'A page of change sets.',
);

/** What an undo did. */
export const undoResult: JsonSchema = closed({
  undone: count,
  changedSince: { ...count, description: 'Records that changed since and were left alone.' },
  gone: { ...count, description: 'Records that were permanently deleted.' },
  taken: { ...count, description: 'Records that were left alone because another record has one of their unique values now.' },
  notKept: { ...count, description: 'Records whose former values were too large for the history.' },
  records: {
    type: 'array',
    items: closed({ type: { type: 'string' }, id: recordId, outcome: { type: 'string', enum: [...UNDO_OUTCOMES] } }),
  },
});
