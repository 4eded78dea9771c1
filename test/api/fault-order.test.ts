import { afterAll, describe, expect, it } from '@jest/globals';
import { createCallers } from '../support/callers.ts';
import type { Client, Method, SendOptions } from '../support/client.ts';
import { make, makeTrashed, UNKNOWN_ID } from '../support/records.ts';
import { startTarget } from '../support/target.ts';

const target = await startTarget();
const { viewer, editor, admin, stranger, anonymous } = await createCallers(target);
afterAll(() => target.close());

const callers = { viewer, editor, admin, stranger, anonymous } satisfies Record<string, Client>;
const live = await make(editor, 'tasks', { title: 'live' });
const trashed = await makeTrashed(editor, 'tasks', { title: 'trashed' });

const LIVE = live.path;
const TRASHED = trashed.path;
const UNKNOWN = `/api/v1/tasks/${UNKNOWN_ID}`;
const NO_TYPE = '/api/v1/invoicez';
const TASKS = '/api/v1/tasks';

type Part = SendOptions;
const good: Part = { body: { title: 'other' } };
const wrongAccept: Part = { headers: { Accept: 'text/html' } };
const wrongType: Part = { headers: { 'Content-Type': 'text/plain' }, body: '{"title":"other"}' };
const gzipped: Part = { headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }, body: '{"title":"other"}' };
const tooLarge: Part = { headers: { 'Content-Type': 'application/json' }, body: `{"title":"other"${' '.repeat(256 * 1024)}}` };
const noJson: Part = { headers: { 'Content-Type': 'application/json' }, body: '{"title":' };
const badTag: Part = { headers: { 'If-Match': '1' } };
const badKnownTag: Part = { headers: { 'If-None-Match': '1' } };
const stale: Part = { headers: { 'If-Match': '"7"' } };
const invalid: Part = { body: { title: '' } };

/** Of several bodies the last counts. */
function all(...parts: readonly Part[]): SendOptions {
  const body = parts.findLast((part) => part.body !== undefined)?.body;
  return { headers: Object.assign({}, ...parts.map(({ headers }) => headers)), ...(body === undefined ? {} : { body }) };
}

type Row = [string, number, keyof typeof callers, Method, string, SendOptions];

