import { afterAll, describe, expect, it } from '@jest/globals';
import { createCallers } from '../support/callers.ts';
import type { Client } from '../support/client.ts';
import { eventually } from '../support/eventually.ts';
import { expectProblem } from '../support/problem.ts';
import { make } from '../support/records.ts';
import { startTarget } from '../support/target.ts';

const target = await startTarget();
const { viewer, editor, admin, stranger } = await createCallers(target);
/** Those who list change sets: changes of other tests may arrive between theirs. */
const listing = await createCallers(target);
afterAll(() => target.close());

/** Only after this time is a change set without entries known to have none. */
const ARRIVAL_MS = 12_000;

interface Entry {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly action: string;
  readonly changes: Record<string, unknown>;
}

/** The history of a record, once it has this many entries; newest first. */
async function historyOf(path: string, length: number, client: Client = viewer): Promise<Entry[]> {
  return await eventually(async () => {
    const { body } = await client.get(`${path}/history`);
    expect(body.items).toHaveLength(length);
    return body.items;
  });
}

/** Reads the feed from a cursor until a change arrives that passes the test; returns all that came, each once. */
async function changesUntil(since: string, isLast: (entry: Entry) => boolean, query = ''): Promise<Entry[]> {
  const found: Entry[] = [];
  let cursor = since;
  return await eventually(async () => {
    const { status, body } = await viewer.get(`/api/v1/changes?limit=100${cursor === '' ? '' : `&since=${cursor}`}${query}`);
    expect(status).toBe(200);
    const isNew = ({ id, version }: Entry) => !found.some((known) => known.id === id && known.version === version);
    found.push(...body.items.filter(isNew));
    cursor = body.nextCursor;
    expect(found.some(isLast)).toBe(true);
    return found;
  });
}

async function endOfFeed(): Promise<string> {
  let { body } = await viewer.get('/api/v1/changes?limit=100');
  while (body.more) ({ body } = await viewer.get(`/api/v1/changes?limit=100&since=${body.nextCursor}`));
  return body.nextCursor;
}

async function undo(changeSet: unknown, query = '', client: Client = editor) {
  return await eventually(async () => {
    const answer = await client.post(`/api/v1/change-sets/${changeSet}/undo${query}`);
    expect(answer.status).not.toBe(503);
    return answer;
  });
}

describe('GET /api/v1/{type}/{id}/history', () => {
  it('tells who did what, newest first', async () => {
    const { path, record } = await make(editor, 'tasks', { title: 'one' });
    await editor.patch(path, { body: { status: 'done', priority: null } });
    await editor.delete(path);
    await editor.post(`${path}/restore`);
    const items = await historyOf(path, 4);
    expect(items.map(({ action, version }) => [version, action])).toEqual([
      [4, 'restore'],
      [3, 'trash'],
      [2, 'update'],
      [1, 'create'],
    ]);
    expect(items[2]).toMatchObject({ by: record['createdBy'], changes: { status: { from: 'open', to: 'done' } } });
    expect(items[3]?.changes).toMatchObject({ title: { to: 'one' }, status: { to: 'open' } });
    expect(items[0]?.changes).toEqual({});
  });

  it('has no entry for a write that changed nothing', async () => {
    const { path } = await make(editor, 'tasks', { title: 'same' });
    await editor.patch(path, { body: { title: 'same' } });
    await editor.patch(path, { body: { title: 'other' } });
    expect((await historyOf(path, 2)).map(({ version }) => version)).toEqual([2, 1]);
  });

  it('has pages', async () => {
    const { path } = await make(editor, 'tasks', { title: 'v1' });
    for (const title of ['v2', 'v3', 'v4', 'v5']) await editor.patch(path, { body: { title } });
    await historyOf(path, 5);
    const first = await viewer.get(`${path}/history?limit=2`);
    expect(first.body.items.map(({ version }: Entry) => version)).toEqual([5, 4]);
    const second = await viewer.get(`${path}/history?limit=2&cursor=${first.body.nextCursor}`);
    expect(second.body.items.map(({ version }: Entry) => version)).toEqual([3, 2]);
    const last = await viewer.get(`${path}/history?limit=2&cursor=${second.body.nextCursor}`);
    expect(last.body).toMatchObject({ items: [{ version: 1 }], nextCursor: null });
  });

  it.each(['limit=0', 'limit=101', 'cursor=x', 'cursor=0', 'cursor=-1', 'sort=at'])('refuses %s', async (query) => {
    const { path } = await make(editor, 'tasks', { title: 'x' });
    expectProblem(await viewer.get(`${path}/history?${query}`), 'malformed-request');
  });

  it('stays readable when the person who made it is erased', async () => {
    await editor.put('/api/v1/people/me', { body: { name: 'Ed' } });
    const { path, record } = await make(editor, 'tasks', { title: 'x' });
    const before = await historyOf(path, 1);
    expect((await admin.delete(`/api/v1/people/${encodeURIComponent(String(record['createdBy']))}`)).status).toBe(204);
    expect(await historyOf(path, 1)).toEqual(before);
    expect(before[0]).toMatchObject({ by: record['createdBy'] });
  });

  it('is gone with a record that is deleted permanently', async () => {
    const { path } = await make(editor, 'tasks', { title: 'secret' });
    await historyOf(path, 1);
    await admin.delete(`${path}?permanent=true`);
    expectProblem(await viewer.get(`${path}/history`), 'not-found');
    expectProblem(await viewer.get(`${path}/history/1`), 'not-found');
  });
});

