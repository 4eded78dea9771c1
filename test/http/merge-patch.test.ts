import { afterAll, describe, expect, it } from '@jest/globals';
import { choice } from '../../src/schema/fields/choice.ts';
import { text } from '../../src/schema/fields/text.ts';
import { textList } from '../../src/schema/fields/text-list.ts';
import { defineRecordType } from '../../src/schema/record-type.ts';
import { createCallers } from '../support/callers.ts';
import { expectProblem } from '../support/problem.ts';
import { make } from '../support/records.ts';
import { startInProcess } from '../support/target.ts';

const letters = defineRecordType({
  name: 'letters',
  title: 'Letters',
  singular: 'letter',
  fields: {
    a: text({ max: 10 }),
    b: text({ max: 10 }),
    e: text({ max: 10 }),
    list: textList({ maxItems: 3, maxLength: 10 }),
    size: choice({ choices: ['small', 'large'], default: 'small' }),
  },
  filterable: [],
  indexes: [],
  example: {},
});

const target = await startInProcess({ recordTypes: [letters] });
const { editor } = await createCallers(target);
afterAll(() => target.close());

const MERGE_PATCH = { 'Content-Type': 'application/merge-patch+json' };
const DEFAULTS = { size: 'small' };

/** A record's own fields, after a patch. */
async function patched(original: object, patch: unknown): Promise<object> {
  const { path } = await make(editor, 'letters', original);
  const answer = await editor.patch(path, { headers: MERGE_PATCH, body: JSON.stringify(patch) });
  expect(answer.status).toBe(200);
  const { id, createdAt, createdBy, updatedAt, updatedBy, version, ...fields } = answer.body;
  return fields;
}

describe('JSON Merge Patch', () => {
  // RFC 7396, appendix A, as far as records that have fields, but no objects in them, go.
  it.each([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ list: ['b'] }, { list: ['c', 'd'] }, { list: ['c', 'd'] }],
    [{ list: ['a', 'b'] }, { list: ['b'] }, { list: ['b'] }],
    [{ e: null }, { a: '1' }, { a: '1' }],
    [{}, { a: 'b', b: null }, { a: 'b' }],
  ])('%j with %j is %j', async (original, patch, result) => {
    expect(await patched(original, patch)).toEqual({ ...DEFAULTS, ...result });
  });

  it.each([[['c']], [null], ['bar'], [[1, 2]]])(
    'the appendix’s %j would replace the whole: it is no record, and refused',
    async (patch) => {
      const { path, record } = await make(editor, 'letters', { a: 'foo' });
      expectProblem(await editor.patch(path, { headers: MERGE_PATCH, body: JSON.stringify(patch) }), 'invalid-record');
      expect((await editor.get(path)).body).toEqual(record);
    },
  );

  it.each([[{ a: { bb: { ccc: null } } }], [{ a: ['b'] }], [{ list: 'c' }], [{ list: [1] }], [{ list: { 0: 'c' } }], [{ list: [null] }]])(
    'the appendix’s change of a value’s type is refused: %j',
    async (patch) => {
      const { path, record } = await make(editor, 'letters', { a: 'foo', list: ['b'] });
      expectProblem(await editor.patch(path, { headers: MERGE_PATCH, body: JSON.stringify(patch) }), 'invalid-record');
      expect((await editor.get(path)).body).toEqual(record);
    },
  );

  it.each([
    [{ size: 'large' }, { size: null }, { size: 'small' }],
    [{ size: 'large' }, { a: 'b' }, { size: 'large', a: 'b' }],
    [{ size: 'large' }, { size: ' ' }, { size: 'small' }],
    [{ a: 'b' }, { a: ' ' }, DEFAULTS],
    [{ a: 'b' }, { a: '' }, DEFAULTS],
    [{ list: ['a'] }, { list: [] }, DEFAULTS],
  ])('null gives a default where there is one, and blank is as null: %j with %j is %j', async (original, patch, result) => {
    expect(await patched(original, patch)).toEqual(result);
  });
});