/** Requests with two faults or more, and the one that is reported. Rows are in the order of the faults. */
const rows: Row[] = [
  ['no token and no such record', 401, 'anonymous', 'get', UNKNOWN, {}],
  ['no token and no such type', 401, 'anonymous', 'get', NO_TYPE, {}],
  ['no token and no such path', 401, 'anonymous', 'get', '/api/v2', {}],
  ['no token and no such method', 401, 'anonymous', 'post', LIVE, good],
  ['no token and a wrong Accept', 401, 'anonymous', 'get', LIVE, wrongAccept],
  ['no token and a wrong Content-Type', 401, 'anonymous', 'put', LIVE, wrongType],
  ['no token and a body too large', 401, 'anonymous', 'put', LIVE, tooLarge],
  ['no token and an unknown parameter', 401, 'anonymous', 'get', `${LIVE}?x=1`, {}],
  ['no token and malformed JSON', 401, 'anonymous', 'patch', LIVE, noJson],
  ['no token and a stale If-Match', 401, 'anonymous', 'patch', LIVE, all(stale, good)],
  ['no token and invalid values', 401, 'anonymous', 'patch', LIVE, invalid],

  ['no such type and no such method', 404, 'editor', 'patch', NO_TYPE, good],
  ['no such record and no such method', 404, 'editor', 'post', UNKNOWN, good],
  ['no such record to restore and no such method', 404, 'editor', 'get', `${UNKNOWN}/restore`, {}],
  ['no id and no such method', 404, 'editor', 'post', `${TASKS}/1`, good],
  ['a record in the trash and no such method', 404, 'editor', 'post', TRASHED, good],
  ['no such type and no right', 404, 'viewer', 'post', NO_TYPE, good],
  ['no such record and no right', 404, 'viewer', 'patch', UNKNOWN, good],
  ['no such record and no right to delete for good', 404, 'editor', 'delete', `${UNKNOWN}?permanent=true`, {}],
  ['a record in the trash and no right', 404, 'viewer', 'put', TRASHED, good],
  ['another’s record and every other fault', 404, 'stranger', 'put', `${LIVE}?x=1`, all(wrongAccept, wrongType, badTag)],
  ['no such record and a wrong Accept', 404, 'viewer', 'get', UNKNOWN, wrongAccept],
  ['no such type and a wrong Accept', 404, 'viewer', 'get', NO_TYPE, wrongAccept],
  ['no such record and a wrong Content-Type', 404, 'editor', 'put', UNKNOWN, wrongType],
  ['no such record and a body too large', 404, 'editor', 'put', UNKNOWN, tooLarge],
  ['no such record and an unknown parameter', 404, 'viewer', 'get', `${UNKNOWN}?x=1`, {}],
  ['no such record and a bad value of a parameter', 404, 'editor', 'delete', `${UNKNOWN}?permanent=maybe`, {}],
  ['no such record and malformed JSON in PUT', 404, 'editor', 'put', UNKNOWN, noJson],
  ['no such record and malformed JSON in PATCH', 404, 'editor', 'patch', UNKNOWN, noJson],
  ['no such record and a malformed If-Match in PUT', 404, 'editor', 'put', UNKNOWN, all(badTag, good)],
  ['no such record and a malformed If-Match in PATCH', 404, 'editor', 'patch', UNKNOWN, all(badTag, good)],
  ['no such record and a malformed If-Match in DELETE', 404, 'editor', 'delete', UNKNOWN, badTag],
  ['no such record and a malformed If-Match in restore', 404, 'editor', 'post', `${UNKNOWN}/restore`, badTag],
  ['no such record and a malformed If-None-Match', 404, 'viewer', 'get', UNKNOWN, badKnownTag],
  ['no such record and a malformed Idempotency-Key', 404, 'editor', 'post', `${UNKNOWN}/restore`, { headers: { 'Idempotency-Key': 'é' } }],
  ['a record in the trash and a malformed If-None-Match', 404, 'viewer', 'get', TRASHED, badKnownTag],
  ['a record in the trash and malformed JSON', 404, 'editor', 'patch', TRASHED, noJson],
  ['no such record and a stale If-Match', 404, 'editor', 'put', UNKNOWN, all(stale, good)],
  ['a record in the trash and a stale If-Match', 404, 'editor', 'patch', TRASHED, all(stale, good)],
  ['no such record and invalid values in PUT', 404, 'editor', 'put', UNKNOWN, invalid],
  ['no such record and invalid values in PATCH', 404, 'editor', 'patch', UNKNOWN, invalid],
  ['no such record and a body that is no object', 404, 'editor', 'patch', UNKNOWN, { body: [] }],
  ['a record in the trash and invalid values', 404, 'editor', 'put', TRASHED, invalid],

  ['no such method and no right', 405, 'viewer', 'put', TASKS, good],
  ['no such method of a record and no right', 405, 'viewer', 'post', LIVE, good],
  ['no such method of a record in the trash', 405, 'editor', 'get', `${TRASHED}/restore`, {}],
  ['no such method and a wrong Accept', 405, 'editor', 'put', TASKS, all(wrongAccept, good)],
  ['no such method and a wrong Content-Type', 405, 'editor', 'post', LIVE, wrongType],
  ['no such method and a body too large', 405, 'editor', 'post', LIVE, tooLarge],
  ['no such method and an unknown parameter', 405, 'editor', 'delete', `${TASKS}?x=1`, {}],
  ['no such method and malformed JSON', 405, 'editor', 'post', LIVE, noJson],
  ['no such method and a malformed If-Match', 405, 'editor', 'post', LIVE, badTag],
  ['no such method of a public path and an unknown parameter', 405, 'editor', 'delete', '/api/health?x=1', {}],

  ['no right and a wrong Accept', 403, 'viewer', 'patch', LIVE, all(wrongAccept, good)],
  ['no right and a wrong Content-Type', 403, 'viewer', 'post', TASKS, wrongType],
  ['no right and a compressed body', 403, 'viewer', 'post', TASKS, gzipped],
  ['no right and a body too large', 403, 'viewer', 'put', LIVE, tooLarge],
  ['no right and an unknown parameter', 403, 'viewer', 'delete', `${LIVE}?x=1`, {}],
  ['no right and a repeated parameter', 403, 'editor', 'delete', `${LIVE}?permanent=true&permanent=true`, {}],
  ['no right and a bad value of a parameter', 403, 'viewer', 'delete', `${LIVE}?permanent=maybe`, {}],
  ['no right and malformed JSON', 403, 'viewer', 'patch', LIVE, noJson],
  ['no right and a malformed If-Match', 403, 'viewer', 'delete', LIVE, badTag],
  ['no right and a state that forbids it', 403, 'viewer', 'post', `${LIVE}/restore`, {}],
  ['no right and a stale If-Match', 403, 'viewer', 'delete', LIVE, stale],
  ['no right and invalid values', 403, 'viewer', 'put', LIVE, invalid],
  ['no right to delete for good and a stale If-Match', 403, 'editor', 'delete', `${LIVE}?permanent=true`, stale],
  ['no right to delete for good what is in the trash', 403, 'editor', 'delete', `${TRASHED}?permanent=true`, {}],
  ['no right to restore and a malformed If-Match', 403, 'viewer', 'post', `${TRASHED}/restore`, badTag],

  ['a wrong Accept and a wrong Content-Type', 406, 'editor', 'post', TASKS, all(wrongAccept, wrongType)],
  ['a wrong Accept and a body too large', 406, 'editor', 'put', LIVE, all(wrongAccept, tooLarge)],
  ['a wrong Accept and an unknown parameter', 406, 'viewer', 'get', `${LIVE}?x=1`, wrongAccept],
  ['a wrong Accept of a list and an unknown parameter', 406, 'viewer', 'get', `${TASKS}?x=1`, wrongAccept],
  ['a wrong Accept and malformed JSON', 406, 'editor', 'patch', LIVE, all(wrongAccept, noJson)],
  ['a wrong Accept and a malformed If-Match', 406, 'editor', 'patch', LIVE, all(wrongAccept, badTag, good)],
  ['a wrong Accept and a stale If-Match', 406, 'editor', 'patch', LIVE, all(wrongAccept, stale, good)],
  ['a wrong Accept and invalid values', 406, 'editor', 'put', LIVE, all(wrongAccept, invalid)],

  ['a wrong Content-Type and an unknown parameter', 415, 'editor', 'post', `${TASKS}?x=1`, wrongType],
  ['a wrong Content-Type and malformed JSON', 415, 'editor', 'put', LIVE, { ...wrongType, body: '{' }],
  ['a wrong Content-Type and an empty body', 415, 'editor', 'put', LIVE, { headers: { 'Content-Type': 'text/plain' } }],
  ['a wrong Content-Type and a malformed If-Match', 415, 'editor', 'patch', LIVE, all(wrongType, badTag)],
  ['a wrong Content-Type and a stale If-Match', 415, 'editor', 'patch', LIVE, all(wrongType, stale)],
  ['a compressed body and an unknown parameter', 415, 'editor', 'post', `${TASKS}?x=1`, gzipped],
  ['a body too large and an unknown parameter', 413, 'editor', 'post', `${TASKS}?x=1`, tooLarge],
  ['a body too large and malformed JSON', 413, 'editor', 'put', LIVE, { ...tooLarge, body: '{'.repeat(300_000) }],
  ['a body too large and a malformed If-Match', 413, 'editor', 'put', LIVE, all(tooLarge, badTag)],
  ['a body too large and a stale If-Match', 413, 'editor', 'put', LIVE, all(tooLarge, stale)],

  ['an unknown parameter and a stale If-Match', 400, 'editor', 'patch', `${LIVE}?x=1`, all(stale, good)],
  ['a bad value of a parameter and a stale If-Match', 400, 'editor', 'delete', `${LIVE}?permanent=maybe`, stale],
  ['malformed JSON and a stale If-Match in PUT', 400, 'editor', 'put', LIVE, all(stale, noJson)],
  ['malformed JSON and a stale If-Match in PATCH', 400, 'editor', 'patch', LIVE, all(stale, noJson)],
  ['an empty body and a stale If-Match', 400, 'editor', 'put', LIVE, all(stale, { headers: { 'Content-Type': 'application/json' } })],
  ['an unknown parameter and invalid values', 400, 'editor', 'post', `${TASKS}?x=1`, invalid],
  ['a malformed If-Match and invalid values in PUT', 400, 'editor', 'put', LIVE, all(badTag, invalid)],
  ['a malformed If-Match and invalid values in PATCH', 400, 'editor', 'patch', LIVE, all(badTag, invalid)],
  ['a malformed If-Match and a body that is no object', 400, 'editor', 'patch', LIVE, all(badTag, { body: [] })],
  ['a malformed Idempotency-Key and invalid values', 400, 'editor', 'post', TASKS, all({ headers: { 'Idempotency-Key': 'é' } }, invalid)],
  ['a malformed If-Match and a state that forbids it', 400, 'editor', 'post', `${LIVE}/restore`, badTag],

  ['a stale If-Match and invalid values in PUT', 412, 'editor', 'put', LIVE, all(stale, invalid)],
  ['a stale If-Match and invalid values in PATCH', 412, 'editor', 'patch', LIVE, all(stale, invalid)],
  ['a stale If-Match and a body that is no object', 412, 'editor', 'put', LIVE, all(stale, { body: [] })],
  ['a stale If-Match and unknown fields', 412, 'editor', 'patch', LIVE, all(stale, { body: { colour: 'red' } })],
];

describe('of several faults, the first in the order is reported:', () => {
  it.each(rows)('%s: %d', async (_, status, caller, method, path, options) => {
    const answer = await callers[caller].send(method, path, options);
    expect(answer.status).toBe(status);
  });

  it('and none of these requests has changed anything', async () => {
    expect((await viewer.get(LIVE)).body).toEqual(live.record);
    expect((await viewer.get(`${TASKS}/count`)).body.count).toBe(1);
    expect((await editor.post(`${TRASHED}/restore`)).body).toMatchObject({ title: 'trashed', version: 3 });
  });
});
