import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { customers } from '../../src/records/customers.ts';
import { tasks } from '../../src/records/tasks.ts';
import type { RecordType } from '../../src/schema/record-type.ts';
import { timeOfId } from '../../src/store/creation-time.ts';
import { type IndexedScope, indexKeys, liveIndexKeys, restoredIndexKeys, type Side, trashIndexKeys } from '../../src/store/index-keys.ts';
import { firstPlacement } from '../../src/store/index-spec.ts';
import { compareKeys, type Item, idempotencyKey, ownerOfPartition, recordKey } from '../../src/store/keys.ts';
import { derivedId, newId } from '../../src/store/record-item.ts';

const ID = '01980000-0000-7000-8000-000000000001';
const texts = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
  .map((text) => text.replaceAll(/\p{Cc}/gu, ''))
  .filter((text) => text.trim() !== '');
const astral = fc.constant('𝒜'.repeat(200));

/** Values of a record of a type, whatever its rules allow to be indexed. */
const values: fc.Arbitrary<[RecordType, Item]> = fc.oneof(
  fc.tuple(
    fc.constant(tasks),
    fc.record(
      { title: fc.oneof(texts, astral), status: fc.constantFrom('open', 'done'), dueDate: fc.constant('2026-01-31') },
      { requiredKeys: ['title', 'status'] },
    ),
  ),
  fc.tuple(
    fc.constant(customers),
    fc.record(
      { name: fc.oneof(texts, astral), company: texts, stage: fc.constant('lead'), email: fc.emailAddress() },
      { requiredKeys: ['name', 'stage'] },
    ),
  ),
);

const INDEXED = ['title', 'status', 'dueDate', 'name', 'company', 'stage', 'email'];

function scopeOf(type: RecordType, workspace = 'w'): IndexedScope {
  return { workspace, type, indexes: firstPlacement(type) };
}

function apply(item: Item, { set, remove }: { set: Item; remove: readonly string[] }): Item {
  return Object.fromEntries(Object.entries({ ...item, ...set }).filter(([name]) => !remove.includes(name)));
}

/** The index entries that DynamoDB makes of an item: those whose two keys are both there. */
function entriesOf(item: Item): Record<string, readonly unknown[]> {
  return Object.fromEntries(
    [1, 2, 3, 4, 5].flatMap((n) =>
      item[`i${n}pk`] === undefined || item[`i${n}sk`] === undefined ? [] : [[n, [item[`i${n}pk`], item[`i${n}sk`]]]],
    ),
  );
}

const DUE = { title: 'Ab', status: 'open', dueDate: '2026-01-31' };
const UNDUE = { title: 'Ab' };
const [BY_TITLE, BY_STATUS] = [`1ab\u00017\u0001${ID}`, ID];

const CHANGED_AT = '2026-01-15T00:00:00.000Z';

// Deployed tables hold these: another key here is a record, or an answer to a repeated request, that is not found any more.
describe('where things lie in the table', () => {
  const scope = scopeOf(tasks);

  it('is the key that deployed tables have for a record and for an idempotency key', () => {
    expect(recordKey(scope, ID)).toEqual({ pk: 'records#w#tasks', sk: ID });
    expect(idempotencyKey('w', 'hash')).toEqual({ pk: 'idempotency#w', sk: 'hash' });
  });

  it.each<[string, Side, Item, Item]>([
    [
      'a live record',
      'live',
      DUE,
      {
        ...{ i1pk: 'w#tasks#live#dueDate', i1sk: `12026-01-31\u0001${ID}` },
        ...{ i2pk: 'w#tasks#live#title', i2sk: BY_TITLE },
        ...{ i3pk: 'w#tasks#live#createdAt#status#open', i3sk: BY_STATUS, i4sk: ID },
        ...{ i6sk: `12026-01-31\u0001${ID}`, i7pk: 'w#tasks#live#updatedAt', i7sk: `1${CHANGED_AT}\u0001${ID}` },
      },
    ],
    [
      'a live record without the fields',
      'live',
      UNDUE,
      {
        ...{ i1pk: 'w#tasks#live#dueDate', i1sk: `2\u0001${ID}` },
        ...{ i2pk: 'w#tasks#live#title', i2sk: BY_TITLE },
        ...{ i3sk: BY_STATUS, i4sk: ID },
        ...{ i6sk: `2\u0001${ID}`, i7pk: 'w#tasks#live#updatedAt', i7sk: `1${CHANGED_AT}\u0001${ID}` },
      },
    ],
    [
      'a record in the trash',
      'trash',
      DUE,
      {
        ...{ i1pk: 'w#tasks#trash#dueDate', i1sk: `12026-01-31\u0001${ID}` },
        ...{ i2pk: 'w#tasks#trash#title', i2sk: BY_TITLE },
        ...{ i3sk: BY_STATUS, i4sk: ID },
        ...{ i5pk: 'w#tasks#trash#createdAt', i5sk: ID },
        ...{ i6sk: `12026-01-31\u0001${ID}`, i7pk: 'w#tasks#trash#updatedAt', i7sk: `1${CHANGED_AT}\u0001${ID}` },
      },
    ],
  ])('is the key that deployed tables have for %s in the indexes', (_, side, record, keys) => {
    expect(indexKeys(scope, ID, { ...record, updatedAt: CHANGED_AT }, side)).toEqual(keys);
  });

  it.each([
    ['records#w#tasks', { workspace: 'w', typeName: 'tasks' }],
    ['records#team-1#house-plants', { workspace: 'team-1', typeName: 'house-plants' }],
    ['idempotency#w', undefined],
    ['w#tasks#live#title', undefined],
    ['old-records#w#tasks', undefined],
    ['records##tasks', undefined],
    ['records#w#', undefined],
  ])('finds the owner of the records in %s', (partition, owner) => {
    expect(ownerOfPartition(partition)).toEqual(owner);
  });
});

