import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { customers } from '../../src/records/customers.ts';
import { tasks } from '../../src/records/tasks.ts';
import { encryptCursor, openCursor, sealCursor } from '../../src/store/cursor.ts';
import type { ListQuery, Position, Scope } from '../../src/store/record-store.ts';

const subjects = fc.constantFrom(
  ...[tasks, customers].flatMap((type) => type.sortable.map((field): [Scope['type'], string] => [type, field])),
);
/** A list of some workspace: whose records, and which of them in which order. */
const lists: fc.Arbitrary<[Scope, ListQuery]> = fc
  .tuple(
    subjects,
    fc.string({ minLength: 1 }),
    fc.record({
      descending: fc.boolean(),
      filters: fc.array(
        fc.record({ field: fc.constantFrom('status', 'tags'), operator: fc.constantFrom('eq', 'exists'), values: fc.array(fc.string()) }),
        { maxLength: 3 },
      ),
      words: fc.array(fc.string(), { maxLength: 2 }),
      trashed: fc.boolean(),
    }),
  )
  .map(([[type, field], workspace, { descending, ...query }]) => [
    { workspace, type },
    { ...query, sort: { field, descending } },
  ]);
const ids = fc.uuid({ version: 7 });
const ID = '0190c0de-0000-7000-8000-000000000000';
const NEWEST_FIRST: ListQuery = { sort: { field: 'createdAt', descending: true }, filters: [], words: [], trashed: false };
const BY_TITLE: ListQuery = { ...NEWEST_FIRST, sort: { field: 'title', descending: false } };
const SCOPE: Scope = { workspace: 'w', type: tasks };

/** A position where a page of this query can end. */
function positionIn(query: ListQuery, id: string, text = 'x'): Position {
  return query.sort.field === 'createdAt' ? { id } : { id, key: `1${text}\u0001${id}` };
}

function isSame(a: readonly [Scope, ListQuery], b: readonly [Scope, ListQuery]): boolean {
  const normal = ([{ workspace, type }, { filters, ...query }]: readonly [Scope, ListQuery]) =>
    JSON.stringify([workspace, type.name, filters.map((filter) => JSON.stringify(filter)).sort(), query]);
  return normal(a) === normal(b);
}

