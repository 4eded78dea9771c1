import { afterAll, describe, expect, it } from '@jest/globals';
import { savedViews } from '../../src/schema/saved-views.ts';
import { createCallers } from '../support/callers.ts';
import { expectProblem } from '../support/problem.ts';
import { startInProcess } from '../support/target.ts';

const target = await startInProcess();
const { editor, admin, workspace } = await createCallers(target);
afterAll(() => target.close());

const VIEWS = '/api/v1/views';
const scope = { workspace, type: savedViews };

/** A view from a time when tasks had a field “colour”, and one of a type that is gone. */
async function makeOutdated() {
  const { store } = target.services;
  const values = { type: 'tasks', name: 'Red', kind: 'board', by: 'colour', query: 'colour=red&status=open', columns: ['colour', 'tags'] };
  const view = await store.create(scope, values, { by: 'ada' });
  const orphan = await store.create(scope, { ...values, type: 'no-such-type' }, { by: 'ada' });
  return { view, orphan };
}

describe('a view whose fields are gone', () => {
  it('is returned as it is, and can get a new name', async () => {
    const { view, orphan } = await makeOutdated();
    for (const outdated of [view, orphan]) {
      const path = `${VIEWS}/${outdated.id}`;
      expect((await editor.get(path)).body).toEqual(outdated);
      const renamed = await editor.patch(path, { body: { name: 'Was red', query: 'colour=red&status=open' } });
      expect(renamed.body).toMatchObject({
        ...outdated,
        name: 'Was red',
        version: 2,
        updatedAt: expect.any(String),
        updatedBy: expect.any(String),
      });
    }
    const { items } = (await editor.get(`${VIEWS}?type=tasks`)).body;
    expect(items.map(({ id }: { id: string }) => id)).toEqual([view.id]);
  });

  it('takes no other value that its type does not have', async () => {
    const { view } = await makeOutdated();
    expectProblem(await editor.patch(`${VIEWS}/${view.id}`, { body: { query: 'colour=blue' } }), 'invalid-record');
    const mended = await editor.patch(`${VIEWS}/${view.id}`, { body: { kind: 'list', by: null, query: 'status=open', columns: null } });
    expect(mended.body).toMatchObject({ kind: 'list', query: 'status=open', version: 2 });
  });
});

describe('the views of a workspace', () => {
  it('are listed completely by more than one page of the table', async () => {
    const { store } = target.services;
    const values = { type: 'customers', name: 'x', kind: 'list' };
    await Promise.all(Array.from({ length: 210 }, async () => await store.create(scope, values, { by: 'ada' })));
    expect((await admin.get(`${VIEWS}?type=customers`)).body.items).toHaveLength(210);
    const answer = await editor.post(VIEWS, { body: { type: 'customers', name: 'One more' } });
    expectProblem(answer, 'invalid-record');
    expect(answer.body.errors).toEqual([expect.objectContaining({ code: 'too-many', detail: expect.stringContaining('at most 200') })]);
    expect((await editor.post(VIEWS, { body: { type: 'customers', name: 'My own', owner: 'me' } })).status).toBe(201);
  });
});