describe('the keys of a record', () => {
  it('stay within DynamoDB’s limits: 2,048 bytes for a partition key, 1,024 for a sort key', () => {
    fc.assert(
      fc.property(values, ([type, record]) => {
        const { set } = liveIndexKeys(scopeOf(type, 'w'.repeat(128)), ID, record);
        for (const [name, key] of Object.entries(set)) {
          expect(Buffer.byteLength(String(key))).toBeLessThanOrEqual(name.endsWith('pk') ? 2048 : 1024);
        }
      }),
    );
  });

  it('are the same after trash and restore', () => {
    fc.assert(
      fc.property(values, ([type, record]) => {
        const scope = scopeOf(type);
        const live = apply(record, liveIndexKeys(scope, ID, record));
        const trashed = apply(live, trashIndexKeys(scope, ID));
        expect(entriesOf(apply(trashed, restoredIndexKeys(scope, ID, record)))).toEqual(entriesOf(live));
        for (const [partition] of Object.values(entriesOf(trashed))) expect(partition).toMatch(/^w#\w+#trash#/);
      }),
    );
  });

  it('come out the same from a patch of some fields as from writing the whole record', () => {
    fc.assert(
      fc.property(values, values, fc.subarray(INDEXED), ([type, before], [otherType, other], names) => {
        fc.pre(type === otherType);
        const scope = scopeOf(type);
        const patch = Object.fromEntries(Object.entries(other).filter(([name]) => names.includes(name)));
        const after = { ...before, ...patch };
        const patched = apply(
          apply(before, liveIndexKeys(scope, ID, before)),
          liveIndexKeys(scope, ID, patch, new Set(Object.keys(patch))),
        );
        expect(entriesOf(patched)).toEqual(entriesOf(apply(after, liveIndexKeys(scope, ID, after))));
      }),
    );
  });

  it('never put two workspaces or types into one partition', () => {
    fc.assert(
      fc.property(
        values,
        values,
        fc.stringMatching(/^[!"$-~]{1,20}$/),
        fc.stringMatching(/^[!"$-~]{1,20}$/),
        ([a, one], [b, other], workspace, otherWorkspace) => {
          fc.pre(workspace !== otherWorkspace || a !== b);
          const partitions = (scope: IndexedScope, record: Item) =>
            Object.entries(liveIndexKeys(scope, ID, record).set).flatMap(([name, key]) => (name.endsWith('pk') ? [key] : []));
          const shared = new Set(partitions(scopeOf(a, workspace), one));
          for (const partition of partitions(scopeOf(b, otherWorkspace), other)) expect(shared).not.toContain(partition);
        },
      ),
    );
  });

  it('order records without the field after those with it', () => {
    const keyFor = (record: Item) => String(liveIndexKeys(scopeOf(tasks), ID, record).set['i1sk']);
    expect(compareKeys(keyFor({ dueDate: '9999-12-31' }), keyFor({}))).toBeLessThan(0);
  });
});

describe('ids', () => {
  it('ascend, and contain the time to the millisecond', () => {
    const start = Date.now();
    const ids = Array.from({ length: 1000 }, newId);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(1000);
    for (const id of ids) expect(Math.abs(timeOfId(id).getTime() - start)).toBeLessThan(1000);
  });

  it('of a batch are the same each time, ascend with the operation, and keep its time', () => {
    const root = newId();
    const ids = Array.from({ length: 100 }, (_, index) => derivedId(root, index));
    expect(Array.from({ length: 100 }, (_, index) => derivedId(root, index))).toEqual(ids);
    expect([...ids].sort()).toEqual(ids);
    for (const id of ids) expect(timeOfId(id)).toEqual(timeOfId(root));
    expect(derivedId(newId(), 0)).not.toBe(ids[0]);
  });
});
