import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SERVICE_FIELDS } from '../../src/schema/definition.ts';
import { PARTITION_KEY, SORT_KEY, TABLE_INDEXES, TTL_ATTRIBUTE } from '../../src/store/table.ts';
import { createCallers } from '../support/callers.ts';
import { expectProblem, faultsOf } from '../support/problem.ts';
import { countLive, type Made, make, UNKNOWN_ID } from '../support/records.ts';
import { startTarget } from '../support/target.ts';

const target = await startTarget();
const { viewer, editor, admin } = await createCallers(target);
afterAll(() => target.close());

/** What the service sets itself, with a value that it could have. */
const SERVICE_VALUES: Readonly<Record<(typeof SERVICE_FIELDS)[number], unknown>> = {
  id: UNKNOWN_ID,
  createdAt: '2020-01-01T00:00:00.000Z',
  updatedAt: '2020-01-01T00:00:00.000Z',
  createdBy: 'someone-else',
  updatedBy: 'someone-else',
  version: 7,
  deletedAt: '2020-01-01T00:00:00.000Z',
};

/** What lies beside the fields in the table. */
const ATTRIBUTES = [
  ...[PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE, 'writeId', 'previousWriteId', 'bodyHash', 'applied'],
  ...TABLE_INDEXES.flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]),
];

/** What every object has, and what templates, ORMs and databases give a meaning. */
const NAMES = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__', 'then', 'toJSON', 'length'],
  ...[
    '_id',
    '$set',
    '$where',
    '$ref',
    '#pk',
    ':pk',
    'workspace',
    'tenant',
    'type',
    'role',
    'sub',
    'owner',
    'etag',
    '@type',
    'title.x',
    'ID',
    'Version',
  ],
];

const rows: [string, string, unknown][] = [
  ...SERVICE_FIELDS.map((name): [string, string, unknown] => [name, 'read-only', SERVICE_VALUES[name]]),
  ...[...ATTRIBUTES, ...NAMES].map((name): [string, string, unknown] => [name, 'unknown-field', 'x']),
];

describe.each([
  ['tasks', { title: 'live' }],
  ['customers', { name: 'live' }],
])('%s', (type, required) => {
  let live: Made;

  beforeAll(async () => {
    live = await make(editor, type, required);
  });

  it.each(rows)('%s cannot be set, whatever the value and the role', async (name, code, likely) => {
    const pointer = `/${name}`;
    const send = (value: unknown) => ({ headers: { 'Content-Type': 'application/json' }, body: withMember(required, name, value) });
    for (const value of [likely, null]) {
      for (const answer of [
        await admin.post(`/api/v1/${type}`, send(value)),
        await admin.put(live.path, send(value)),
        await admin.patch(live.path, send(value)),
      ]) {
        expectProblem(answer, 'invalid-record');
        expect(faultsOf(answer)).toEqual([`${code} ${pointer}`]);
      }
    }
    const { headers, body: record } = send(likely);
    const operations = [
      `{"method":"create","record":${record}}`,
      ...['update', 'replace'].map((method) => `{"method":"${method}","id":"${live.id}","record":${record}}`),
    ];
    const batch = await admin.post(`/api/v1/${type}/batch`, { headers, body: `{"operations":[${operations.join(',')}]}` });
    expect(batch.body.results).toHaveLength(3);
    for (const [index, { status, problem }] of batch.body.results.entries()) {
      expect(status).toBe(422);
      expect(problem.errors).toMatchObject([{ in: 'body', pointer: `/operations/${index}/record${pointer}`, code }]);
    }
  });

  it.each([
    ['create', 'id'],
    ['create', 'writeId'],
    ['create', 'by'],
    ['update', 'version'],
    ['update', 'permanent'],
    ['delete', 'permanent'],
    ['delete', 'record'],
    ['restore', 'record'],
    ['replace', '__proto__'],
  ])('an operation "%s" of a batch takes no "%s"', async (method, member) => {
    const record = ['create', 'update', 'replace'].includes(method) ? { record: required } : {};
    const operation = withMember({ method, ...(method === 'create' ? {} : { id: live.id }), ...record }, member, UNKNOWN_ID);
    const body = `{"operations":[${operation}]}`;
    const answer = await admin.post(`/api/v1/${type}/batch`, { headers: { 'Content-Type': 'application/json' }, body });
    expect(answer.body.results).toMatchObject([
      { status: 422, problem: { errors: [{ pointer: `/operations/0/${member}`, code: 'unknown-member' }] } },
    ]);
  });

  it('nothing of all that was written', async () => {
    expect((await viewer.get(live.path)).body).toEqual(live.record);
    expect(await countLive(viewer, type)).toBe(1);
  });

  it('an answer shows nothing that only the table needs', async () => {
    const { path } = await make(editor, type, required);
    await editor.patch(path, { body: { tags: ['a'] } });
    const list = await viewer.get(`/api/v1/${type}`);
    for (const record of [(await viewer.get(path)).body, ...list.body.items]) {
      for (const name of ATTRIBUTES) expect(record).not.toHaveProperty(name);
    }
  });
});

/** JSON of an object with one member more; spelt out, because an object literal would take some names for its prototype. */
function withMember(object: object, name: string, value: unknown): string {
  return `{${JSON.stringify(name)}:${JSON.stringify(value)},${JSON.stringify(object).slice(1)}`;
}
