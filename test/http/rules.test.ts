import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkRecords } from '../../src/check-data/check-records.ts';
import { describeFinding, stopsDeployment } from '../../src/check-data/finding.ts';
import { checkDefinitions } from '../../src/schema/definition-faults.ts';
import { bookings, formerBookings } from '../support/bookings.ts';
import { type Client, createClient } from '../support/client.ts';
import { openApiDocument } from '../support/openapi/document.ts';
import { expectProblem, faultsOf } from '../support/problem.ts';
import { make } from '../support/records.ts';
import { type InProcess, startInProcess } from '../support/target.ts';

const PATH = '/api/v1/bookings';
const WEEK = { guest: 'Ada', from: '2026-03-01', to: '2026-03-08' };

let target: InProcess;
let editor: Client;
beforeAll(async () => {
  target = await startInProcess({ recordTypes: [bookings] });
  editor = createClient(target, await target.tokenFor({ sub: 'ed', groups: ['editor'], workspace: 'w' }));
});
afterAll(async () => await target.close());

const booking = async (values: object = {}) => await make(editor, 'bookings', { ...WEEK, ...values });

/** Stores a record that breaks a rule, as before the rule existed. */
async function storedBooking(values: object): Promise<string> {
  const scope = { workspace: 'w', type: formerBookings };
  return `${PATH}/${(await target.services.store.create(scope, { ...WEEK, beds: 1, status: 'open', ...values }, { by: 'ed' })).id}`;
}

async function expectRefused(path: string, send: () => ReturnType<Client['patch']>, faults: readonly string[]): Promise<void> {
  const before = (await editor.get(path)).body;
  const answer = await send();
  expectProblem(answer, 'invalid-record');
  expect(faultsOf(answer)).toEqual(faults);
  expect((await editor.get(path)).body).toEqual(before);
}

describe('a rule over several fields', () => {
  it('refuses a new record, with the field and the message of the rule', async () => {
    const answer = await editor.post(PATH, { body: { ...WEEK, to: '2026-02-01' } });
    expectProblem(answer, 'invalid-record');
    expect(answer.body.errors).toEqual([
      { in: 'body', pointer: '/to', code: 'ends-before-start', detail: 'must not be before 2026-03-01' },
    ]);
  });

  it('is reported with the faults of fields and the other rules', async () => {
    const answer = await editor.post(PATH, { body: { ...WEEK, to: '2026-02-01', beds: 99, status: 'paid', foo: 1 } });
    expect(faultsOf(answer).sort()).toEqual(['ends-before-start /to', 'needs-invoice /invoice', 'too-large /beds', 'unknown-field /foo']);
  });

  it('is not applied while one of its fields is invalid', async () => {
    const answer = await editor.post(PATH, { body: { guest: 'Ada', from: 'soon', to: '2026-02-01' } });
    expect(faultsOf(answer)).toEqual(['bad-format /from']);
    expect(faultsOf(await editor.post(PATH, { body: { guest: 'Ada', to: '2026-02-01' } }))).toEqual(['required /from']);
  });

  it('sees the whole record in a patch', async () => {
    const { path } = await booking();
    await expectRefused(path, () => editor.patch(path, { body: { to: '2026-02-28' } }), ['ends-before-start /to']);
    await expectRefused(path, () => editor.patch(path, { body: { from: '2026-03-09' } }), ['ends-before-start /to']);
    expect((await editor.patch(path, { body: { from: '2026-03-09', to: '2026-03-10' } })).status).toBe(200);
    await editor.patch(path, { body: { status: 'paid', invoice: 'P-1' } });
    await expectRefused(path, () => editor.patch(path, { body: { invoice: null } }), ['needs-invoice /invoice']);
  });

  it('applies to a replacement and sees the record before', async () => {
    const { path } = await booking({ invoice: 'R-1' });
    await expectRefused(path, () => editor.put(path, { body: { ...WEEK, to: '2026-02-01' } }), ['ends-before-start /to']);
    await editor.patch(path, { body: { status: 'closed' } });
    await expectRefused(path, () => editor.put(path, { body: { ...WEEK, invoice: 'R-1' } }), ['stays-closed /status']);
    expect((await editor.put(path, { body: { ...WEEK, status: 'closed', invoice: 'R-2' } })).body).toMatchObject({ version: 3 });
    expect(faultsOf(await editor.post(PATH, { body: { ...WEEK, status: 'closed', invoice: 'R-9' } }))).toEqual(['starts-open /status']);
  });

  it('comes after 404 and 412, and honours If-Match', async () => {
    const { path, id } = await booking();
    const body = { to: '2026-02-01' };
    expectProblem(await editor.patch(path, { headers: { 'If-Match': '"9"' }, body }), 'version-conflict');
    expectProblem(await editor.patch(path.replace(id.slice(-4), 'ffff'), { body }), 'not-found');
    expect((await editor.patch(path, { headers: { 'If-Match': '"1"' }, body: { beds: 2 } })).body).toMatchObject({ version: 2 });
    expectProblem(await editor.patch(path, { headers: { 'If-Match': '"1"' }, body: { beds: 3 } }), 'version-conflict');
    await editor.delete(path);
    expectProblem(await editor.patch(path, { body }), 'not-found');
    expectProblem(await editor.patch(path, { body: { beds: 4 } }), 'not-found');
  });

  it('holds with many writers at once, and no change to other fields is lost', async () => {
    const { path } = await booking({ from: '2026-03-01', to: '2026-03-20' });
    const days = Array.from({ length: 9 }, (_, n) => `2026-03-1${n}`);
    const sent = days.flatMap((day) => [{ from: day }, { to: day }]);
    const answers = await Promise.all([...sent, { guest: 'Grace' }].map(async (body) => await editor.patch(path, { body })));
    expect(new Set(answers.map(({ status }) => status)).size).toBeLessThanOrEqual(2);
    for (const { status } of answers) expect([200, 422]).toContain(status);
    const { body } = await editor.get(path);
    expect(body.guest).toBe('Grace');
    expect(body.from <= body.to).toBe(true);
  });

  it('applies to each operation of a batch', async () => {
    const { id } = await booking();
    const operations = [
      { method: 'create', record: { ...WEEK, to: '2026-02-01' } },
      { method: 'update', id, record: { to: '2026-03-02' } },
      { method: 'update', id, record: { from: '2026-03-03' } },
      { method: 'replace', id, record: { ...WEEK, from: '2026-03-09' } },
    ];
    const { body } = await editor.post(`${PATH}/batch`, { body: { operations } });
    expect(body.results.map(({ status }: { status: number }) => status)).toEqual([422, 200, 422, 422]);
    expect(body.results[2].problem.errors).toMatchObject([{ pointer: '/operations/2/record/to', code: 'ends-before-start' }]);
  });

  it.each(['', '?dryRun=true'])('applies to each row of an import%s', async (query) => {
    const { id } = await booking();
    const csv = `id,guest,from,to\r\n,Bo,2026-03-01,2026-02-01\r\n${id},Ada,2026-03-01,2026-02-01\r\n${id},Ada,2026-03-01,2026-03-02\r\n`;
    const { body } = await editor.post(`${PATH}/import${query}`, { headers: { 'Content-Type': 'text/csv' }, body: csv });
    expect(body).toMatchObject({
      created: 0,
      updated: 1,
      failed: 2,
      rows: [
        { row: 2, status: 422 },
        { row: 3, status: 422 },
      ],
    });
    expect(body.rows[1].problem.errors).toMatchObject([{ pointer: '/to', code: 'ends-before-start' }]);
  });

  it('applies to a restored version, but not to a restore from the trash', async () => {
    const { path } = await booking({ invoice: 'H-1' });
    await editor.patch(path, { body: { status: 'closed' } });
    const version = await editor.get(`${path}/history/1`);
    expect(version.status).toBe(200);
    await expectRefused(path, () => editor.post(`${path}/history/1/restore`), ['stays-closed /status']);
    await editor.delete(path);
    expect((await editor.post(`${path}/restore`)).status).toBe(200);
  });

  it('replays a batch with the same key', async () => {
    const { id, path } = await booking({ invoice: 'K-1' });
    const operations = [{ method: 'update', id, record: { status: 'closed' }, ifMatch: '"1"' }];
    const send = async () => await editor.post(`${PATH}/batch`, { headers: { 'Idempotency-Key': 'close' }, body: { operations } });
    expect((await send()).body.results).toMatchObject([{ status: 200 }]);
    expect((await send()).body.results).toMatchObject([{ status: 200 }]);
    expect((await editor.get(path)).body).toMatchObject({ version: 2 });
  });
});

