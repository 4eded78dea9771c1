import { describe, expect, it } from '@jest/globals';
import { readListRequest } from '../../src/http/request/list-query.ts';
import { readQuery } from '../../src/http/request/query-parameters.ts';
import { tasks } from '../../src/records/tasks.ts';
import { encryptCursor, sealCursor } from '../../src/store/cursor.ts';

const SCOPE = { workspace: 'w', type: tasks };
const ID = '019b7f3a-0000-7000-8000-000000000000';
const EVENING = { me: 'ed', now: '2026-01-31T22:59:00.000Z', timeZone: 'Europe/Berlin' };
const NEXT_DAY = { me: 'ed', now: '2026-01-31T23:01:00.000Z', timeZone: 'Europe/Berlin' };

const read = (query: string, asker = EVENING) => readListRequest(SCOPE, readQuery(`/?${query}`), asker);
const valuesOf = ({ query }: ReturnType<typeof read>) => query.filters.flatMap(({ values }) => values);

describe('a filter by a relative day', () => {
  it('is by the day of the request, in its time zone', () => {
    expect(valuesOf(read('dueDate[lt]=today'))).toEqual(['2026-01-31']);
    expect(valuesOf(read('dueDate[lt]=today', NEXT_DAY))).toEqual(['2026-02-01']);
    expect(valuesOf(read('createdAt[gte]=today'))).toEqual(['2026-01-30T23:00:00.000Z']);
    expect(valuesOf(read('createdAt[gte]=2026-01-31'))).toEqual(['2026-01-30T23:00:00.000Z']);
  });

  it.each([
    'dueDate[gte]=today&sort=dueDate',
    'dueDate=today,today+1d',
    'createdAt[gte]=today-1d',
    'updatedAt[gte]=2026-01-31&sort=updatedAt',
  ])('keeps the day and the zone of the first page: %s', (query) => {
    const first = read(query);
    const value = String(first.query.filters[0]?.values[0]);
    const key = query.includes('sort') ? { key: `1${value}\u0001${ID}` } : {};
    const id = query.startsWith('createdAt') ? '019c1234-0000-7000-8000-000000000000' : ID;
    const cursor = sealCursor(SCOPE, first.query, { id, ...(query.includes('sort') ? { key: key.key?.replace(ID, id) } : {}) });
    for (const asker of [NEXT_DAY, { ...NEXT_DAY, timeZone: 'Asia/Tokyo' }]) {
      const next = read(`${query}&cursor=${cursor}`, asker);
      expect(valuesOf(next)).toEqual(valuesOf(first));
      expect(next.after?.id).toBe(id);
      expect(sealCursor(SCOPE, next.query, { id })).toHaveLength(sealCursor(SCOPE, first.query, { id }).length);
    }
  });

  it.each([
    ['monday', '2026-01-26'],
    ['monday%2B6d', '2026-02-01'],
    ['monday-1w', '2026-01-19'],
  ])('counts from the Monday of the week: %s', (day, expected) => {
    expect(valuesOf(read(`dueDate[gte]=${day}`))).toEqual([expected]);
    expect(valuesOf(read(`dueDate[gte]=${day}`, { ...EVENING, now: '2026-01-26T00:00:00.000Z' }))).toEqual([expected]);
  });

  it('refuses another day of the week', () => {
    expect(() => read('dueDate[gte]=friday')).toThrow();
  });

  it('does not change the cursors of other filters', () => {
    const { query } = read('dueDate[gte]=2026-01-31');
    expect(query.asOf).toBeUndefined();
    expect(read(`dueDate[gte]=2026-01-31&cursor=${sealCursor(SCOPE, query, { id: ID })}`, NEXT_DAY).after).toEqual({ id: ID });
  });

  it.each([
    ['another relative day', 'dueDate[gte]=today+1d'],
    ['the day that it was', 'dueDate[gte]=2026-01-31'],
  ])('refuses a cursor of %s', (_, query) => {
    const cursor = sealCursor(SCOPE, read(query).query, { id: ID });
    expect(() => read(`dueDate[gte]=today&cursor=${cursor}`)).toThrow('start without a cursor');
  });

  it.each([
    [[ID, null]],
    [[ID, null, null]],
    [[ID, null, { now: 'soon', timeZone: 'UTC' }]],
    [[ID, null, { now: EVENING.now, timeZone: 'Mars/Olympus' }]],
    [[ID, null, { now: EVENING.now, timeZone: 'UTC' }, 1]],
  ])('refuses a forged cursor: %j', (content) => {
    const cursor = encryptCursor(SCOPE, read('dueDate[gte]=today').query, content);
    expect(() => read(`dueDate[gte]=today&cursor=${cursor}`)).toThrow('start without a cursor');
  });

  it('refuses a forged position outside the range of the creation', () => {
    const { query } = read('createdAt[gte]=2026-01-31');
    const cursor = encryptCursor(SCOPE, query, ['01000000-0000-7000-8000-000000000000', null, query.asOf]);
    expect(() => read(`createdAt[gte]=2026-01-31&cursor=${cursor}`)).toThrow('start without a cursor');
  });
});
