import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ProblemSlug } from '../../src/http/problem.ts';
import { number } from '../../src/schema/fields/number.ts';
import { text } from '../../src/schema/fields/text.ts';
import { textList } from '../../src/schema/fields/text-list.ts';
import { defineRecordType } from '../../src/schema/record-type.ts';
import { withComputed } from '../../src/schema/with-computed.ts';
import { type Client, createClient } from '../support/client.ts';
import { expectProblem, faultsOf } from '../support/problem.ts';
import { make } from '../support/records.ts';
import { type InProcess, startInProcess } from '../support/target.ts';

const PATH = '/api/v1/parcels';

function failIf(isFailing: boolean): void {
  if (isFailing) throw new RangeError('a private reason');
}

/** Sorts in place, as JavaScript allows it in spite of the type. */
function sorted(list: unknown): void {
  if (Array.isArray(list)) list.sort();
}

function failing() {
  failIf(true);
  return {};
}

function sorting(list: unknown) {
  sorted(list);
  return {};
}

const parcels = defineRecordType({
  name: 'parcels',
  title: 'Parcels',
  singular: 'parcel',
  fields: withComputed({ label: text({ max: 40, required: true }), labels: textList({ maxItems: 5, maxLength: 20 }) }, (computed) => ({
    size: computed(number({}), ({ label, labels }) => {
      failIf(label === 'bad size');
      if (label === 'sorts size') sorted(labels);
      return label.length;
    }),
  })),
  filterable: [],
  indexes: [],
  rules: {
    'fits-rule': {
      fields: ['label'],
      check: ({ label, labels }, before) => {
        failIf(label === 'bad rule');
        if (label === 'sorts rule') sorted(labels);
        if (label === 'sorts before') sorted(before?.labels);
        return undefined;
      },
    },
  },
  actions: (action) => ({
    fail: action({ title: 'Fail', change: () => failing() }),
    sort: action({ title: 'Sort', change: ({ labels }) => sorting(labels) }),
  }),
  example: { label: 'Box' },
});

let target: InProcess;
let editor: Client;
let seen = 0;
beforeAll(async () => {
  target = await startInProcess({ recordTypes: [parcels] });
  editor = createClient(target, await target.tokenFor({ sub: 'ed', groups: ['editor'], workspace: 'w' }));
});
afterAll(async () => await target.close());
beforeEach(() => {
  seen = target.log.length;
});

const parcel = async () => await make(editor, 'parcels', { label: 'Box', labels: ['b', 'a'] });

/** Returns the causes in the log lines of a request. */
function causesOf(requestId: unknown) {
  const lines = target.log.slice(seen).map((line) => JSON.parse(line));
  return lines.filter((line) => line.requestId === requestId && line.cause !== undefined).map(({ level, cause }) => ({ level, ...cause }));
}

const THROWN = { name: 'RangeError', message: 'a private reason', stack: expect.stringContaining('failIf') };
const COMPUTED = 'the computed field "size" of parcels threw an error';
const RULE = 'the rule "fits-rule" of parcels threw an error';

describe('own logic that throws', () => {
  it.each<[string, ProblemSlug, string, (path: string) => ReturnType<Client['get']>]>([
    ['a computed field, create', 'invalid-record', COMPUTED, () => editor.post(PATH, { body: { label: 'bad size' } })],
    ['a computed field, patch', 'invalid-record', COMPUTED, (path) => editor.patch(path, { body: { label: 'bad size' } })],
    ['a computed field, put', 'invalid-record', COMPUTED, (path) => editor.put(path, { body: { label: 'bad size' } })],
    ['a rule, create', 'internal-error', RULE, () => editor.post(PATH, { body: { label: 'bad rule' } })],
    ['a rule, patch', 'internal-error', RULE, (path) => editor.patch(path, { body: { label: 'bad rule' } })],
    ['a rule, put', 'internal-error', RULE, (path) => editor.put(path, { body: { label: 'bad rule' } })],
    ['an action', 'internal-error', 'the action "fail" of parcels threw an error', (path) => editor.post(`${path}/actions/fail`)],
  ])('is named in the log, with its cause: %s', async (_, slug, message, send) => {
    const { path, record } = await parcel();
    const answer = await send(path);
    expectProblem(answer, slug);
    expect(answer.text).not.toMatch(/private|stack|cause/);
    if (slug === 'invalid-record') expect(answer.text).toContain('{"in":"body","pointer":"/size","code":"not-computable",');
    expect(causesOf(answer.body.requestId)).toEqual([expect.objectContaining({ level: 'error', message, cause: THROWN })]);
    expect((await editor.get(path)).body).toEqual(record);
  });

  it.each<[string, (path: string, headers?: Record<string, string>) => ReturnType<Client['get']>]>([
    ['a rule, patch', (path, headers = {}) => editor.patch(path, { body: { label: 'bad rule' }, headers })],
    ['a rule, put', (path, headers = {}) => editor.put(path, { body: { label: 'bad rule' }, headers })],
    ['an action', (path, headers = {}) => editor.post(`${path}/actions/fail`, { headers })],
  ])('comes after a version that does not match, and after the trash: %s', async (_, send) => {
    const { path } = await parcel();
    expectProblem(await send(path, { 'If-Match': '"9"' }), 'version-conflict');
    await editor.delete(path);
    expectProblem(await send(path), 'not-found');
  });

  it('fails only its operation of a batch, and its row of an import', async () => {
    const operations = ['good', 'bad size', 'bad rule'].map((label) => ({ method: 'create', record: { label } }));
    const batch = await editor.post(`${PATH}/batch`, { body: { operations } });
    expect(batch.body.results.map(({ status }: { status: number }) => status)).toEqual([201, 422, 500]);
    const csv = 'label\r\ngood\r\nbad size\r\nbad rule\r\n';
    const file = await editor.post(`${PATH}/import`, { headers: { 'Content-Type': 'text/csv' }, body: csv });
    expect(file.body).toMatchObject({
      created: 1,
      failed: 2,
      rows: [
        { row: 3, status: 422 },
        { row: 4, status: 500 },
      ],
    });
    for (const answer of [batch, file]) {
      expect(answer.text).not.toMatch(/private|stack|cause/);
      expect(causesOf(answer.headers['x-request-id']).map(({ message }) => message)).toEqual([COMPUTED, RULE]);
    }
  });
});

describe('own logic', () => {
  it('cannot change the lists that it gets', async () => {
    const { path, record } = await parcel();
    expect(faultsOf(await editor.patch(path, { body: { label: 'sorts size' } }))).toEqual(['not-computable /size']);
    expectProblem(await editor.patch(path, { body: { label: 'sorts rule' } }), 'internal-error');
    expectProblem(await editor.patch(path, { body: { label: 'sorts before' } }), 'internal-error');
    expectProblem(await editor.post(`${path}/actions/sort`), 'internal-error');
    expect((await editor.get(path)).body).toEqual(record);
  });
});