describe('a record that breaks a rule already', () => {
  it('can change in other fields, and be sent back', async () => {
    const path = await storedBooking({ to: '2026-02-01' });
    const { body } = await editor.patch(path, { body: { guest: 'Bo' } });
    expect(body).toMatchObject({ guest: 'Bo', version: 2 });
    expect((await editor.put(path, { body: { ...WEEK, to: '2026-02-01', guest: 'Cy' } })).status).toBe(200);
    await expectRefused(path, () => editor.patch(path, { body: { to: '2026-02-02' } }), ['ends-before-start /to']);
  });

  it('does not fail if a stored value no longer fits its field', async () => {
    const path = await storedBooking({ from: 5, to: '2026-02-01' });
    expect((await editor.patch(path, { body: { to: '2026-02-02' } })).status).toBe(200);
  });

  it('is found by check-data, and stops no deployment', async () => {
    const id = (await storedBooking({ status: 'paid' })).split('/').at(-1);
    const { client, tableName } = target;
    const { findings } = await checkRecords({ client, tableName, recordTypes: [bookings], kept: { revision: 0, types: {} } });
    const found = findings.filter(({ problem, field }) => problem === 'breaks-rule' && field === 'invoice');
    expect(found.map((finding) => describeFinding(finding))).toEqual([
      `bookings.invoice: 1 record has values that break a rule: needs-invoice: is required for a paid booking (${id}). ` +
        'Correct the records, or change the rule.',
    ]);
    expect(found.some(stopsDeployment)).toBe(false);
  });
});

describe('the definition of a rule', () => {
  const check = () => undefined;
  it.each<[string, object, string]>([
    ['an unknown field', { x: { fields: ['nope'], check } }, 'the rule "x" names the unknown field "nope"; correct the name'],
    ['no fields', { x: { fields: [], check } }, 'the rule "x" names no fields; list those that it depends on'],
    [
      'a bad name',
      { 'X y': { fields: ['to'], check } },
      'the rule "X y" must have a name of lower-case letters, digits and hyphens; rename it',
    ],
    [
      'an example that breaks it',
      { x: { fields: ['to'], check: () => ({ to: 'no' }) } },
      'its example breaks the rule "x"; correct one of them',
    ],
  ])('with %s does not start', (_, rules, fault) => {
    const definition = { ...bookings, rules: { ...rules } };
    expect(() => checkDefinitions([definition])).toThrow(new TypeError(`record type "bookings": ${fault}`));
  });

  it('is in the OpenAPI document', () => {
    const text = JSON.stringify(openApiDocument([bookings]).components?.schemas?.['BookingPatch']);
    expect(text).toContain('The record must also follow these rules: `ends-before-start` (from, to); `needs-invoice` (status, invoice)');
    expect(JSON.stringify(openApiDocument([formerBookings]))).not.toContain('follow these rules');
  });
});
