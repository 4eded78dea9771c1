import { describe, expect, it } from '@jest/globals';
import type { ChangeSet } from '../../public/requests/history-api.ts';
import { deedsOf, wordsOf } from '../../public/state/activity.ts';
import { customers } from '../../src/records/customers.ts';
import { tasks } from '../../src/records/tasks.ts';

const changeSet = (id: string, size: number, others: Partial<ChangeSet> = {}): ChangeSet => ({
  id,
  at: '2026-11-28T10:00:00.000Z',
  by: 'ada',
  size,
  types: ['tasks'],
  actions: ['import'],
  records: [],
  ...others,
});

describe('what someone did in one go', () => {
  it('is all requests of an import, the latest first', () => {
    const [deed, ...others] = deedsOf([changeSet('c', 20), changeSet('b', 100), changeSet('a', 97)]);
    expect(deed).toMatchObject({ ids: ['c', 'b', 'a'], size: 217 });
    expect(others).toEqual([]);
  });

  it('is one change set that continues on the next page', () => {
    expect(deedsOf([changeSet('a', 300), changeSet('a', 300)])).toMatchObject([{ ids: ['a'], size: 300 }]);
  });

  it.each<[string, ChangeSet]>([
    ['by someone else', changeSet('a', 100, { by: 'ed' })],
    ['of another type', changeSet('a', 100, { types: ['customers'] })],
    ['of another kind', changeSet('a', 100, { actions: ['update'] })],
    ['an hour before', changeSet('a', 100, { at: '2026-11-28T09:00:00.000Z' })],
  ])('is not a change %s', (_, earlier) => expect(deedsOf([changeSet('b', 20), earlier])).toHaveLength(2));

  it('is not two bulk edits in a row', () => {
    const actions = ['update'];
    expect(deedsOf([changeSet('b', 5, { actions }), changeSet('a', 5, { actions })])).toHaveLength(2);
    expect(deedsOf([changeSet('b', 5, { actions }), changeSet('a', 100, { actions })])).toHaveLength(1);
  });

  it.each<[string, Partial<ChangeSet>]>([
    ['imported 12 tasks', {}],
    ['moved 12 tasks to the trash', { actions: ['trash'] }],
    ['changed 12 tasks', { actions: ['create', 'update'] }],
    ['changed 12 records', { types: ['tasks', 'customers'], actions: ['update'] }],
  ])('is said in words: %s', (words, others) => expect(wordsOf(changeSet('a', 12, others), [tasks, customers])).toBe(words));
});
