import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Action } from '../../src/schema/definition.ts';
import { checkDefinitions } from '../../src/schema/definition-faults.ts';
import { choice } from '../../src/schema/fields/choice.ts';
import { number } from '../../src/schema/fields/number.ts';
import { defineRecordType } from '../../src/schema/record-type.ts';
import { bookings } from '../support/bookings.ts';
import { type Client, createClient } from '../support/client.ts';
import { eventually } from '../support/eventually.ts';
import { openApiDocument } from '../support/openapi/document.ts';
import { expectProblem, faultsOf } from '../support/problem.ts';
import { make, UNKNOWN_ID } from '../support/records.ts';
import { type InProcess, startInProcess } from '../support/target.ts';

const WEEK = { guest: 'Ada', from: '2026-03-01', to: '2026-03-08' };

/** The compiler would refuse it. */
const forget: Action = { title: 'Forget', change: () => ({ guest: undefined, beds: undefined }) };

let target: InProcess;
let [viewer, editor, admin]: Client[] = [];
beforeAll(async () => {
  target = await startInProcess({ recordTypes: [{ ...bookings, actions: { ...bookings.actions, forget } }] });
  const clientOf = async (role: string) => createClient(target, await target.tokenFor({ sub: role, groups: [role], workspace: 'w' }));
  [viewer, editor, admin] = [await clientOf('viewer'), await clientOf('editor'), await clientOf('admin')];
});
afterAll(async () => await target.close());

function as(client: Client | undefined): Client {
  if (client === undefined) throw new Error('the callers are not ready');
  return client;
}

const booking = async (values: object = {}) => await make(as(editor), 'bookings', { ...WEEK, ...values });
const run = async (path: string, action: string, options: Parameters<Client['post']>[1] = {}, client = editor) =>
  await as(client).post(`${path}/actions/${action}`, options);
const read = async (path: string) => (await as(editor).get(path)).body;

