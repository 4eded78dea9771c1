import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Usage } from '../../src/store/dynamo-client.ts';
import { firstPlacement } from '../../src/store/index-spec.ts';
import { claimKey } from '../../src/store/keys.ts';
import { newId, newItem } from '../../src/store/record-item.ts';
import type { Scope } from '../../src/store/record-store.ts';
import { firstUniques } from '../../src/store/unique-fields.ts';
import { formerMembers, members } from '../support/members.ts';
import { type InProcess, startInProcess } from '../support/target.ts';

jest.setTimeout(60_000);

const by = 'tester';
let target: InProcess;
let used: Usage[] = [];

beforeAll(async () => {
  target = await startInProcess({ recordTypes: [members], onUsage: (usage) => used.push(usage) });
});
afterAll(async () => await target.close());

async function unitsOf(run: () => Promise<unknown>): Promise<{ read: number; write: number }> {
  used = [];
  await run();
  const sum = (kind: Usage['kind']) => used.filter((one) => one.kind === kind).reduce((total, { units }) => total + units, 0);
  return { read: sum('read'), write: sum('write') };
}

/** The units of each operation on a record with one unique value. */
async function measure(scope: Scope) {
  const { store } = target.services;
  const create = async (email: string) => await store.create(scope, { name: 'Ada', email }, { by });
  await create('first@example.com');
  const { id } = await create('a@example.com');
  const patch = async (set: Record<string, unknown>) => await store.patch(scope, id, { set, unset: [] }, { by });
  return {
    create: await unitsOf(async () => await create('b@example.com')),
    other: await unitsOf(async () => await patch({ name: 'Ada Lovelace' })),
    same: await unitsOf(async () => await store.replace(scope, id, { name: 'Ada', email: 'a@example.com' }, { by })),
    change: await unitsOf(async () => await patch({ email: 'c@example.com' })),
    trash: await unitsOf(async () => await store.trash(scope, id, { by })),
    restore: await unitsOf(async () => await store.restore(scope, id, { by })),
    destroy: await unitsOf(async () => await store.destroy(scope, id, { by })),
  };
}

describe('the units of a type with a unique field in docs/cost.md', () => {
  it('are those of a type without one, plus those of its claims', async () => {
    const ordinary = await measure({ workspace: 'ordinary', type: { ...formerMembers, name: 'others' } });
    const unique = await measure({ workspace: 'unique', type: members });
    const more = (name: keyof typeof unique) => ({
      read: unique[name].read - ordinary[name].read,
      write: unique[name].write - ordinary[name].write,
    });
    expect({
      create: more('create'),
      other: more('other'),
      same: more('same'),
      change: more('change'),
      trash: more('trash'),
      restore: more('restore'),
      destroy: more('destroy'),
    }).toEqual({
      create: { read: 0, write: 1 },
      other: { read: 0, write: 0 },
      same: { read: 1, write: 0 },
      change: { read: 2, write: 2 },
      trash: { read: 0, write: 0 },
      restore: { read: 0, write: 1 },
      destroy: { read: 2, write: 1 },
    });
  });

  it('are fewer than those of a transaction', async () => {
    const scope: Scope = { workspace: 'transaction', type: members };
    const id = newId();
    const values = { name: 'Ada', email: 'a@example.com' };
    const record = newItem({ ...scope, indexes: firstPlacement(members) }, values, { id, by, writeId: crypto.randomUUID() });
    const [part] = firstUniques(members);
    if (part === undefined) throw new Error('members have no unique field');
    const claim = { ...claimKey(scope, part, values.email), holder: id, from: 0, token: crypto.randomUUID() };
    const put = (Item: object) => ({ Put: { TableName: target.tableName, Item: { ...Item } } });
    const { ConsumedCapacity = [] } = await target.client.send(
      new TransactWriteCommand({ TransactItems: [put(record), put(claim)], ReturnConsumedCapacity: 'TOTAL' }),
    );
    const transaction = ConsumedCapacity.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
    const { write } = await unitsOf(async () => await target.services.store.create(scope, { ...values, email: 'b@example.com' }, { by }));
    expect(write).toBe(3);
    expect(transaction).toBeGreaterThanOrEqual(2 * write);
  });
});
