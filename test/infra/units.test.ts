import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type Operation, UNITS, type Units } from '../../infra/cost/units.ts';
import { entryOf } from '../../src/history/entry.ts';
import { itemOf } from '../../src/history/history-item.ts';
import { recordTypes } from '../../src/records/index.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { firstPlacement } from '../../src/store/index-spec.ts';
import {
  changeTimeKeys,
  type IndexedScope,
  idempotencyKey,
  liveIndexKeys,
  restoredIndexKeys,
  trashIndexKeys,
} from '../../src/store/keys.ts';
import { newItem } from '../../src/store/record-item.ts';
import { itemBytes, queryUnits, writeUnits } from './support/write-units.ts';

const ID = '01980000-0000-7000-8000-000000000001';
const SUB = 'f1f2f3f4-0000-4000-8000-000000000001';
const WRITE_ID = 'a1a2a3a4-0000-7000-8000-000000000001';
/** The list reads one record more than it answers, to know whether there is a next page. */
const PAGE = 26;

const CHANGED: Readonly<Record<string, Record<string, unknown>>> = { tasks: { status: 'done' }, customers: { stage: 'inactive' } };

type Item = Record<string, unknown>;

/** A record as it was created, and as it is after a change. */
function itemsOf(type: RecordType): { scope: IndexedScope; fresh: Item; live: Item } {
  const scope = { workspace: SUB, type, indexes: firstPlacement(type) };
  const fresh = newItem(scope, type.example, { id: ID, by: SUB, writeId: WRITE_ID });
  return { scope, fresh, live: { ...fresh, previousWriteId: WRITE_ID } };
}

function after(item: Item, { set, remove }: { set: Item; remove: readonly string[] }): Item {
  const next = { ...item, ...set, version: Number(item['version']) + 1 };
  return Object.fromEntries(Object.entries(next).filter(([name]) => !remove.includes(name)));
}

const CHANGED_AT = '2026-01-01T00:00:00.000Z';

function computed(type: RecordType): Record<Operation, Units> {
  const { scope, fresh, live } = itemsOf(type);
  const stamped = { updatedAt: CHANGED_AT, ...changeTimeKeys(scope, ID, CHANGED_AT) };
  const changed = CHANGED[type.name] ?? {};
  const patched = after(live, {
    set: { ...changed, ...liveIndexKeys(scope, ID, changed, new Set(Object.keys(changed))).set, ...stamped },
    remove: [],
  });
  const toTrash = trashIndexKeys(scope, ID);
  const trashed = after(live, { set: { ...toTrash.set, ...stamped, deletedAt: CHANGED_AT }, remove: toTrash.remove });
  const back = restoredIndexKeys(scope, ID, type.example);
  const restored = after(trashed, { set: { ...back.set, ...stamped }, remove: [...back.remove, 'deletedAt'] });
  const marker = { ...idempotencyKey(SUB, 'x'.repeat(43)), id: ID, bodyHash: 'x'.repeat(64), expiresAt: 1_800_000_000 };
  const create = writeUnits(undefined, fresh);
  const entry = entryOf({ before: live, after: patched });
  if (entry === undefined) throw new Error('a change of a record has an entry');
  const arrival = { arrivedAt: new Date(CHANGED_AT), expiresAt: 1_800_000_000 };
  const bytes = itemBytes(fresh);
  return {
    get: { read: queryUnits(1, bytes, { consistent: true }), write: 0 },
    page: { read: queryUnits(PAGE, bytes, { consistent: true }), write: 0 },
    indexPage: { read: queryUnits(PAGE, bytes, { consistent: false }), write: 0 },
    create: { read: 0, write: create },
    createOnce: { read: 0, write: create + writeUnits(undefined, marker) },
    patch: { read: 0, write: writeUnits(live, patched) },
    entry: { read: 0, write: writeUnits(undefined, itemOf(entry, arrival)) },
    trash: { read: 0, write: writeUnits(live, trashed) },
    restore: { read: queryUnits(1, itemBytes(trashed), { consistent: true }), write: writeUnits(trashed, restored) },
  };
}

describe('the units that the bill is made from', () => {
  it.each(recordTypes.map((type) => [type.name, type] as const))('are those of %s by DynamoDB’s rules', (name, type) => {
    const stated = Object.entries(UNITS).map(([operation, byType]) => [operation, Object.entries(byType).find(([of]) => of === name)?.[1]]);
    expect(Object.fromEntries(stated)).toEqual(computed(type));
  });

  it('are those of docs/cost.md', () => {
    const costs = readFileSync(new URL('../../docs/cost.md', import.meta.url), 'utf8');
    const rows = Object.entries(UNITS).map(
      ([operation, { tasks, customers }]) => `| ${operation} | ${tasks.read} | ${tasks.write} | ${customers.read} | ${customers.write} |`,
    );
    expect(rows.filter((row) => !costs.includes(row))).toEqual([]);
  });
});