describe('an action', () => {
  it('changes the record in one write, from its input and its values', async () => {
    const { path } = await booking({ beds: 3 });
    const answer = await run(path, 'pay', { body: { invoice: ' X-1 ' } });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ status: 'paid', invoice: 'X-1', beds: 3, version: 2 });
    expect(answer.headers).toMatchObject({ etag: '"2"', 'change-set': expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(await read(path)).toEqual(answer.body);
    expect((await run(path, 'pay', { body: { invoice: 'X-1' } })).body).toMatchObject({ version: 2 });
    expect((await run(path, 'reopen')).body).not.toHaveProperty('invoice');
  });

  it('knows the time and the caller', async () => {
    const { path } = await booking();
    const { body } = await run(path, 'stamp', {}, admin);
    expect(body).toMatchObject({ signedBy: 'admin', updatedBy: 'admin' });
    expect(Date.now() - Date.parse(body.signedAt)).toBeLessThan(60_000);
  });

  it('needs its role', async () => {
    const { path } = await booking();
    expectProblem(await run(path, 'extend', {}, viewer), 'forbidden');
    expectProblem(await run(path, 'stamp', {}, editor), 'forbidden');
    expect(await read(path)).toMatchObject({ version: 1 });
  });

  it.each<[string, unknown, string[]]>([
    ['of another kind', { invoice: 5 }, ['wrong-type /invoice']],
    ['that is missing', {}, ['required /invoice']],
    ['with an unknown field', { invoice: 'a', foo: 1, id: 'x' }, ['unknown-field /foo', 'unknown-field /id']],
    ['that is no object', [], ['wrong-type ']],
    ['with several faults', { beds: 0 }, ['required /invoice', 'too-small /beds']],
  ])('refuses an input %s', async (_, body, faults) => {
    const { path } = await booking();
    const answer = await run(path, 'pay', { body });
    expectProblem(answer, 'invalid-record');
    expect(faultsOf(answer).sort()).toEqual(faults);
    expect(await read(path)).toMatchObject({ version: 1 });
    expectProblem(await run(path, 'pay', { body, headers: { 'If-Match': '"9"' } }), 'version-conflict');
    expectProblem(await run(path.replace(/[^/]+$/, UNKNOWN_ID), 'pay', { body }), 'not-found');
  });

  it('follows the rules and the limits of the record', async () => {
    const { path } = await booking({ beds: 10, invoice: 'L-1' });
    expect(faultsOf(await run(path, 'extend'))).toEqual(['too-large /beds']);
    await as(editor).patch(path, { body: { status: 'closed' } });
    expect(faultsOf(await run(path, 'reopen')).sort()).toEqual(['stays-closed /status']);
    await booking({ invoice: 'L-2' });
    const other = await booking();
    expectProblem(await run(other.path, 'pay', { body: { invoice: 'L-2' } }), 'not-unique');
    expect(await read(other.path)).toMatchObject({ version: 1 });
  });

  it('keeps a field that it returns as undefined', async () => {
    const { path } = await booking({ beds: 4 });
    const answer = await run(path, 'forget');
    expect(answer.body).toMatchObject({ guest: 'Ada', beds: 4, version: 1 });
  });

  it('honours If-Match', async () => {
    const { path } = await booking();
    expect((await run(path, 'extend', { headers: { 'If-Match': '"1"' } })).body).toMatchObject({ beds: 2, version: 2 });
    const late = await run(path, 'extend', { headers: { 'If-Match': '"1"' } });
    expectProblem(late, 'version-conflict');
    expect(late.body.current).toMatchObject({ beds: 2 });
  });

  it('runs once for one Idempotency-Key', async () => {
    const { path } = await booking();
    const send = async (key: string) => await run(path, 'extend', { headers: { 'Idempotency-Key': key } });
    const answers = await Promise.all([send('a'), send('a'), send('a')]);
    for (const { status } of answers) expect(status).toBe(200);
    const again = await send('a');
    expect(again.body).toMatchObject({ beds: 2, version: 2 });
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect((await send('b')).body).toMatchObject({ beds: 3, version: 3 });
  });

  it.each([{}, { 'If-Match': '"1"' }])(
    'runs once for one Idempotency-Key, although a second run would be refused, with %j',
    async (conditions) => {
      const { path } = await booking({ beds: 9 });
      const headers = { 'Idempotency-Key': crypto.randomUUID(), ...conditions };
      const answers = await Promise.all(Array.from({ length: 6 }, async () => await run(path, 'extend', { headers })));
      for (const { status, body } of answers) expect([status, body.beds, body.version]).toEqual([200, 10, 2]);
      expect(faultsOf(await run(path, 'extend', { headers: { 'Idempotency-Key': crypto.randomUUID() } }))).toEqual(['too-large /beds']);
    },
  );

  it('loses no run of many at once', async () => {
    const { path } = await booking();
    const answers = await Promise.all(Array.from({ length: 6 }, async () => await run(path, 'extend')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(await read(path)).toMatchObject({ beds: 7, version: 7 });
  });

  it('is one change set that can be undone', async () => {
    const { path } = await booking({ beds: 4 });
    const changeSet = (await run(path, 'extend')).headers['change-set'];
    await eventually(async () => {
      const { body } = await as(editor).post(`/api/v1/change-sets/${changeSet}/undo`);
      expect(body).toMatchObject({ undone: 1 });
    });
    expect(await read(path)).toMatchObject({ beds: 4, version: 3 });
  });

  it('does not exist for a record in the trash, under another name, or with another method', async () => {
    const { path } = await booking();
    const unknown = await run(path, 'Extend');
    expectProblem(unknown, 'not-found');
    expect(unknown.body.detail).toMatch(/^The record type "bookings" has no action "Extend"\. It has .*extend/);
    expectProblem(await as(editor).get(`${path}/actions/extend`), 'method-not-allowed');
    await as(editor).delete(path);
    expectProblem(await run(path, 'extend'), 'not-found');
    expectProblem(await run(path, 'pay', { body: { invoice: 5 } }), 'not-found');
  });
});

describe('the definition of an action', () => {
  it('is in the OpenAPI document, with its input and its role', () => {
    const { paths, components } = openApiDocument([bookings]);
    const post = paths['/api/v1/bookings/{id}/actions/pay']?.post;
    expect(post).toMatchObject({
      operationId: 'runBookingActionPay',
      summary: 'Run “Mark as paid” on one booking',
      'x-required-role': 'editor',
    });
    expect(components.schemas['BookingPayAction']).toMatchObject({ required: ['invoice'], additionalProperties: false });
    expect(paths['/api/v1/bookings/{id}/actions/stamp']?.post).toMatchObject({ 'x-required-role': 'admin' });
  });

  it.each<[string, object, string]>([
    ['a bad name', { Pay: { title: 'Pay' } }, 'the action "Pay" must have a name of lower-case letters, digits and hyphens; rename it'],
    ['a blank title', { pay: { title: ' ' } }, 'the action "pay" has a blank title; name it'],
    [
      'a required input and no example',
      { pay: { title: 'Pay', input: { beds: number({ required: true }) } } },
      'the action "pay": its example lacks "beds", which is required; add it',
    ],
  ])('with %s does not start', (_, action, fault) => {
    const [[name, values] = ['', {}]] = Object.entries(action);
    const actions = { [name]: { title: 'x', ...values, change: () => ({}) } };
    expect(() => checkDefinitions([{ ...bookings, actions }])).toThrow(new TypeError(`record type "bookings": ${fault}`));
  });

  it('is checked by the compiler', () => {
    const lamps = defineRecordType({
      name: 'lamps',
      title: 'Lamps',
      singular: 'lamp',
      fields: { state: choice({ choices: ['on', 'off'], default: 'off' }), watts: number({}) },
      filterable: [],
      indexes: [],
      actions: (action) => ({
        on: action({ title: 'On', change: () => ({ state: 'on' }) }),
        // @ts-expect-error the choice is unknown
        dim: action({ title: 'Dim', change: () => ({ state: 'dim' }) }),
        // @ts-expect-error the field is unknown
        paint: action({ title: 'Paint', change: () => ({ colour: 'red' }) }),
        // @ts-expect-error only null unsets a field
        reset: action({ title: 'Reset', change: () => ({ watts: undefined }) }),
        clear: action({ title: 'Clear', change: ({ watts }) => (watts === undefined ? {} : { state: 'off', watts: null }) }),
        // @ts-expect-error the input has no such field
        set: action({ title: 'Set', input: { watts: number({}) }, change: (_lamp, { volts }) => ({ state: volts > 1 ? 'on' : 'off' }) }),
      }),
      example: {},
    });
    expect(Object.keys(lamps.actions ?? {})).toEqual(['on', 'dim', 'paint', 'reset', 'clear', 'set']);
  });
});
