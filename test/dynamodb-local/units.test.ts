import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UNITS } from '../../infra/cost/units.ts';
import { recordTypes } from '../../src/records/index.ts';
import type { Usage } from '../../src/store/dynamo-client.ts';
import type { ListQuery, Scope } from '../../src/store/record-store.ts';
import { type InProcess, startInProcess } from '../support/target.ts';

let target: InProcess;
let used: Usage[] = [];
const SUB = 'f1f2f3f4-0000-4000-8000-000000000001';
const by = SUB;
const newest: ListQuery = { sort: { field: 'createdAt', descending: true }, filters: [], words: [], trashed: false };
const CHANGED: Readonly<Record<string, Record<string, unknown>>> = { tasks: { status: 'done' }, customers: { stage: 'inactive' } };

beforeAll(async () => {
  target = await startInProcess({ onUsage: (usage) => used.push(usage) });
});
afterAll(async () => {
  await target.close();
});

async function unitsOf(run: () => Promise<unknown>): Promise<{ read: number; write: number }> {
  used = [];
  await run();
  const sum = (kind: Usage['kind']) => used.filter((entry) => entry.kind === kind).reduce((total, { units }) => total + units, 0);
  return { read: sum('read'), write: sum('write') };
}

describe('the units that DynamoDB counts', () => {
  it.each(recordTypes.map((type) => [type.name, type] as const))('are those that the bill is made from, for %s', async (name, type) => {
    const { store } = target.services;
    const scope: Scope = { workspace: SUB, type };
    for (let n = 0; n < 30; n++) await store.create(scope, type.example, { by });
    const { id } = await store.create(scope, type.example, { by });
    const changed = CHANGED[name] ?? {};
    const byIndex: ListQuery = { ...newest, sort: { field: type.sortable[1] ?? 'createdAt', descending: false } };
    const measured = {
      get: await unitsOf(async () => await store.get(scope, id)),
      page: await unitsOf(async () => await store.list(scope, newest, { limit: 25 })),
      indexPage: await unitsOf(async () => await store.list(scope, byIndex, { limit: 25 })),
      create: await unitsOf(async () => await store.create(scope, type.example, { by })),
      patch: await unitsOf(async () => await store.patch(scope, id, { set: changed, unset: [] }, { by })),
      trash: await unitsOf(async () => await store.trash(scope, id, { by })),
      restore: await unitsOf(async () => await store.restore(scope, id, { by })),
    };
    const stated = Object.fromEntries(
      Object.entries(UNITS).map(([operation, byType]) => [operation, Object.entries(byType).find(([of]) => of === name)?.[1]]),
    );
    expect(measured).toEqual(Object.fromEntries(Object.keys(measured).map((operation) => [operation, stated[operation]])));
  });
});
