import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Client, createClient } from '../support/client.ts';
import { eventually } from '../support/eventually.ts';
import { type Change, hookedType } from '../support/hooked-type.ts';
import { make } from '../support/records.ts';
import { type InProcess, startInProcess } from '../support/target.ts';

let target: InProcess;
let admin: Client;
const changes: Change[] = [];
beforeAll(async () => {
  target = await startInProcess({ recordTypes: [hookedType((change) => void changes.push(change))] });
  admin = createClient(target, await target.tokenFor({ sub: 'ada', groups: ['admin'], workspace: 'blue' }));
});
beforeEach(() => void changes.splice(0));
afterAll(async () => await target.close());

/** Waits for so many changes, and returns all. */
async function seen(count: number): Promise<readonly Change[]> {
  await eventually(async () => expect(changes.length).toBeGreaterThanOrEqual(count));
  return changes;
}

describe('hooks.after', () => {
  it('gets each change of a record as the API returns it, in order, each with an id of its own', async () => {
    const created = (await admin.post('/api/v1/orders', { body: { label: 'a' } })).body;
    const path = `/api/v1/orders/${created.id}`;
    const updated = (await admin.patch(path, { body: { state: 'sent' } })).body;
    await admin.delete(path);
    const trashed = (await admin.get('/api/v1/orders?trashed=true')).body.items[0];
    const restored = (await admin.post(`${path}/restore`)).body;
    const { headers } = await admin.delete(`${path}?permanent=true`);
    const facts = { workspace: 'blue', type: 'orders', recordId: created.id, by: 'ada', via: undefined };
    const [, , , , last] = await seen(5);
    expect(changes).toEqual(
      [
        { change: 'created', record: created, before: undefined },
        { change: 'updated', record: updated, before: created },
        { change: 'trashed', record: trashed, before: updated },
        { change: 'restored', record: restored, before: trashed },
        { change: 'deleted', record: undefined, before: restored },
      ].map((effect, index) =>
        expect.objectContaining({ ...facts, ...effect, version: index + 1, id: expect.stringMatching(/^[0-9a-f]{32}$/) }),
      ),
    );
    expect(changes.slice(0, 4).map(({ at, record }) => at === record?.updatedAt)).toEqual([true, true, true, true]);
    expect(new Set(changes.map(({ id }) => id)).size).toBe(5);
    expect(last?.changeSet).toBe(headers['change-set']);
  });

  it('gets each record of a batch, an import and an undo, and where it comes from', async () => {
    const operations = ['b', 'c'].map((label) => ({ method: 'create', record: { label } }));
    const { headers } = await admin.post('/api/v1/orders/batch', { body: { operations } });
    await seen(2);
    await admin.post('/api/v1/orders/import', { headers: { 'Content-Type': 'text/csv' }, body: 'label\nd\n' });
    await seen(3);
    const undo = `/api/v1/change-sets/${headers['change-set']}/undo`;
    await eventually(async () => expect((await admin.post(undo)).body.undone).toBe(2));
    await seen(5);
    expect(changes.map(({ change, via }) => [change, via])).toEqual([
      ['created', undefined],
      ['created', undefined],
      ['created', 'import'],
      ['trashed', 'undo'],
      ['trashed', 'undo'],
    ]);
    expect(changes[0]?.changeSet).toBe(headers['change-set']);
  });

  it('gets nothing for a write that changes nothing, or that is refused', async () => {
    const { path } = await make(admin, 'orders', { label: 'e' });
    await admin.patch(path, { body: { label: 'e' } });
    await admin.patch(path, { body: { label: 5 } });
    await make(admin, 'orders', { label: 'f' });
    await seen(2);
    expect(changes.map(({ record }) => record?.['label'])).toEqual(['e', 'f']);
  });
});