describe('a version', () => {
  it('is the record as it was, and can be restored', async () => {
    const { path, record } = await make(editor, 'tasks', { title: 'old', tags: ['a'] });
    await editor.patch(path, { body: { title: 'new', tags: null, notes: 'added' } });
    await historyOf(path, 2);
    const { body: former } = await viewer.get(`${path}/history/1`);
    expect(former).toEqual(record);
    const restored = await editor.post(`${path}/history/1/restore`, { headers: { 'If-Match': '"2"' } });
    expect(restored.body).toMatchObject({ title: 'old', tags: ['a'], version: 3 });
    expect(restored.body).not.toHaveProperty('notes');
    expect(restored.headers['etag']).toBe('"3"');
    expect((await historyOf(path, 3))[0]).toMatchObject({ action: 'restore', version: 3 });
  });

  it('is not restored over a version that nobody has seen', async () => {
    const { path } = await make(editor, 'tasks', { title: 'old' });
    await editor.patch(path, { body: { title: 'new' } });
    await historyOf(path, 2);
    expectProblem(await editor.post(`${path}/history/1/restore`, { headers: { 'If-Match': '"1"' } }), 'version-conflict');
    expect((await viewer.get(path)).body).toMatchObject({ title: 'new', version: 2 });
  });

  it.each(['0', '3', '01', 'x', '99999999999'])('%s is not found', async (version) => {
    const { path } = await make(editor, 'tasks', { title: 'x' });
    expectProblem(await viewer.get(`${path}/history/${version}`), 'not-found');
    expectProblem(await editor.post(`${path}/history/${version}/restore`), 'not-found');
  });
});

