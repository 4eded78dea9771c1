import { afterAll, describe, expect, it } from '@jest/globals';
import { NAME } from '../../src/name.ts';
import { createCallers } from '../support/callers.ts';
import { createClient } from '../support/client.ts';
import { make } from '../support/records.ts';
import { startTarget } from '../support/target.ts';
import type { TokenSubject } from '../support/token-issuer.ts';

const target = await startTarget();
const { workspace, editor } = await createCallers(target);
afterAll(() => target.close());

type Right = 'nothing' | 'reads' | 'writes' | 'deletes for good';
type Subject = Omit<TokenSubject, 'sub'>;

const people: [string, Subject, Right][] = [
  ['in no group claim', {}, 'writes'],
  ['in no group', { groups: [] }, 'writes'],
  ['in viewer', { groups: ['viewer'] }, 'reads'],
  ['in editor', { groups: ['editor'] }, 'writes'],
  ['in admin', { groups: ['admin'] }, 'deletes for good'],
  ['in viewer and admin', { groups: ['viewer', 'admin'] }, 'deletes for good'],
  ['in admin and viewer', { groups: ['admin', 'viewer'] }, 'deletes for good'],
  ['in viewer, editor and a group of others', { groups: ['viewer', 'staff', 'editor'] }, 'writes'],
  ['in groups of others alone', { groups: ['staff', 'notadmin', 'administrators'] }, 'reads'],
  ['in Admin, which is not admin', { groups: ['Admin', 'ADMIN'] }, 'reads'],
  ['in a group whose name holds another', { groups: ['staff,admin'] }, 'reads'],
];

const machines: [string, Subject, Right][] = [
  [`${NAME}/read`, { scope: `${NAME}/read` }, 'reads'],
  [`${NAME}/write`, { scope: `${NAME}/write` }, 'writes'],
  [`${NAME}/admin`, { scope: `${NAME}/admin` }, 'deletes for good'],
  ['two of ours: the highest counts', { scope: `${NAME}/admin ${NAME}/read` }, 'deletes for good'],
  ['ours among others', { scope: `other/thing ${NAME}/write openid` }, 'writes'],
  ['none of ours', { scope: 'other/admin' }, 'nothing'],
  ['what looks like ours', { scope: `${NAME}/administrate notrecords/admin ${NAME}/admin,${NAME}/write` }, 'nothing'],
  ['groups, which say nothing of a machine', { scope: `${NAME}/read`, groups: ['admin'] }, 'reads'],
];

/** What a caller may do, found out by trying everything. */
async function rightsOf(subject: TokenSubject): Promise<Right> {
  const caller = createClient(target, await target.tokenFor(subject));
  const { path } = await make(editor, 'tasks', { title: 'x' });
  const statuses = [
    (await caller.get(path)).status,
    (await caller.get('/api/v1')).status,
    (await caller.patch(path, { body: { title: 'y' } })).status,
    (await caller.post('/api/v1/tasks', { body: { title: 'x' } })).status,
    (await caller.delete(path)).status,
    (await caller.post(`${path}/restore`)).status,
    (await caller.delete(`${path}?permanent=true`)).status,
  ];
  const rights: [Right, number[]][] = [
    ['nothing', [403, 403, 403, 403, 403, 403, 403]],
    ['reads', [200, 200, 403, 403, 403, 403, 403]],
    ['writes', [200, 200, 200, 201, 204, 200, 403]],
    ['deletes for good', [200, 200, 200, 201, 204, 200, 204]],
  ];
  const right = rights.find(([, expected]) => expected.join() === statuses.join())?.[0];
  if (right === undefined) throw new Error(`no role has these rights: ${statuses.join()}`);
  return right;
}

// A deployed stack has only its fixed callers (`npm run test:deployed`). Every other target runs these tests.
const describeCallers = target.makesCallers ? describe : describe.skip;

describeCallers('what a caller may do', () => {
  it.each(people)('is that of a person %s', async (_, subject, right) => {
    expect(await rightsOf({ sub: crypto.randomUUID(), workspace, ...subject })).toBe(right);
  });

  it.each(machines)('is that of a machine with %s', async (_, subject, right) => {
    expect(await rightsOf({ sub: crypto.randomUUID(), workspace, machine: true, ...subject })).toBe(right);
  });

  it('is limited by a scope that a person’s app was given', async () => {
    expect(await rightsOf({ sub: 'ada', workspace, groups: ['admin'], scope: `openid ${NAME}/read` })).toBe('reads');
    expect(await rightsOf({ sub: 'ada', workspace, groups: ['viewer'], scope: `${NAME}/admin` })).toBe('reads');
  });
});

describeCallers('whose records a caller works with', () => {
  it('comes from the workspace claim, for every caller', async () => {
    const { path } = await make(editor, 'tasks', { title: 'shared' });
    const sub = crypto.randomUUID();
    const colleague = createClient(target, await target.tokenFor({ sub, workspace }));
    const elsewhere = createClient(target, await target.tokenFor({ sub, workspace: crypto.randomUUID() }));
    expect((await colleague.get(path)).body.title).toBe('shared');
    expect((await elsewhere.get(path)).status).toBe(404);
  });

  it('is the whole claim: workspaces whose names begin alike are separate', async () => {
    const name = crypto.randomUUID();
    const clients = await Promise.all(
      [name, `${name}1`, `${name}/tasks`, name.toUpperCase()].map(async (own) =>
        createClient(target, await target.tokenFor({ sub: 'ada', workspace: own })),
      ),
    );
    for (const [n, client] of clients.entries()) await make(client, 'tasks', { title: `${n}` });
    for (const [n, client] of clients.entries()) {
      expect((await client.get('/api/v1/tasks?fields=title')).body.items).toEqual([{ id: expect.any(String), title: `${n}` }]);
    }
  });

  it.each([
    ['is kept as createdBy and updatedBy: a person', {}],
    ['is kept as createdBy and updatedBy: a machine', { machine: true, scope: `${NAME}/write` }],
  ])('%s', async (_, subject) => {
    const sub = `${crypto.randomUUID()}|with.signs@and-more`;
    const caller = createClient(target, await target.tokenFor({ sub, workspace, ...subject }));
    const { path, record } = await make(caller, 'tasks', { title: 'x' });
    expect(record).toMatchObject({ createdBy: sub, updatedBy: sub });
    const changed = await editor.patch(path, { body: { title: 'y' } });
    expect(changed.body).toMatchObject({ createdBy: sub, updatedBy: `editor-${workspace}` });
  });

  it.each([['a#b'], ['a b'], [''], ['x'.repeat(129)], ['a\u0001b'], ['ä']])('is nobody’s for a workspace named %j: 401', async (own) => {
    const caller = createClient(target, await target.tokenFor({ sub: 'ada', workspace: own }));
    expect((await caller.get('/api/v1/tasks')).status).toBe(401);
  });
});
