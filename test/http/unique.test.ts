import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkDefinitions } from '../../src/schema/definition-faults.ts';
import { boolean } from '../../src/schema/fields/boolean.ts';
import { choice } from '../../src/schema/fields/choice.ts';
import { date } from '../../src/schema/fields/date.ts';
import { dateTime } from '../../src/schema/fields/date-time.ts';
import { email } from '../../src/schema/fields/email.ts';
import { number } from '../../src/schema/fields/number.ts';
import { person } from '../../src/schema/fields/person.ts';
import { text } from '../../src/schema/fields/text.ts';
import { textList } from '../../src/schema/fields/text-list.ts';
import { url } from '../../src/schema/fields/url.ts';
import { defineRecordType, type RecordType } from '../../src/schema/record-type.ts';
import { type Client, createClient } from '../support/client.ts';
import { eventually } from '../support/eventually.ts';
import { members } from '../support/members.ts';
import { openApiDocument } from '../support/openapi/document.ts';
import { expectProblem } from '../support/problem.ts';
import { make } from '../support/records.ts';
import { type InProcess, startInProcess } from '../support/target.ts';

const MEMBERS = '/api/v1/members';

/** A type with one unique field of each kind. */
const kinds = defineRecordType({
  name: 'kinds',
  title: 'Kinds',
  singular: 'kind',
  fields: {
    text: text({ max: 50, unique: true }),
    email: email({ unique: true }),
    url: url({ max: 200, unique: true }),
    number: number({ unique: true }),
    date: date({ unique: true }),
    dateTime: dateTime({ unique: true }),
    choice: choice({ choices: ['a', 'b'], unique: true }),
    boolean: boolean({ unique: true }),
  },
  filterable: [],
  indexes: [],
  example: {},
});

const seats = defineRecordType({
  name: 'seats',
  title: 'Seats',
  singular: 'seat',
  fields: { place: text({ max: 10, unique: true }), guest: person({}) },
  filterable: [],
  indexes: [],
  example: {},
});

let target: InProcess;
let count = 0;
beforeAll(async () => {
  target = await startInProcess({ recordTypes: [members, kinds, seats] });
});
afterAll(async () => await target.close());

async function newCaller(): Promise<Client> {
  return createClient(target, await target.tokenFor({ sub: 'ed', groups: ['admin'], workspace: `w${count++}` }));
}

const fault = (id: string, pointer = '/email', where = '') => ({
  in: 'body',
  pointer,
  code: 'not-unique',
  detail: `must be unique; the record ${id}${where} has this value`,
  href: `${MEMBERS}/${id}`,
  ...(where === '' ? {} : { trashed: true }),
});

