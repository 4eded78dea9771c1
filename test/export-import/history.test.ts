import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { exportRecords } from '../../src/export-import/export-records.ts';
import { importRecords } from '../../src/export-import/import-records.ts';
import { recordTypes } from '../../src/records/index.ts';
import type { Client } from '../support/client.ts';
import { eventually } from '../support/eventually.ts';
import { make } from '../support/records.ts';
import { type InProcess, startInProcess } from '../support/target.ts';
import { callerIn, fillWithEverything, tableOf } from './support/transfer.ts';

const quietly = { onProgress: () => undefined };
let folder: string;
let source: InProcess;
let goal: InProcess;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'history-'));
  [source, goal] = [await startInProcess(), await startInProcess()];
});
afterEach(async () => {
  await Promise.all([source.close(), goal.close()]);
  await rm(folder, { recursive: true });
});

interface Change {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly action: string;
}

/** All changes of a workspace, in an order that does not depend on their arrival. */
async function changesOf(caller: Client): Promise<Change[]> {
  const changes: Change[] = [];
  for (let since = '', more = true; more; ) {
    const { body } = await caller.get(`/api/v1/changes?limit=100${since}`);
    changes.push(...body.items);
    since = `&since=${body.nextCursor}`;
    more = body.more;
  }
  const keyOf = ({ type, id, version }: Change) => `${type}/${id}/${String(version).padStart(4, '0')}`;
  return changes.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

const exportAll = async (from: InProcess, options: { workspace?: string } = {}) =>
  await exportRecords(tableOf(from), { folder, ...quietly, ...options });
const importAll = async (into: InProcess, options: { into?: string } = {}) =>
  await importRecords(tableOf(into), { folder, recordTypes, ...quietly, ...options });

/** Waits until the history has this change. */
async function arrived(caller: Client, path: string, version: number): Promise<Change> {
  return await eventually(async () => {
    const { body } = await caller.get(`${path}/history?limit=1`);
    expect(body.items[0]?.version).toBe(version);
    return body.items[0];
  });
}

describe('an export', () => {
  it.each([
    ['of all workspaces', {}, {}, 'one'],
    ['of one workspace, into another', { workspace: 'one' }, { into: 'elsewhere' }, 'elsewhere'],
  ])('%s carries the history, so that a copy answers the same', async (_, exported, imported, workspace) => {
    await fillWithEverything(source);
    const [there, here] = [await callerIn(source, 'one'), await callerIn(goal, workspace)];
    const { record, path } = await make(there, 'tasks', { title: 'first' });
    const patched = await there.patch(path, { body: { title: 'second' } });
    await arrived(there, path, 2);
    const { digest } = await exportAll(source, exported);
    expect((await importAll(goal, imported)).different).toEqual([]);

    const changes = await changesOf(there);
    expect(changes.some(({ action }) => action === 'delete')).toBe(true);
    expect(await changesOf(here)).toEqual(changes);
    expect((await here.get(`${path}/history`)).body).toEqual((await there.get(`${path}/history`)).body);
    expect((await here.get(`${path}/history/1`)).body).toEqual(record);
    if (workspace === 'one') {
      folder = join(folder, 'again');
      expect((await exportAll(goal)).digest).toBe(digest);
      folder = join(folder, '..');
    }
    const undone = await here.post(`/api/v1/change-sets/${patched.headers['change-set']}/undo`);
    expect(undone.body).toMatchObject({ undone: 1 });
    expect((await here.get(path)).body).toMatchObject({ title: 'first', version: 3 });
    await arrived(here, path, 3);
  });
});

describe('an import', () => {
  it('brings the history of a permanently deleted record back, and later changes follow it', async () => {
    const caller = await callerIn(source, 'one');
    const { path } = await make(caller, 'tasks', { title: 'first' });
    await caller.patch(path, { body: { title: 'second' } });
    await arrived(caller, path, 2);
    await exportAll(source);
    await caller.patch(path, { body: { title: 'third' } });
    await caller.delete(`${path}?permanent=true`);
    await eventually(async () => expect((await changesOf(caller)).map(({ action }) => action)).toEqual(['delete']));
    expect(await importAll(source)).toMatchObject({ created: 1 });
    expect((await caller.get(`${path}/history/1`)).body).toMatchObject({ title: 'first', version: 1 });
    for (const title of ['c', 'd', 'e']) await caller.patch(path, { body: { title } });
    await arrived(caller, path, 5);
    expect((await caller.get(`${path}/history`)).body.items.map(({ version }: Change) => version)).toEqual([5, 4, 3, 2, 1]);
  });

  it('of records without a history is an entry itself', async () => {
    const without = await startInProcess({ services: { history: undefined } });
    const { path } = await make(await callerIn(without, 'one'), 'tasks', { title: 'first' });
    await (await callerIn(without, 'one')).patch(path, { body: { title: 'second' } });
    await exportAll(without);
    await without.close();
    await importAll(goal);
    expect(await arrived(await callerIn(goal, 'one'), path, 2)).toMatchObject({ action: 'import', changes: { title: { to: 'second' } } });
  });
});
