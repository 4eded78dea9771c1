import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { tasks } from '../../src/records/tasks.ts';
import { encryptCursor } from '../../src/store/cursor.ts';
import type { ListQuery, Scope } from '../../src/store/record-store.ts';
import { createCallers } from '../support/callers.ts';
import { expectProblem } from '../support/problem.ts';
import { startInProcess } from '../support/target.ts';

/** The key of a cursor is no secret, so its content is input like any other. */
const target = await startInProcess();
const { editor, workspace } = await createCallers(target);
afterAll(() => target.close());

const scope: Scope = { workspace, type: tasks };
const LISTS: [string, ListQuery][] = [
  ['sort=-createdAt', { sort: { field: 'createdAt', descending: true }, filters: [], words: [], trashed: false }],
  ['sort=title', { sort: { field: 'title', descending: false }, filters: [], words: [], trashed: false }],
  ['trashed=true', { sort: { field: 'createdAt', descending: true }, filters: [], words: [], trashed: true }],
  [
    'sort=dueDate&status=open&dueDate[gte]=2026-01-01',
    {
      sort: { field: 'dueDate', descending: false },
      filters: [
        { field: 'status', operator: 'eq', values: ['open'] },
        { field: 'dueDate', operator: 'gte', values: ['2026-01-01'] },
      ],
      words: [],
      trashed: false,
    },
  ],
];
const ID = '0190c0de-0000-7000-8000-000000000000';

describe.each(LISTS)('a forged cursor of ?%s', (parameters, query) => {
  const answerTo = async (content: unknown) =>
    await editor.get(`/api/v1/tasks?${parameters}&cursor=${encryptCursor(scope, query, content)}`);

  it.each([
    [[5]],
    [[null]],
    [['']],
    [[true]],
    [['x', { S: 'x' }]],
    [[Number.MAX_VALUE]],
    [[ID, `1a\u0001${ID}`, 1]],
    [[ID, 'x']],
    [ID],
    [null],
  ])('with %j is 400', async (content) => {
    const answer = await answerTo(content);
    expectProblem(answer, 'malformed-request');
    expect(answer.body.errors).toEqual([expect.objectContaining({ name: 'cursor', code: 'bad-cursor' })]);
  });

  it('is 400 or starts elsewhere in the same list, whatever is in it', async () => {
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.tuple(fc.jsonValue(), fc.jsonValue()),
      fc.tuple(fc.constant(ID), fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue())),
      fc.string({ unit: 'binary' }).map((text) => [ID, `1${text}\u0001${ID}`]),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (content) => {
        expect([200, 400]).toContain((await answerTo(content)).status);
      }),
      { numRuns: 60 },
    );
  });
});