describe('a unique value that another record has', () => {
  it('is 409 for POST, PUT, PATCH and restore, with the pointer and the path of the record, and nothing is written', async () => {
    const caller = await newCaller();
    const { body: first } = await caller.post(MEMBERS, { body: { name: 'Ada', email: 'Ada@Example.com', code: 'A' } });
    const { body: other } = await caller.post(MEMBERS, { body: { name: 'Bo', email: 'bo@example.com' } });
    const taken = { name: 'Cy', email: 'ada@example.com', code: 'A' };
    const path = `${MEMBERS}/${other.id}`;
    for (const answer of [await caller.post(MEMBERS, { body: taken }), await caller.put(path, { body: taken })]) {
      expect([answer.status, answer.body.type]).toEqual([409, '/problems/not-unique']);
      expect(answer.body.errors).toEqual([fault(first.id), fault(first.id, '/code')]);
    }
    const patched = await caller.patch(path, { body: { email: 'ADA@EXAMPLE.COM' } });
    expect([patched.status, patched.body.errors]).toEqual([409, [fault(first.id)]]);
    expect((await caller.get(patched.body.errors[0].href)).body).toEqual(first);
    expect((await caller.get(path)).body).toEqual(other);
    expect((await caller.get(MEMBERS)).body.items).toHaveLength(2);

    await caller.delete(`${MEMBERS}/${first.id}`);
    const again = await caller.post(MEMBERS, { body: taken });
    expect([again.status, again.body.errors[0]]).toEqual([409, fault(first.id, '/email', ', which is in the trash,')]);
    expect((await caller.post(`${MEMBERS}/${first.id}/restore`)).status).toBe(200);
  });

  it('is answered before anything else is checked twice: a stale version stays 412, an invalid value 422', async () => {
    const caller = await newCaller();
    await caller.post(MEMBERS, { body: { name: 'Ada', email: 'ada@example.com' } });
    const { body } = await caller.post(MEMBERS, { body: { name: 'Bo' } });
    const path = `${MEMBERS}/${body.id}`;
    const send = async (given: object, ifMatch: string) =>
      (await caller.patch(path, { headers: { 'If-Match': ifMatch }, body: given })).status;
    expect(await send({ email: 'ada@example.com' }, '"7"')).toBe(412);
    expect(await send({ email: 'ada@example.com', name: '' }, '"1"')).toBe(422);
    expect(await send({ email: 'ada@example.com' }, '"1"')).toBe(409);
    expect(await send({ email: 'bo@example.com' }, '"1"')).toBe(200);
  });

  it('is the fault of its operation in a batch and of its row in a CSV, also between rows of one file', async () => {
    const caller = await newCaller();
    const { body: first } = await caller.post(MEMBERS, { body: { name: 'Ada', email: 'ada@example.com' } });
    const create = (email: string) => ({ method: 'create', record: { name: 'New', email } });
    const { body } = await caller.post(`${MEMBERS}/batch`, {
      body: { operations: [create('Ada@example.com'), create('two@example.com'), create('two@example.com')] },
    });
    expect(body.results[0]).toMatchObject({ status: 409, problem: { errors: [fault(first.id, '/operations/0/record/email')] } });
    expect(body.results.map(({ status }: { status: number }) => status).sort()).toEqual([201, 409, 409]);

    for (const dryRun of ['true', 'false']) {
      const csv = 'name,email\nA,ada@example.com\nB,new@example.com\nC,NEW@example.com\n';
      const imported = await caller.post(`${MEMBERS}/import?dryRun=${dryRun}`, { headers: { 'Content-Type': 'text/csv' }, body: csv });
      expect(imported.body).toMatchObject({ created: 1, updated: 0, failed: 2 });
      const [ofRecord, ofRow] = imported.body.rows;
      expect(ofRecord).toMatchObject({ row: 2, status: 409, problem: { errors: [fault(first.id)] } });
      expect([3, 4]).toContain(ofRow.row);
      const [{ detail, href }] = ofRow.problem.errors;
      // A dry run creates no record that an error could name.
      if (dryRun === 'true') expect([detail, href]).toEqual(['must be unique; another row of the file has this value', undefined]);
      else expect(detail).toMatch(/^must be unique; the record \S+ has this value$/);
    }
  });

  it('stays the first answer of an Idempotency-Key: the record, not its own conflict', async () => {
    const caller = await newCaller();
    const send = async () =>
      await caller.post(MEMBERS, { headers: { 'Idempotency-Key': 'one' }, body: { name: 'Ada', email: 'ada@example.com' } });
    const answers = await Promise.all([send(), send(), send()]);
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
    const { body } = await send();
    await caller.patch(`${MEMBERS}/${body.id}`, { body: { email: 'new@example.com' } });
    await caller.post(MEMBERS, { body: { name: 'Bo', email: 'ada@example.com' } });
    expect((await send()).body).toMatchObject({ id: body.id, email: 'new@example.com' });
  });

  it('does not come back from an earlier version', async () => {
    const caller = await newCaller();
    const { path } = await make(caller, 'members', { name: 'Ada', email: 'ada@example.com' });
    await caller.patch(path, { body: { email: 'new@example.com' } });
    await make(caller, 'members', { name: 'Bo', email: 'ada@example.com' });
    await eventually(async () => expect((await caller.get(`${path}/history/1`)).status).toBe(200));
    expectProblem(await caller.post(`${path}/history/1/restore`), 'not-unique');
    expect((await caller.get(path)).body).toMatchObject({ email: 'new@example.com', version: 2 });
  });

  it('does not use up an Idempotency-Key', async () => {
    const caller = await newCaller();
    await make(caller, 'members', { name: 'Ada', email: 'ada@example.com' });
    const send = async (email: string) =>
      await caller.post(MEMBERS, { headers: { 'Idempotency-Key': 'two' }, body: { name: 'Bo', email } });
    expectProblem(await send('ada@example.com'), 'not-unique');
    const { status, headers } = await send('bo@example.com');
    expect([status, headers['idempotency-replayed']]).toEqual([201, undefined]);
    expectProblem(await send('cy@example.com'), 'idempotency-key-reused');
  });
});