describe('GET /api/v1/changes', () => {
  it('tells all changes since a cursor, in the order of the versions, with permanent deletes', async () => {
    const since = await endOfFeed();
    const { path, record } = await make(editor, 'tasks', { title: 'first' });
    await editor.patch(path, { body: { title: 'second' } });
    await admin.delete(`${path}?permanent=true`);
    const found = await changesUntil(since, ({ id, action }) => id === record['id'] && action === 'delete');
    const own = found.filter(({ id }) => id === record['id']);
    expect(new Set(own.map(({ version }) => version)).has(3)).toBe(true);
    expect(own.map(({ version }) => version)).toEqual([...own.map(({ version }) => version)].sort());
    expect(own.at(-1)).toMatchObject({ type: 'tasks', action: 'delete', changes: {} });
  });

  it('tells those of one type', async () => {
    const since = await endOfFeed();
    await make(editor, 'tasks', { title: 'x' });
    const customer = await make(editor, 'customers', { name: 'x' });
    const found = await changesUntil(since, ({ id }) => id === customer.record['id'], '&type=customers');
    expect(found.filter(({ type }) => type !== 'customers')).toEqual([]);
  });

  it('does not tell those of another workspace', async () => {
    const { record } = await make(editor, 'tasks', { title: 'mine' });
    await changesUntil('', ({ id }) => id === record['id']).catch(() => undefined);
    const { body } = await stranger.get('/api/v1/changes');
    expect(body.items).not.toContainEqual(expect.objectContaining({ id: record['id'] }));
  });

  it.each([
    'since=x',
    'since=',
    'type=none',
    'limit=0',
    'cursor=x',
    `since=${Buffer.from('2026-01-01T00:00:00.000Z|￿|').toString('base64url')}`,
  ])('refuses %s', async (query) => expectProblem(await viewer.get(`/api/v1/changes?${query}`), 'malformed-request'));
});

describe('GET /api/v1/changes?since=now', () => {
  it('skips what happened before', async () => {
    const before = await make(editor, 'tasks', { title: 'before' });
    await historyOf(before.path, 1);
    const { body } = await viewer.get('/api/v1/changes?since=now');
    expect(body).toMatchObject({ items: [], more: false });
    const { record } = await make(editor, 'tasks', { title: 'after' });
    await changesUntil(body.nextCursor, ({ id }) => id === record['id']);
  });
});

