import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { customers } from '../../src/records/customers.ts';
import { tasks } from '../../src/records/tasks.ts';
import { openCursor, sealCursor } from '../../src/store/cursor.ts';

import type { ListQuery, Scope } from '../../src/store/record-store.ts';

const scopes = fc.record({ workspace: fc.string({ minLength: 1 }), type: fc.constantFrom(tasks, customers) });
const queries: fc.Arbitrary<ListQuery> = fc.record({
  sort: fc.record({ field: fc.constantFrom('createdAt', 'title', 'name'), descending: fc.boolean() }),
  filters: fc.array(
    fc.record({ field: fc.constantFrom('status', 'tags'), operator: fc.constantFrom('eq', 'exists'), values: fc.array(fc.string()) }),
    { maxLength: 3 },
  ),
  words: fc.array(fc.string(), { maxLength: 2 }),
  trashed: fc.boolean(),
});
const positions = fc.record({ id: fc.uuid(), key: fc.option(fc.string({ unit: 'grapheme' }), { nil: undefined }) });

function isSame(a: readonly [Scope, ListQuery], b: readonly [Scope, ListQuery]): boolean {
  const normal = ([{ workspace, type }, { filters, ...query }]: readonly [Scope, ListQuery]) =>
    JSON.stringify([workspace, type.name, filters.map((filter) => JSON.stringify(filter)).sort(), query]);
  return normal(a) === normal(b);
}

describe('a cursor', () => {
  it('opens to the position that was sealed', () => {
    fc.assert(
      fc.property(scopes, queries, positions, (scope, query, position) => {
        expect(openCursor(scope, query, sealCursor(scope, query, position))).toEqual(position);
      }),
    );
  });

  it('opens for a query with the same filters in another order', () => {
    fc.assert(
      fc.property(scopes, queries, positions, (scope, query, position) => {
        const reordered = { ...query, filters: [...query.filters].reverse() };
        expect(openCursor(scope, reordered, sealCursor(scope, query, position))).toEqual(position);
      }),
    );
  });

  it('opens for a query with the same values in another order, each as often as it likes', () => {
    fc.assert(
      fc.property(scopes, queries, fc.array(fc.string()), positions, (scope, query, values, position) => {
        const asking = (wanted: string[]): ListQuery => ({ ...query, filters: [{ field: 'status', operator: 'eq', values: wanted }] });
        const cursor = sealCursor(scope, asking(values), position);
        expect(openCursor(scope, asking([...values, ...values].reverse()), cursor)).toEqual(position);
      }),
    );
  });

  it.each<[string, Partial<ListQuery>]>([
    ['another field', { filters: [{ field: 'tags', operator: 'eq', values: ['a', 'b'] }] }],
    ['another operator', { filters: [{ field: 'status', operator: 'exists', values: ['a', 'b'] }] }],
    ['another value', { filters: [{ field: 'status', operator: 'eq', values: ['a', 'c'] }] }],
    ['one value fewer', { filters: [{ field: 'status', operator: 'eq', values: ['a'] }] }],
    ['no filter', { filters: [] }],
    ['another word', { words: ['y'] }],
    ['the trash', { trashed: true }],
    ['the other direction', { sort: { field: 'createdAt', descending: true } }],
    ['another order', { sort: { field: 'title', descending: false } }],
  ])('does not open for the same query but %s', (_, change) => {
    const scope = { workspace: 'w', type: tasks };
    const sort = { field: 'createdAt', descending: false };
    const query: ListQuery = { sort, filters: [{ field: 'status', operator: 'eq', values: ['a', 'b'] }], words: ['x'], trashed: false };
    const cursor = sealCursor(scope, query, { id: 'id', key: undefined });
    expect(openCursor(scope, query, cursor)).toEqual({ id: 'id', key: undefined });
    expect(openCursor(scope, { ...query, ...change }, cursor)).toBeUndefined();
  });

  it('does not open for another workspace, type, sort or filter', () => {
    fc.assert(
      fc.property(scopes, queries, scopes, queries, positions, (scope, query, otherScope, otherQuery, position) => {
        fc.pre(!isSame([scope, query], [otherScope, otherQuery]));
        expect(openCursor(otherScope, otherQuery, sealCursor(scope, query, position))).toBeUndefined();
      }),
    );
  });

  it('has one spelling, although base64 has several for the last bits', () => {
    const query: ListQuery = { sort: { field: 'createdAt', descending: true }, filters: [], words: [], trashed: false };
    const scope = { workspace: 'w', type: tasks };
    for (const id of ['i', 'id', 'id3']) {
      const cursor = sealCursor(scope, query, { id, key: undefined });
      const spellings = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'].map((last) => cursor.slice(0, -1) + last);
      expect(spellings.filter((one) => openCursor(scope, query, one) !== undefined)).toEqual([cursor]);
    }
  });

  it('does not open from any other text', () => {
    fc.assert(
      fc.property(
        scopes,
        queries,
        fc.oneof(fc.string(), fc.base64String(), fc.string({ minLength: 60, maxLength: 400 })),
        (scope, query, text) => {
          expect(openCursor(scope, query, text)).toBeUndefined();
        },
      ),
    );
  });
});