describe('each kind of field', () => {
  const VALUES: Readonly<Record<string, readonly [value: unknown, same: unknown, other: unknown]>> = {
    text: ['Ada', ' Ada ', 'ada'],
    email: ['ada@example.com', 'ADA@example.com', 'bo@example.com'],
    url: ['https://example.com/', 'https://example.com/', 'https://example.com/a'],
    number: [0, -0, 1e-7],
    date: ['2026-01-31', ' 2026-01-31', '2026-02-01'],
    dateTime: ['2026-01-31T10:00:00Z', '2026-01-31T12:00:00+02:00', '2026-01-31T10:00:00.001Z'],
    choice: ['a', 'a', 'b'],
    boolean: [true, true, false],
  };

  it.each(Object.keys(kinds.fields))('%s can be unique', async (name) => {
    const caller = await newCaller();
    const [value, same, other] = VALUES[name] ?? [];
    const create = async (one: unknown) => (await caller.post('/api/v1/kinds', { body: { [name]: one } })).status;
    expect([await create(value), await create(same), await create(other), await create(null), await create(null)]).toEqual([
      201, 409, 201, 201, 201,
    ]);
  });

  const withField = (field: RecordType['fields'][string]) => () => checkDefinitions([{ ...kinds, fields: { field } }]);
  it('cannot be unique if it is a list, or has a default', () => {
    expect(withField(textList({ maxItems: 3, maxLength: 9, unique: true }))).toThrow('the field "field" cannot be unique');
    expect(withField(text({ max: 9, unique: true, default: 'a' }))).toThrow('"field" is unique and has a default');
  });
});

describe('the OpenAPI document', () => {
  it('has 409 not-unique for the writes of types with a unique field only', () => {
    const paths: Record<string, Record<string, { responses?: Record<string, { $ref?: string }> }>> = JSON.parse(
      JSON.stringify(openApiDocument([members, { ...kinds, fields: { text: text({ max: 9 }) } }]).paths),
    );
    const conflicts = (path: string, method: string) => paths[path]?.[method]?.responses?.['409']?.$ref ?? '';
    expect(conflicts(MEMBERS, 'post')).toContain('NotUnique');
    for (const method of ['put', 'patch']) expect(conflicts(`${MEMBERS}/{id}`, method)).toContain('NotUnique');
    for (const path of ['restore', 'history/{version}/restore'])
      expect(conflicts(`${MEMBERS}/{id}/${path}`, 'post')).toContain('NotUnique');
    expect(conflicts('/api/v1/kinds', 'post')).not.toContain('NotUnique');
    expect(conflicts('/api/v1/kinds/{id}', 'patch')).toBe('');
  });
});

it('a refused row of an import takes no unique value from the rows after it', async () => {
  const caller = await newCaller();
  await caller.put('/api/v1/people/me', { body: { name: 'Grace' } });
  // The id of a person, where a name belongs.
  const csv = 'place,guest.name\na,ed\na,Grace\n';
  for (const query of ['?dryRun=true', '']) {
    const { body } = await caller.post(`/api/v1/seats/import${query}`, { headers: { 'Content-Type': 'text/csv' }, body: csv });
    expect(body).toMatchObject({ created: 1, failed: 1, rows: [{ row: 2, problem: { errors: [{ pointer: '/guest' }] } }] });
  }
});