describe('a cursor', () => {
  it('opens to the position that was sealed', () => {
    fc.assert(
      fc.property(lists, ids, fc.string({ unit: 'grapheme', maxLength: 100 }), ([scope, query], id, text) => {
        const position = positionIn(query, id, text);
        expect(openCursor(scope, query, sealCursor(scope, query, position))).toEqual(position);
      }),
    );
  });

  it('opens for a query with the same filters in another order', () => {
    fc.assert(
      fc.property(lists, ids, ([scope, query], id) => {
        const position = positionIn(query, id);
        const reordered = { ...query, filters: [...query.filters].reverse() };
        expect(openCursor(scope, reordered, sealCursor(scope, query, position))).toEqual(position);
      }),
    );
  });

  it('opens for a query with the same values in another order, each as often as it likes', () => {
    fc.assert(
      fc.property(lists, fc.array(fc.string(), { minLength: 2 }), ids, ([scope, query], values, id) => {
        fc.pre(new Set(values).size > 1);
        const asking = (wanted: string[]): ListQuery => ({ ...query, filters: [{ field: 'status', operator: 'eq', values: wanted }] });
        const position = positionIn(asking(values), id);
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
    const sort = { field: 'createdAt', descending: false };
    const query: ListQuery = { sort, filters: [{ field: 'status', operator: 'eq', values: ['a', 'b'] }], words: ['x'], trashed: false };
    const cursor = sealCursor(SCOPE, query, { id: ID });
    expect(openCursor(SCOPE, query, cursor)).toEqual({ id: ID });
    expect(openCursor(SCOPE, { ...query, ...change }, cursor)).toBeUndefined();
  });

  it('does not open for another workspace, type, sort or filter', () => {
    fc.assert(
      fc.property(lists, lists, ids, ([scope, query], [otherScope, otherQuery], id) => {
        fc.pre(!isSame([scope, query], [otherScope, otherQuery]));
        expect(openCursor(otherScope, otherQuery, sealCursor(scope, query, positionIn(query, id)))).toBeUndefined();
      }),
    );
  });

  it('has one spelling, although base64 has several for the last bits', () => {
    for (const text of ['', 'a', 'ab']) {
      const cursor = sealCursor(SCOPE, BY_TITLE, positionIn(BY_TITLE, ID, text));
      const spellings = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'].map((last) => cursor.slice(0, -1) + last);
      expect(spellings.filter((spelling) => openCursor(SCOPE, BY_TITLE, spelling) !== undefined)).toEqual([cursor]);
    }
  });

  it('does not open from any other text', () => {
    fc.assert(
      fc.property(lists, fc.oneof(fc.string(), fc.base64String(), fc.string({ minLength: 60, maxLength: 400 })), ([scope, query], text) => {
        expect(openCursor(scope, query, text)).toBeUndefined();
      }),
    );
  });
});

/** What someone who knows the format could put into a cursor. */
const FORGED: [string, unknown][] = [
  ['nothing', null],
  ['an empty list', []],
  ['a number', [5]],
  ['null', [null]],
  ['an empty text', ['']],
  ['true', [true]],
  ['a huge number', [Number.MAX_VALUE]],
  ['an id alone', [ID]],
  ['an id that is no UUID', ['x', null]],
  ['an id in upper case', [ID.toUpperCase(), null]],
  ['an attribute of DynamoDB', ['x', { S: 'x' }]],
  ['an id and an attribute of DynamoDB', [ID, { S: 'x' }]],
  ['an id and a number', [ID, 5]],
  ['an id and a list', [ID, [ID]]],
  ['an id and an empty key', [ID, '']],
  ['an id and a key of nothing', [ID, 'x']],
  ['an id and the key of another id', [ID, `1x\u0001${ID.replace(/0$/, '1')}`]],
  ['a key of half a surrogate pair', [ID, `1\ud800\u0001${ID}`]],
  ['a key of more than 1,024 bytes', [ID, `1${'ä'.repeat(500)}\u0001${ID}`]],
  ['a third member', [ID, null, null]],
  ['an object', { id: ID, key: null }],
  ['a list in a list', [[ID, null]]],
];

describe('a forged cursor', () => {
  it.each(FORGED)('of %s does not open', (_, content) => {
    for (const query of [NEWEST_FIRST, BY_TITLE]) {
      expect(openCursor(SCOPE, query, encryptCursor(SCOPE, query, content))).toBeUndefined();
    }
  });

  it('does not open with a key where the table is read, nor without one where an index is', () => {
    expect(openCursor(SCOPE, NEWEST_FIRST, encryptCursor(SCOPE, NEWEST_FIRST, [ID, ID]))).toBeUndefined();
    expect(openCursor(SCOPE, BY_TITLE, encryptCursor(SCOPE, BY_TITLE, [ID, null]))).toBeUndefined();
  });

  it('does not open outside the range of its filters', () => {
    const { type } = SCOPE;
    for (const [filter, inside, outside] of [
      [{ field: 'title', operator: 'prefix', values: ['b'] }, 'bee', 'ant'],
      [{ field: 'title', operator: 'gte', values: ['b'] }, 'bee', 'ant'],
      [{ field: 'title', operator: 'lt', values: ['b'] }, 'ant', 'bee'],
    ] as const) {
      const query: ListQuery = { ...BY_TITLE, filters: [filter] };
      const open = (title: string) => openCursor(SCOPE, query, encryptCursor(SCOPE, query, [ID, `1${sortKeyOf(title)}\u0001${ID}`]));
      expect(open(inside)).toBeDefined();
      expect(open(outside)).toBeUndefined();
    }
    function sortKeyOf(title: string): string {
      return type.fields['title']?.sortKey?.(title) ?? '';
    }
  });

  it('opens to a position with an id and a key of that id, or to none, whatever is in it', () => {
    fc.assert(
      fc.property(lists, fc.oneof(fc.jsonValue(), fc.tuple(ids, fc.jsonValue()), fc.tuple(ids, fc.string())), ([scope, query], content) => {
        const position = openCursor(scope, query, encryptCursor(scope, query, content));
        if (position === undefined) return;
        expect(position.id).toMatch(/^[0-9a-f-]{36}$/);
        expect(position.key ?? position.id).toContain(position.id);
      }),
    );
  });
});