describe('GET /api/v1/change-sets', () => {
  const { viewer, editor } = listing;

  const listed = async (query = '', client: Client = viewer) => (await client.get(`/api/v1/change-sets?${query}`)).body;

  it('tells what each request changed, the latest first', async () => {
    const { path, record } = await make(editor, 'tasks', { title: 'one' });
    const patched = await editor.patch(path, { body: { status: 'done' } });
    await historyOf(path, 2, viewer);
    const { items } = await listed('limit=2');
    expect(items.map(({ actions }: { actions: string[] }) => actions)).toEqual([['update'], ['create']]);
    expect(items[0]).toMatchObject({ id: patched.headers['change-set'], by: record['createdBy'], changes: 1, types: ['tasks'] });
    expect(items[0].records).toEqual([
      expect.objectContaining({ id: record['id'], title: 'one', changes: { status: { from: 'open', to: 'done' } } }),
    ]);
  });

  it('counts all changes of an import, and continues one that does not fit on a page', async () => {
    const rows = Array.from({ length: 12 }, (_, n) => `imported ${n}`);
    const headers = { 'Content-Type': 'text/csv' };
    const imported = await editor.post('/api/v1/customers/import', { headers, body: `name\n${rows.join('\n')}\n` });
    const id = imported.headers['change-set'];
    await eventually(async () => {
      const { items } = await listed('limit=100');
      expect(items.find((item: { id: string }) => item.id === id)).toMatchObject({
        changes: 12,
        types: ['customers'],
        actions: ['import'],
      });
    });
    // The number is known with the first entry; this answers once all have arrived.
    await undo(id, '?dryRun=true', editor);
    const first = await listed('limit=1');
    expect(first.items).toEqual([expect.objectContaining({ id, changes: 12 })]);
    expect(first.items[0].records).toHaveLength(3);
    const second = await listed(`limit=1&cursor=${first.nextCursor}`);
    expect(second.items).toEqual([expect.objectContaining({ id, changes: 12 })]);
  });

  it('has pages without gaps or repetitions', async () => {
    const { path } = await make(editor, 'tasks', { title: 'v1' });
    for (const title of ['v2', 'v3', 'v4']) await editor.patch(path, { body: { title } });
    await historyOf(path, 4, viewer);
    const titles: string[] = [];
    let cursor = '';
    for (let page = 0; page < 4; page++) {
      const body = await listed(`limit=1${cursor}`);
      titles.push(body.items[0].records[0].title);
      cursor = `&cursor=${body.nextCursor}`;
    }
    expect(titles).toEqual(['v4', 'v3', 'v2', 'v1']);
  });

  it('does not tell those of another workspace', async () => {
    const { path, record } = await make(editor, 'tasks', { title: 'mine' });
    await historyOf(path, 1, viewer);
    expect(JSON.stringify(await listed('limit=100', stranger))).not.toContain(String(record['id']));
  });

  it('names the change set that a batch, an import or an undo continues, and undoes each by itself', async () => {
    const create = (title: string) => ({ body: { operations: [{ method: 'create', record: { title } }] } });
    const first = await editor.post('/api/v1/tasks/batch', create('first part'));
    const continues = String(first.headers['change-set']);
    const second = await editor.post('/api/v1/tasks/batch', { ...create('second part'), headers: { 'Change-Set': continues } });
    const csv = { 'Content-Type': 'text/csv', 'Change-Set': continues };
    const third = await editor.post('/api/v1/tasks/import', { headers: csv, body: 'title\nthird part\n' });
    const parts = [first, second, third].map(({ headers }) => headers['change-set']);
    expect(new Set(parts).size).toBe(3);
    await eventually(async () => {
      const { items } = await listed('limit=100');
      const found = parts.map((part) => items.find(({ id }: { id: string }) => id === part)?.continues);
      expect(found).toEqual([null, continues, continues]);
    }, ARRIVAL_MS);
    const undone = await eventually(async () => {
      const answer = await editor.post(`/api/v1/change-sets/${parts[1]}/undo`, { headers: { 'Change-Set': continues } });
      expect(answer.status).toBe(200);
      return answer;
    }, ARRIVAL_MS);
    expect(undone.body).toMatchObject({ undone: 1 });
    expect((await viewer.get('/api/v1/tasks?title=first part')).body.items).toHaveLength(1);
    await eventually(async () => {
      const { items } = await listed('limit=100');
      expect(items.find(({ id }: { id: string }) => id === undone.headers['change-set'])).toMatchObject({ continues });
    }, ARRIVAL_MS);
  });

  it('refuses to continue what is no change set, and writes nothing', async () => {
    const body = { operations: [{ method: 'create', record: { title: 'not written' } }] };
    const answer = await editor.post('/api/v1/tasks/batch', { headers: { 'Change-Set': 'the first' }, body });
    expectProblem(answer, 'malformed-request');
    expect(answer.body.errors).toEqual([expect.objectContaining({ in: 'header', name: 'Change-Set', code: 'bad-format' })]);
    expect((await viewer.get('/api/v1/tasks?title=not written')).body.items).toEqual([]);
  });

  it.each(['limit=0', 'limit=101', 'cursor=x', 'cursor=', 'sort=at'])('refuses %s', async (query) =>
    expectProblem(await viewer.get(`/api/v1/change-sets?${query}`), 'malformed-request'),
  );
});