describe('an import with match', () => {
  const send = async (caller: Client, csv: string, query = 'match=email', headers = {}) =>
    await caller.post(`${MEMBERS}/import?${query}`, { headers: { 'Content-Type': 'text/csv', ...headers }, body: csv });
  const counts = ({ body: { created, updated, unchanged, failed } }: { body: Record<string, unknown> }) => [
    created,
    updated,
    unchanged,
    failed,
  ];

  it('updates the record that has the value, creates where none has it, and reports the same in a dry run', async () => {
    const caller = await newCaller();
    const { body: ada } = await caller.post(MEMBERS, { body: { name: 'Ada', email: 'Ada@example.com', code: 'A' } });
    const csv = 'name,email\nAda Lovelace,ada@example.com\nBo,bo@example.com\nNo one,\n';
    expect(counts(await send(caller, csv, 'match=email&dryRun=true'))).toEqual([2, 1, 0, 0]);
    const key = { 'Idempotency-Key': 'one' };
    expect(counts(await send(caller, csv, 'match=email', key))).toEqual([2, 1, 0, 0]);
    expect(counts(await send(caller, csv, 'match=email', key))).toEqual([2, 1, 0, 0]);
    expect((await send(caller, csv, '', key)).headers['idempotency-replayed']).toBeUndefined();
    expect((await caller.get(`${MEMBERS}/${ada.id}`)).body).toMatchObject({
      name: 'Ada Lovelace',
      email: 'ada@example.com',
      code: 'A',
      version: 2,
    });
    expect(counts(await send(caller, csv.replace('No one,\n', '')))).toEqual([0, 0, 2, 0]);
    expect((await caller.get(`${MEMBERS}/count`)).body.count).toBe(4);
  });

  it('takes a row with an id as before, and refuses a value that an earlier row has, or an invalid one', async () => {
    const caller = await newCaller();
    const { body: ada } = await caller.post(MEMBERS, { body: { name: 'Ada', email: 'ada@example.com' } });
    const csv = `id,name,email\n${ada.id},Ada 2,ada2@example.com\n,Bo,bo@example.com\n,Bo 2,BO@example.com\n,Cy,no address\n`;
    const { body } = await send(caller, csv);
    expect(counts({ body })).toEqual([1, 1, 0, 2]);
    expect(body.rows.map(({ row, status, problem }: never) => [row, status, problem])).toEqual([
      [4, 422, expect.objectContaining({ errors: [expect.objectContaining({ pointer: '/email', code: 'repeated' })] })],
      [5, 422, expect.objectContaining({ errors: [expect.objectContaining({ pointer: '/email', code: 'bad-format' })] })],
    ]);
  });

  it('does not change a record in the trash: its value is taken', async () => {
    const caller = await newCaller();
    const { body: ada } = await caller.post(MEMBERS, { body: { name: 'Ada', email: 'ada@example.com' } });
    await caller.delete(`${MEMBERS}/${ada.id}`);
    const { body } = await send(caller, 'name,email\nNew,ada@example.com\n');
    expect(body.rows[0]).toMatchObject({ row: 2, status: 409, problem: { type: '/problems/not-unique' } });
  });

  it('finds records by an indexed field, and fails where several have the value', async () => {
    const caller = await newCaller();
    for (const name of ['Ada', 'Bo', 'Bo']) await caller.post(MEMBERS, { body: { name } });
    const { body } = await send(caller, 'name,code\nAda,A\nBo,B\nCy,C\n', 'match=name');
    expect(counts({ body })).toEqual([1, 1, 0, 1]);
    expect(body.rows[0]).toMatchObject({ row: 3, status: 422, problem: { errors: [{ pointer: '/name', code: 'several-records' }] } });
  });

  it('is 400 for another field or twice, and 422 if the file lacks the column', async () => {
    const caller = await newCaller();
    const csv = 'name\nAda\n';
    const kind = await caller.post('/api/v1/kinds/import?match=nothing', { headers: { 'Content-Type': 'text/csv' }, body: 'text\na\n' });
    expect([kind.status, kind.body.errors[0].code]).toEqual([400, 'not-a-match-field']);
    expect((await send(caller, csv, 'match=id')).body).toMatchObject({
      status: 400,
      errors: [{ name: 'match', detail: 'must be a unique or indexed field: name, email, code' }],
    });
    expect((await send(caller, csv, 'match=name&match=email')).status).toBe(400);
    expect((await send(caller, csv, 'match=email')).body).toMatchObject({ status: 422, detail: 'The file has no column "email".' });
    expect((await caller.get(MEMBERS)).body.items).toEqual([]);
  });

  it('finds a thousand records with few requests', async () => {
    const caller = await newCaller();
    const rows = Array.from({ length: 1000 }, (_, n) => `Member ${n},m${n}@example.com`);
    const csv = `name,email\n${rows.join('\n')}\n`;
    expect(counts(await send(caller, csv))).toEqual([1000, 0, 0, 0]);
    expect(counts(await send(caller, csv))).toEqual([0, 0, 1000, 0]);
  }, 60_000);
});