describe('undo of a change set', () => {
  it('puts each record of a batch back, and leaves alone what changed since', async () => {
    const kept = await make(editor, 'tasks', { title: 'kept', status: 'open' });
    const touched = await make(editor, 'tasks', { title: 'touched', status: 'open' });
    const trashed = await make(editor, 'tasks', { title: 'trashed' });
    const batch = await editor.post('/api/v1/tasks/batch', {
      body: {
        operations: [
          { method: 'update', id: kept.record['id'], record: { status: 'done', notes: 'x' } },
          { method: 'update', id: touched.record['id'], record: { status: 'done' } },
          { method: 'delete', id: trashed.record['id'] },
          { method: 'create', record: { title: 'created' } },
        ],
      },
    });
    const changeSet = batch.headers['change-set'];
    await editor.patch(touched.path, { body: { title: 'touched again' } });
    const created = `/api/v1/tasks/${batch.body.results[3].record.id}`;
    const dry = await undo(changeSet, '?dryRun=true');
    expect(dry.body).toMatchObject({ undone: 3, changedSince: 1, gone: 0 });
    expect(dry.headers).not.toHaveProperty('change-set');
    expect((await viewer.get(kept.path)).body).toMatchObject({ status: 'done' });

    const undone = await undo(changeSet);
    expect(undone.body).toMatchObject({ undone: 3, changedSince: 1, gone: 0 });
    expect(undone.body.records).toContainEqual({ type: 'tasks', id: touched.record['id'], outcome: 'changed-since' });
    const { body: back } = await viewer.get(kept.path);
    expect(back).toMatchObject({ status: 'open', version: 3 });
    expect(back).not.toHaveProperty('notes');
    expect((await viewer.get(touched.path)).body).toMatchObject({ title: 'touched again', status: 'done' });
    expect((await viewer.get(trashed.path)).status).toBe(200);
    expectProblem(await viewer.get(created), 'not-found');
    expect((await historyOf(kept.path, 3))[0]).toMatchObject({ action: 'undo' });
  });

  it('undoes an undo', async () => {
    const { path } = await make(editor, 'tasks', { title: 'one' });
    const patched = await editor.patch(path, { body: { title: 'two' } });
    const undone = await undo(patched.headers['change-set']);
    expect((await viewer.get(path)).body).toMatchObject({ title: 'one' });
    await undo(undone.headers['change-set']);
    expect((await viewer.get(path)).body).toMatchObject({ title: 'two', version: 4 });
  });

  it('takes an import back', async () => {
    const { path, record } = await make(editor, 'tasks', { title: 'before' });
    const imported = await editor.post('/api/v1/tasks/import', {
      headers: { 'Content-Type': 'text/csv' },
      body: `id,title\n${record['id']},after\n,new\n`,
    });
    expect(imported.body).toMatchObject({ created: 1, updated: 1 });
    expect((await undo(imported.headers['change-set'])).body).toMatchObject({ undone: 2 });
    expect((await viewer.get(path)).body).toMatchObject({ title: 'before' });
    expect((await historyOf(path, 3)).map(({ action }) => action)).toEqual(['undo', 'import', 'create']);
  });

  it('finds the record gone that was deleted permanently since', async () => {
    const { path } = await make(editor, 'tasks', { title: 'one' });
    const patched = await editor.patch(path, { body: { title: 'two' } });
    await historyOf(path, 2);
    await admin.delete(`${path}?permanent=true`);
    await eventually(async () => {
      const { body } = await editor.post(`/api/v1/change-sets/${patched.headers['change-set']}/undo`);
      expect(body.status).toBe(404);
    }, ARRIVAL_MS);
  });

  it('puts the other records of a batch back when one was deleted permanently since, and names that one', async () => {
    const since = await endOfFeed();
    const batch = await editor.post('/api/v1/tasks/batch', {
      body: { operations: ['kept', 'deleted'].map((title) => ({ method: 'create', record: { title } })) },
    });
    const [kept, deleted] = batch.body.results.map(({ record }: { record: { id: string } }) => record.id);
    await historyOf(`/api/v1/tasks/${kept}`, 1);
    await admin.delete(`/api/v1/tasks/${deleted}?permanent=true`);
    await changesUntil(since, ({ id, action }) => id === deleted && action === 'delete');
    const { status, body } = await undo(batch.headers['change-set']);
    expect([status, body]).toMatchObject([200, { undone: 1, gone: 1, changedSince: 0 }]);
    expect(body.records).toContainEqual({ type: 'tasks', id: deleted, outcome: 'gone' });
    expectProblem(await viewer.get(`/api/v1/tasks/${kept}`), 'not-found');
  });

  it('is one of the own workspace only', async () => {
    const { path } = await make(editor, 'tasks', { title: 'one' });
    const patched = await editor.patch(path, { body: { title: 'two' } });
    await historyOf(path, 2);
    const answer = await stranger.post(`/api/v1/change-sets/${patched.headers['change-set']}/undo`);
    expect([404, 503]).toContain(answer.status);
    expect((await viewer.get(path)).body).toMatchObject({ title: 'two' });
  });
});
